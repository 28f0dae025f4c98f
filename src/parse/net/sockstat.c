/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/net/net.h"

#include <errno.h>
#include <string.h>

#include "model/netns.h"
#include "parse/field.h"

/*
 * "UDP: inuse 3 mem 2": pairs behind a protocol. Kernels differ in which they
 * print (no "mem" of UDP before 2.6.25, some add "pressure"), so each one is
 * looked up by name.
 */
static const struct {
	const char *proto;
	const char *name;
	size_t offset;
} fields[] = {
	{ "sockets", "used", offsetof(struct sockstat, sockets_used) },
	{ "TCP", "inuse", offsetof(struct sockstat, tcp_inuse) },
	{ "TCP", "orphan", offsetof(struct sockstat, tcp_orphan) },
	{ "TCP", "tw", offsetof(struct sockstat, tcp_tw) },
	{ "TCP", "alloc", offsetof(struct sockstat, tcp_alloc) },
	{ "TCP", "mem", offsetof(struct sockstat, tcp_mem_pages) },
	{ "TCP6", "inuse", offsetof(struct sockstat, tcp6_inuse) },
	{ "UDP", "inuse", offsetof(struct sockstat, udp_inuse) },
	{ "UDP", "mem", offsetof(struct sockstat, udp_mem_pages) },
	{ "UDP6", "inuse", offsetof(struct sockstat, udp6_inuse) },
	{ "FRAG", "memory", offsetof(struct sockstat, frag_bytes) },
	{ "FRAG6", "memory", offsetof(struct sockstat, frag6_bytes) },
};

#define N_FIELDS (sizeof(fields) / sizeof(*fields))

static bool known_proto(struct span proto)
{
	for (size_t i = 0; i < N_FIELDS; i++)
		if (span_is(proto, fields[i].proto))
			return true;
	return false;
}

static int store(struct sockstat *st, struct span proto, struct span name,
		 struct span value)
{
	int64_t v = 0;

	for (size_t i = 0; i < N_FIELDS; i++) {
		struct opt_i64 *field =
			(struct opt_i64 *)(void *)((char *)st +
						   fields[i].offset);

		if (!span_is(proto, fields[i].proto) ||
		    !span_is(name, fields[i].name))
			continue;
		if (span_i64(value, &v) || v > (int64_t)PAGES_MAX ||
		    v < -(int64_t)PAGES_MAX)
			return -EINVAL;
		*field = opt_i64(v);
	}
	return 0;
}

/* All pairs of a line; the number of those that could not be read. */
static unsigned pairs(struct sockstat *st, struct span proto, struct span line)
{
	struct span name, value;
	unsigned bad = 0;

	while (span_word(&line, &name)) {
		if (!span_word(&line, &value))
			return bad + 1;
		bad += store(st, proto, name, value) != 0;
	}
	return bad;
}

int parse_sockstat(struct span text, struct sockstat *ret, unsigned *bad)
{
	struct sockstat st = *ret;
	unsigned n = 0, n_bad = 0;
	struct span line, proto;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);

		if (!span_until(&line, ':', &proto) || !known_proto(proto))
			continue;
		n++;
		/* the last number of a cut line may lack digits */
		n_bad += whole ? pairs(&st, proto, line) : 1;
	}
	if (!n)
		return -EINVAL;
	*ret = st;
	*bad += n_bad;
	return 0;
}
