/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/socket/protocol.h"

#include "model/snapshot.h"

/* Since 6.0 (4890b686f408) sockstat counts pages and CPUs keep reserves. */
#define PAGES_SINCE KERNEL(6, 0)
#define OLD_QUANTUM 4096
#define CPU_RESERVE_BYTES (1ULL << 20) /* SK_MEMORY_PCPU_RESERVE */

static bool before_pages(const struct snapshot *snap)
{
	return snap->host.kernel_version.known &&
	       snap->host.kernel_version.v < PAGES_SINCE;
}

struct opt_u64 protocol_used(const struct snapshot *snap,
			     const struct sockstat *s, enum proto p)
{
	uint64_t unit =
		before_pages(snap) ? OLD_QUANTUM : snapshot_page_size(snap);
	struct opt_i64 pages =
		p == PROTO_TCP ? s->tcp_mem_pages : s->udp_mem_pages;

	if (!pages.known)
		return (struct opt_u64){ 0 };
	return opt_u64(pages.v > 0 ? (uint64_t)pages.v * unit : 0);
}

uint64_t protocol_tolerance(const struct snapshot *snap, enum proto p)
{
	const struct protocols *ps = &snap->protocols;
	struct opt_u64 a = protocol_used(snap, &ps->before, p);
	struct opt_u64 b = protocol_used(snap, &ps->after, p);
	uint64_t cpus = snap->host.cpus.known ? snap->host.cpus.v : 1;
	uint64_t reserve = CPU_RESERVE_BYTES;
	uint64_t moved = 0;

	if (a.known && b.known)
		moved = a.v > b.v ? a.v - b.v : b.v - a.v;
	if (ps->mem_pcpu_rsv_pages.known)
		reserve = ps->mem_pcpu_rsv_pages.v * snapshot_page_size(snap);
	if (before_pages(snap))
		reserve = 0;
	/* its files are minutes apart: only a multiple says something */
	if (snapshot_is_capture(snap))
		moved += opt_or0(b) / 2;
	return moved + reserve * cpus;
}

int64_t protocol_charged(const struct snapshot *snap, enum proto p)
{
	int64_t sum = 0;

	for (enum proto q = 0; q < PROTO_N; q++)
		if (proto_payer(q) == p)
			sum += snap->protocols.v[q].totals.charged_bytes;
	return sum;
}

struct opt_i64 protocol_tcp_in_table(const struct snapshot *snap)
{
	struct opt_i64 sum = { 0 };

	for (size_t i = 0; i < snap->netns.n; i++) {
		const struct sockstat *s = &snap->netns.v[i].stat;

		if (s->tcp_inuse.known)
			sum = opt_i64(opt_i64_or0(sum) + s->tcp_inuse.v +
				      opt_i64_or0(s->tcp6_inuse));
	}
	return sum;
}
