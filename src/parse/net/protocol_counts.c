/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/net/net.h"

#include <errno.h>
#include <stdbool.h>

#include "model/netns.h"
#include "parse/field.h"

static const struct {
	const char *name;
	enum proto proto;
	bool mute; /* its column is always 0: nobody counts (as of 6.18) */
} rows[] = {
	{ "TCP", PROTO_TCP, false },
	{ "TCPv6", PROTO_TCP, false },
	{ "UDP", PROTO_UDP, false },
	{ "UDPv6", PROTO_UDP, false },
	{ "UDP-Lite", PROTO_UDPLITE, false },
	{ "UDPLITEv6", PROTO_UDPLITE, false },
	{ "MPTCP", PROTO_MPTCP, false },
	{ "MPTCPv6", PROTO_MPTCP, false },
	{ "SCTP", PROTO_SCTP, false },
	{ "SCTPv6", PROTO_SCTP, false },
	{ "RAW", PROTO_RAW, false },
	{ "RAWv6", PROTO_RAW, false },
	{ "UNIX", PROTO_UNIX, false },
	{ "UNIX-STREAM", PROTO_UNIX, false },
	{ "PACKET", PROTO_PACKET, false },
	{ "NETLINK", PROTO_NETLINK, false },
	{ "XDP", PROTO_XDP, false },
	{ "AF_VSOCK", PROTO_VSOCK, true },
	{ "SMC", PROTO_SMC, false },
	{ "SMC6", PROTO_SMC, false },
	{ "TIPC", PROTO_TIPC, true },
};

#define N_ROWS (sizeof(rows) / sizeof(*rows))

static size_t find_row(struct span name)
{
	size_t i = 0;

	while (i < N_ROWS && !span_is(name, rows[i].name))
		i++;
	return i;
}

int parse_protocol_counts(struct span text, struct opt_u64 ret[PROTO_N],
			  unsigned *bad)
{
	struct opt_u64 counts[PROTO_N] = { 0 };
	bool mute[PROTO_N] = { false };
	struct span line, name, size, sockets;
	unsigned n = 0, n_bad = 0;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);
		int64_t v = 0;
		size_t i;

		if (!span_word(&line, &name))
			continue;
		n += span_is(name, "protocol");
		i = find_row(name);
		if (i == N_ROWS)
			continue;
		if (!whole || !span_word(&line, &size) ||
		    !span_word(&line, &sockets) || span_i64(sockets, &v) ||
		    v > UINT32_MAX) {
			n_bad++;
			continue;
		}
		/* a sum over CPUs that was caught in the middle */
		counts[rows[i].proto] =
			opt_plus(counts[rows[i].proto],
				 opt_u64(v > 0 ? (uint64_t)v : 0));
		mute[rows[i].proto] = rows[i].mute && v <= 0;
	}
	if (!n)
		return -EINVAL;
	for (size_t i = 0; i < PROTO_N; i++)
		if (!mute[i] && (!n_bad || counts[i].known))
			ret[i] = counts[i].known ? counts[i] : opt_u64(0);
	*bad += n_bad;
	return 0;
}
