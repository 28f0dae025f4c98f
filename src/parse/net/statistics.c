/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "model/net/netns.h"
#include "parse/field.h"
#include "parse/net/net.h"

#define ROW(where, words, field)                              \
	{                                                     \
		.group = where, .text = words,                \
		.offset = offsetof(struct netcounters, field) \
	}

/* What stands behind the number; what net-tools has no words for is a name. */
static const struct {
	const char *group;
	const char *text;
	size_t offset; /* of struct opt_u64 */
} rows[] = {
	ROW("Udp", "packets received", udp_in_datagrams),
	ROW("Udp", "packet receive errors", udp_in_errors),
	ROW("Udp", "receive buffer errors", udp_rcvbuf_errors),
	ROW("Tcp", "segments received", tcp_in_segments),
	ROW("Tcp", "segments recieved", tcp_in_segments), /* before 2.0 */
	ROW("Tcp", "passive connection openings", tcp_passive_opens),
	ROW("Tcp", "passive connections openings", tcp_passive_opens),
	ROW("TcpExt", "times the listen queue of a socket overflowed",
	    tcp_listen_overflows),
	ROW("TcpExt",
	    "packets pruned from receive queue because of socket buffer "
	    "overrun",
	    tcp_prunes),
	ROW("TcpExt", "packets pruned from receive queue", tcp_prunes),
	ROW("TcpExt",
	    "packets dropped from out-of-order queue because of socket buffer "
	    "overrun",
	    tcp_prunes),
};

static const struct {
	const char *name;
	size_t offset;
} named[] = {
	{ "TCPRcvQDrop", offsetof(struct netcounters, tcp_rcvq_drop) },
	{ "TCPAbortOnMemory",
	  offsetof(struct netcounters, tcp_abort_on_memory) },
	{ "TCPMemoryPressures",
	  offsetof(struct netcounters, tcp_memory_pressures) },
	/* of Udp */
	{ "RcvbufErrors", offsetof(struct netcounters, udp_rcvbuf_errors) },
	{ "MemErrors", offsetof(struct netcounters, udp_mem_errors) },
};

#define COUNT(v) (sizeof(v) / sizeof(*(v)))

static void add(struct netcounters *to, size_t offset, uint64_t v)
{
	struct opt_u64 *at = (void *)((char *)to + offset);

	*at = opt_plus(*at, opt_u64(v));
}

/* "    7 words …", some with a dot at the end. */
static bool add_words(struct span group, struct span line,
		      struct netcounters *to)
{
	struct span number;
	uint64_t v;

	if (!span_word(&line, &number) || span_u64(number, &v))
		return false;
	line = span_trim(line);
	if (line.len && line.p[line.len - 1] == '.')
		line.len--;
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (!span_is(group, rows[i].group) ||
		    !span_is(line, rows[i].text))
			continue;
		add(to, rows[i].offset, v);
		return true;
	}
	return false;
}

/* "    TCPRcvQDrop: 7" */
static bool add_named(struct span line, struct netcounters *to)
{
	struct span name;
	uint64_t v;

	if (!span_until(&line, ':', &name) || span_u64(span_trim(line), &v))
		return false;
	name = span_trim(name);
	for (size_t i = 0; i < COUNT(named); i++) {
		if (!span_is(name, named[i].name))
			continue;
		add(to, named[i].offset, v);
		return true;
	}
	return false;
}

int parse_netstat_statistics(struct span text, struct netcounters *ret,
			     unsigned *bad)
{
	struct netcounters sums = *ret;
	struct span line, group = { 0 };
	bool any = false;

	(void)bad;
	while (span_line(&text, &line)) {
		struct span rest = line, name;

		if (!line.len || !line_whole(&text, line))
			continue;
		if (*line.p != ' ' && *line.p != '\t' &&
		    span_until(&rest, ':', &name))
			group = name;
		else if (add_words(group, line, &sums) ||
			 add_named(line, &sums))
			any = true;
	}
	if (!any)
		return -EINVAL;
	*ret = sums;
	return 0;
}

static bool has(struct span line, const char *words)
{
	return memmem(line.p, line.len, words, strlen(words));
}

int parse_tcp_memory_log(struct span text, struct opt_u64 *ret, unsigned *bad)
{
	uint64_t n = 0;
	struct span line;

	(void)bad;
	while (span_line(&text, &line))
		n += line.len && has(line, "TCP: out of memory");
	*ret = opt_u64(n);
	return 0;
}
