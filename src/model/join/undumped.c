/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/join/undumped.h"

#include "model/snapshot.h"

/* Less than this is no finding and not worth a second pass. */
#define SUSPICIOUS_BYTES (INT64_C(16) << 20)

static bool memory_missing(const struct snapshot *snap, enum proto p)
{
	struct opt_u64 used = protocol_used(snap, &snap->protocols.after, p);

	return snap->protocols.v[p].dumped && used.known &&
	       (int64_t)used.v - protocol_charged(snap, p) >
		       (int64_t)protocol_tolerance(snap, p) + SUSPICIOUS_BYTES;
}

bool undumped_suspected(const struct snapshot *snap)
{
	struct opt_i64 alloc = snap->protocols.after.tcp_alloc;
	struct opt_i64 in_table = protocol_tcp_in_table(snap);

	if (memory_missing(snap, PROTO_UDP))
		return true;
	/* neither TIME_WAIT nor half-open requests are in alloc or inuse */
	return memory_missing(snap, PROTO_TCP) &&
	       (!alloc.known || alloc.v > opt_i64_or0(in_table));
}

bool undumped_holds(const struct sock *s)
{
	if (!sock_held_bytes(s))
		return false;
	if (s->proto == PROTO_TCP)
		return s->state == SOCK_CLOSE;
	return s->proto == PROTO_UDP && !s->sport;
}
