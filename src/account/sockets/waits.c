/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/sockets/waits.h"

#include "account/sight.h"
#include "model/snapshot.h"

/* Before 1946e672c173 each namespace's tw was that of the host. */
#define TW_BY_NETNS_SINCE KERNEL(4, 10)

/* kmalloc-2k and the head of a buffer, for a frame of 1500 bytes */
#define FRAME_BYTES 2304

static bool host_wide_tw(const struct snapshot *snap)
{
	return snap->host.kernel_version.known &&
	       snap->host.kernel_version.v < TW_BY_NETNS_SINCE;
}

static void add_time_wait(const struct snapshot *snap, const struct netns *ns,
			  struct waits *ret)
{
	struct opt_u64 max = ns->tcp_max_tw.known ? ns->tcp_max_tw
						  : snap->protocols.tcp_max_tw;
	uint64_t n;
	double percent;

	if (!ns->stat.tcp_tw.known)
		return;
	n = ns->stat.tcp_tw.v > 0 ? (uint64_t)ns->stat.tcp_tw.v : 0;
	if (!host_wide_tw(snap))
		ret->time_wait = opt_plus(ret->time_wait, opt_u64(n));
	else if (!ret->time_wait.known || n > ret->time_wait.v)
		ret->time_wait = opt_u64(n);
	if (!max.known || !max.v)
		return;
	percent = (double)n / (double)max.v * 100;
	if (percent > ret->fullest_percent) {
		ret->fullest_percent = percent;
		ret->fullest = ns;
	}
}

void account_waits(const struct snapshot *snap, struct waits *ret)
{
	uint64_t half_open = 0;

	*ret = (struct waits){ .max_time_wait = snap->protocols.tcp_max_tw,
			       .partial = sight_sockets_partial(snap) };
	for (size_t i = 0; i < snap->netns.n; i++) {
		const struct netns *ns = &snap->netns.v[i];
		const uint32_t *rows = ns->sockets[PROTO_TCP];

		add_time_wait(snap, ns, ret);
		half_open +=
			(uint64_t)rows[SOCK_SYN_RECV] + rows[SOCK_NEW_SYN_RECV];
	}
	if (snap->protocols.v[PROTO_TCP].dumped)
		ret->syn_recv = opt_u64(half_open);
}

uint64_t account_backlog(const struct snapshot *snap)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < snap->qdiscs.n; i++)
		sum += snap->qdiscs.v[i].backlog_bytes;
	return sum;
}

uint64_t nfqueue_estimate(const struct nfqueue *q)
{
	return (uint64_t)q->packets * FRAME_BYTES;
}
