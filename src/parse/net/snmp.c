/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stddef.h>

#include "model/net/netns.h"
#include "parse/keyed.h"
#include "parse/net/net.h"

/* Each is added; several may go into one sum. */
#define ROW(where, name, field)                                             \
	{                                                                   \
		.key = name, .offset = offsetof(struct netcounters, field), \
		.read = field_bytes, .group = where, .sum = AMOUNT_MAX      \
	}

static const struct keyed_row pair_rows[] = {
	ROW("Udp", "InDatagrams", udp_in_datagrams),
	ROW("Udp", "InErrors", udp_in_errors),
	ROW("Udp", "RcvbufErrors", udp_rcvbuf_errors),
	ROW("Udp", "MemErrors", udp_mem_errors),
	ROW("Tcp", "InSegs", tcp_in_segments),
	ROW("Tcp", "PassiveOpens", tcp_passive_opens),
	ROW("TcpExt", "ListenOverflows", tcp_listen_overflows),
	ROW("TcpExt", "PruneCalled", tcp_prunes),
	ROW("TcpExt", "RcvPruned", tcp_prunes),
	ROW("TcpExt", "OfoPruned", tcp_prunes),
	ROW("TcpExt", "TCPAbortOnMemory", tcp_abort_on_memory),
	ROW("TcpExt", "TCPMemoryPressures", tcp_memory_pressures),
	ROW("TcpExt", "TCPRcvQDrop", tcp_rcvq_drop),
};

static const struct keyed_row snmp6_rows[] = {
	ROW(NULL, "Udp6InDatagrams", udp_in_datagrams),
	ROW(NULL, "Udp6InErrors", udp_in_errors),
	ROW(NULL, "Udp6RcvbufErrors", udp_rcvbuf_errors),
	ROW(NULL, "Udp6MemErrors", udp_mem_errors),
};

static size_t count_words(struct span s)
{
	struct span word;
	size_t n = 0;

	while (span_word(&s, &word))
		n++;
	return n;
}

/* A line of names and its line of values. */
static void add_pair(struct keyed *k, struct span group, struct span names,
		     struct span values)
{
	struct span name, value;

	if (count_words(names) != count_words(values)) {
		k->bad++;
		return;
	}
	while (span_word(&names, &name) && span_word(&values, &value))
		keyed_pair(k, group, name, value, true);
}

int parse_snmp(struct span text, struct netcounters *ret, unsigned *bad)
{
	struct netcounters sums = *ret;
	struct keyed k = KEYED(pair_rows, &sums);
	struct span line, group, names = { 0 }, open = { 0 };
	int err;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);

		if (!span_until(&line, ':', &group) ||
		    !keyed_has_group(&k, group))
			continue;
		k.found++;
		if (open.p && span_same(open, group)) {
			if (whole)
				add_pair(&k, group, names, line);
			k.bad += !whole;
			open.p = NULL;
			continue;
		}
		/* names that no line of values followed */
		k.bad += open.p != NULL;
		open = group;
		names = line;
	}
	k.bad += open.p != NULL;
	err = keyed_end(&k, bad);
	if (!err)
		*ret = sums;
	return err;
}

int parse_snmp6(struct span text, struct netcounters *ret, unsigned *bad)
{
	struct netcounters sums = *ret;
	int err = keyed_lines(text, KEYED(snmp6_rows, &sums), ' ', bad);

	if (err)
		return err;
	/* where IPv4's part is unknown, so is the sum */
	sums.udp_in_datagrams.known &= ret->udp_in_datagrams.known;
	sums.udp_in_errors.known &= ret->udp_in_errors.known;
	sums.udp_rcvbuf_errors.known &= ret->udp_rcvbuf_errors.known;
	sums.udp_mem_errors.known &= ret->udp_mem_errors.known;
	*ret = sums;
	return 0;
}
