/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/net/net.h"

#include <errno.h>
#include <string.h>

#include "model/netns.h"
#include "parse/field.h"

/* Where a counter is added; several may go into one sum. */
struct counter {
	const char *group; /* snmp, netstat: before the colon; snmp6: "" */
	const char *name;
	size_t offset;
};

#define AT(field) offsetof(struct netcounters, field)

static const struct counter pair_counters[] = {
	{ "Udp", "InDatagrams", AT(udp_in_datagrams) },
	{ "Udp", "RcvbufErrors", AT(udp_rcvbuf_errors) },
	{ "Udp", "MemErrors", AT(udp_mem_errors) },
	{ "TcpExt", "TCPMemoryPressures", AT(tcp_memory_pressures) },
	{ "TcpExt", "TCPRcvQDrop", AT(tcp_rcvq_drop) },
	{ "TcpExt", "PruneCalled", AT(tcp_prunes) },
	{ "TcpExt", "RcvPruned", AT(tcp_prunes) },
	{ "TcpExt", "OfoPruned", AT(tcp_prunes) },
	{ "TcpExt", "TCPAbortOnMemory", AT(tcp_abort_on_memory) },
};

static const struct counter snmp6_counters[] = {
	{ "", "Udp6InDatagrams", AT(udp_in_datagrams) },
	{ "", "Udp6RcvbufErrors", AT(udp_rcvbuf_errors) },
	{ "", "Udp6MemErrors", AT(udp_mem_errors) },
};

#define N(table) (sizeof(table) / sizeof(*(table)))

static bool known_group(struct span group)
{
	for (size_t i = 0; i < N(pair_counters); i++)
		if (span_is(group, pair_counters[i].group))
			return true;
	return false;
}

/* What was added so far: each counter of the table once, failed or not. */
struct adder {
	const struct counter *table;
	size_t n;
	struct netcounters sums;
	uint32_t seen;	 /* a bit for each of the table */
	uint32_t failed; /* likewise */
};

static struct opt_u64 *sum_of(struct adder *a, size_t i)
{
	return (struct opt_u64 *)(void *)((char *)&a->sums +
					  a->table[i].offset);
}

/* Adds a counter that was not seen yet; the number of bad ones. */
static unsigned add(struct adder *a, size_t i, struct span value)
{
	struct opt_u64 *sum = sum_of(a, i);
	uint64_t total = opt_or0(*sum), v = 0;
	uint32_t bit = UINT32_C(1) << i;

	if (a->seen & bit)
		return 0;
	a->seen |= bit;
	if (field_amount(value, 1, AMOUNT_MAX, &v) ||
	    field_add(&total, v, AMOUNT_MAX)) {
		a->failed |= bit;
		return 1;
	}
	*sum = opt_u64(total);
	return 0;
}

/* A sum without one of its parts is no sum. */
static void finish(struct adder *a, struct netcounters *ret)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->failed & UINT32_C(1) << i)
			*sum_of(a, i) = (struct opt_u64){ 0 };
	*ret = a->sums;
}

/* The place in the table, or n where it is not there. */
static size_t find(const struct adder *a, struct span group, struct span name)
{
	size_t i = 0;

	while (i < a->n && !(span_is(group, a->table[i].group) &&
			     span_is(name, a->table[i].name)))
		i++;
	return i;
}

static size_t count_words(struct span s)
{
	struct span word;
	size_t n = 0;

	while (span_word(&s, &word))
		n++;
	return n;
}

/* A line of names and its line of values; the number of bad ones. */
static unsigned add_pair(struct adder *a, struct span group, struct span names,
			 struct span values)
{
	struct span name, value;
	unsigned bad = 0;

	if (count_words(names) != count_words(values))
		return 1;
	while (span_word(&names, &name) && span_word(&values, &value)) {
		size_t i = find(a, group, name);

		if (i < a->n)
			bad += add(a, i, value);
	}
	return bad;
}

static bool same(struct span a, struct span b)
{
	return a.len == b.len && (!a.len || !memcmp(a.p, b.p, a.len));
}

int parse_snmp(struct span text, struct netcounters *ret, unsigned *bad)
{
	struct adder a = { .table = pair_counters,
			   .n = N(pair_counters),
			   .sums = *ret };
	struct span line, group, names = { 0 }, open = { 0 };
	unsigned n = 0, n_bad = 0;
	bool pending = false;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);

		if (!span_until(&line, ':', &group) || !known_group(group))
			continue;
		n++;
		if (pending && same(open, group)) {
			n_bad += whole ? add_pair(&a, group, names, line) : 1;
			pending = false;
			continue;
		}
		/* names that no line of values followed */
		n_bad += pending;
		pending = true;
		open = group;
		names = line;
	}
	if (!n)
		return -EINVAL;
	finish(&a, ret);
	*bad += n_bad + pending;
	return 0;
}

int parse_snmp6(struct span text, struct netcounters *ret, unsigned *bad)
{
	struct adder a = { .table = snmp6_counters,
			   .n = N(snmp6_counters),
			   .sums = *ret };
	unsigned n = 0, n_bad = 0;
	struct span line, name;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);
		size_t i;

		if (!span_word(&line, &name))
			continue;
		i = find(&a, span_of("", 0), name);
		if (i == a.n)
			continue;
		n++;
		/* where IPv4's part is unknown, so is the sum */
		if (sum_of(&a, i)->known)
			n_bad += add(&a, i, whole ? line : span_of("", 0));
	}
	if (!n)
		return -EINVAL;
	finish(&a, ret);
	*bad += n_bad;
	return 0;
}
