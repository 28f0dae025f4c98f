/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/context.h"
#include "collect/kernel/consumers.h"

#include "collect/base/consumer_list.h"
#include "model/snapshot.h"

/* xskq_create() takes them by vmalloc_user() since then; before, pages. */
#define VMALLOC_SINCE KERNEL(6, 4)

static enum counted_in counted(const struct snapshot *snap)
{
	const struct opt_u64 *version = &snap->host.kernel_version;

	return version->known && version->v < VMALLOC_SINCE ? COUNTED_NOWHERE
							    : COUNTED_VMALLOC;
}

/* A process's sockets mostly stand together. */
static pid_t owner(const struct snapshot *snap, const struct sock *s)
{
	return s->n_owners ? snap->owners.v[s->first_owner].pid : 0;
}

int xdp_rings_collect(struct collect *c)
{
	struct snapshot *snap = c->snap;
	struct consumer row = { .name = "xdp-rings",
				.basis = BASIS_ESTIMATE,
				.counted_in = counted(snap) };
	int err = 0;

	for (size_t i = 0; !err && i < snap->socks.n; i++) {
		const struct sock *s = &snap->socks.v[i];

		if (s->proto != PROTO_XDP || !s->xdp_rings_bytes)
			continue;
		if (row.count && row.pid != owner(snap, s)) {
			err = consumers_add(snap, &row);
			row.bytes = row.count = 0;
		}
		row.pid = owner(snap, s);
		row.bytes += s->xdp_rings_bytes;
		row.count++;
	}
	return err ? err : consumers_add(snap, &row);
}
