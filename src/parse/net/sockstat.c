/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/net/net.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "model/net/netns.h"
#include "parse/keyed.h"

/* Also "mem" of UDP may be a little below 0: it is summed over CPUs. */
static int number(struct span value, uint64_t *ret)
{
	int64_t v = 0;

	if (span_i64(value, &v) || v > (int64_t)PAGES_MAX ||
	    v < -(int64_t)PAGES_MAX)
		return -EINVAL;
	*ret = (uint64_t)v;
	return 0;
}

#define ROW(proto, name, field)                                          \
	{                                                                \
		.key = name, .offset = offsetof(struct sockstat, field), \
		.read = number, .group = proto                           \
	}

/*
 * "UDP: inuse 3 mem 2": pairs behind a protocol. Kernels differ in which they
 * print (no "mem" of UDP before 2.6.25, some add "pressure").
 */
static const struct keyed_row rows[] = {
	ROW("sockets", "used", sockets_used),
	ROW("TCP", "inuse", tcp_inuse),
	ROW("TCP", "orphan", tcp_orphan),
	ROW("TCP", "tw", tcp_tw),
	ROW("TCP", "alloc", tcp_alloc),
	ROW("TCP", "mem", tcp_mem_pages),
	ROW("UDP", "inuse", udp_inuse),
	ROW("UDP", "mem", udp_mem_pages),
	ROW("FRAG", "memory", frag_bytes),
	ROW("TCP6", "inuse", tcp6_inuse),
	ROW("UDP6", "inuse", udp6_inuse),
	ROW("FRAG6", "memory", frag6_bytes),
};

/* All pairs of a line; the last number of a cut line may lack digits. */
static void pairs(struct keyed *k, struct span group, struct span line,
		  bool whole)
{
	struct span name, value;

	k->found++;
	k->bad += !whole;
	while (whole && span_word(&line, &name)) {
		if (!span_word(&line, &value))
			k->bad++;
		else
			keyed_pair(k, group, name, value, true);
	}
}

/* ret may be of an earlier moment. */
static void merge(const struct sockstat *from, size_t offset,
		  struct sockstat *ret)
{
	struct opt_i64 v;

	memcpy(&v, (const char *)from + offset, sizeof(v));
	if (v.known)
		memcpy((char *)ret + offset, &v, sizeof(v));
}

int parse_sockstat(struct span text, struct sockstat *ret, unsigned *bad)
{
	struct sockstat st = { 0 };
	struct keyed k = KEYED(rows, &st);
	struct span line, group;
	int err;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);

		if (span_until(&line, ':', &group) &&
		    keyed_has_group(&k, group))
			pairs(&k, group, line, whole);
	}
	err = keyed_end(&k, bad);
	for (size_t i = 0; !err && i < k.n; i++)
		merge(&st, rows[i].offset, ret);
	return err;
}
