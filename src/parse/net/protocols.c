/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/net/net.h"

#include <errno.h>
#include <stdbool.h>

#include "model/net/netns.h"
#include "model/socket/protocol.h"
#include "parse/field.h"

/* Larger than any socket's struct: a size beyond it is nonsense. */
#define OBJECT_MAX (UINT64_C(1) << 20)

static const struct {
	const char *name;
	enum proto proto;
	bool v6;
	bool mute; /* its column is always 0: nobody counts (as of 6.18) */
} rows[] = {
	{ .name = "TCP", .proto = PROTO_TCP },
	{ .name = "TCPv6", .proto = PROTO_TCP, .v6 = true },
	{ .name = "UDP", .proto = PROTO_UDP },
	{ .name = "UDPv6", .proto = PROTO_UDP, .v6 = true },
	{ .name = "UDP-Lite", .proto = PROTO_UDPLITE },
	{ .name = "UDPLITEv6", .proto = PROTO_UDPLITE, .v6 = true },
	{ .name = "MPTCP", .proto = PROTO_MPTCP },
	{ .name = "MPTCPv6", .proto = PROTO_MPTCP, .v6 = true },
	{ .name = "SCTP", .proto = PROTO_SCTP },
	{ .name = "SCTPv6", .proto = PROTO_SCTP, .v6 = true },
	{ .name = "RAW", .proto = PROTO_RAW },
	{ .name = "RAWv6", .proto = PROTO_RAW, .v6 = true },
	{ .name = "UNIX", .proto = PROTO_UNIX },
	{ .name = "UNIX-STREAM", .proto = PROTO_UNIX },
	{ .name = "PACKET", .proto = PROTO_PACKET },
	{ .name = "NETLINK", .proto = PROTO_NETLINK },
	{ .name = "XDP", .proto = PROTO_XDP },
	{ .name = "AF_VSOCK", .proto = PROTO_VSOCK, .mute = true },
	{ .name = "SMC", .proto = PROTO_SMC },
	{ .name = "SMC6", .proto = PROTO_SMC, .v6 = true },
	{ .name = "TIPC", .proto = PROTO_TIPC, .mute = true },
};

#define N_ROWS (sizeof(rows) / sizeof(*rows))

static const struct field_word presses[] = {
	{ "yes", YES },
	{ "no", NO },
	/* "not implemented": such a protocol never says that it is short */
	{ "NI", MAYBE },
};

/* A line of a protocol that is known: "name size sockets memory press …". */
struct line {
	size_t row;
	bool whole;
	struct span size, sockets, press;
};

/* Cuts the next such line; *head is set where the heading was passed. */
static bool next_line(struct span *text, struct line *ret, bool *head)
{
	struct span line, name, memory;

	while (span_line(text, &line)) {
		struct line l = { .whole = line_whole(text, line) };

		if (!span_word(&line, &name))
			continue;
		*head |= span_is(name, "protocol");
		while (l.row < N_ROWS && !span_is(name, rows[l.row].name))
			l.row++;
		if (l.row == N_ROWS)
			continue;
		/* what is missing is empty, which is no number and no word */
		(void)(span_word(&line, &l.size) &&
		       span_word(&line, &l.sockets) &&
		       span_word(&line, &memory) && span_word(&line, &l.press));
		*ret = l;
		return true;
	}
	return false;
}

/* The rows of both IP versions show one and the same counter and pressure. */
int parse_protocols(struct span text, struct protocols *ret, unsigned *bad)
{
	unsigned n = 0, n_bad = 0;
	bool head = false;
	struct line l;

	while (next_line(&text, &l, &head)) {
		struct protocol *p = &ret->v[rows[l.row].proto];
		int press = MAYBE;
		uint64_t size = 0;

		if (rows[l.row].proto != PROTO_TCP &&
		    rows[l.row].proto != PROTO_UDP)
			continue;
		n++;
		if (!l.whole || field_amount(l.size, 1, OBJECT_MAX, &size) ||
		    !FIELD_WORD(l.press, presses, &press)) {
			n_bad++;
			continue;
		}
		*(rows[l.row].v6 ? &p->object6_bytes : &p->object_bytes) =
			opt_u64(size);
		if (press > (int)p->pressure)
			p->pressure = (enum tristate)press;
	}
	if (!n)
		return -EINVAL;
	*bad += n_bad;
	return 0;
}

int parse_protocol_counts(struct span text, struct opt_u64 ret[PROTO_N],
			  unsigned *bad)
{
	struct opt_u64 counts[PROTO_N] = { 0 };
	bool mute[PROTO_N] = { false }, head = false;
	unsigned n_bad = 0;
	struct line l;

	while (next_line(&text, &l, &head)) {
		enum proto proto = rows[l.row].proto;
		int64_t v = 0;

		if (!l.whole || span_i64(l.sockets, &v) || v > UINT32_MAX) {
			n_bad++;
			continue;
		}
		/* a sum over CPUs that was caught in the middle */
		counts[proto] = opt_plus(counts[proto],
					 opt_u64(v > 0 ? (uint64_t)v : 0));
		mute[proto] = rows[l.row].mute && v <= 0;
	}
	if (!head)
		return -EINVAL;
	for (size_t i = 0; i < PROTO_N; i++)
		if (!mute[i] && (!n_bad || counts[i].known))
			ret[i] = counts[i].known ? counts[i] : opt_u64(0);
	*bad += n_bad;
	return 0;
}
