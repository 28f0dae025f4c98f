/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/scope.h"

#include "model/snapshot.h"

size_t scope_netns(const struct netnses *all, enum netns_access access)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += all->v[i].access == access;
	return n;
}

bool scope_sockets(const struct snapshot *snap, struct dump_totals *ret)
{
	struct dump_totals sum = { 0 };
	bool dumped = false;

	for (size_t i = 0; i < PROTO_N; i++) {
		const struct protocol *p = &snap->protocols.v[i];

		if (!p->dumped)
			continue;
		dumped = true;
		sum.sockets += p->totals.sockets;
		sum.holding += p->totals.holding;
		sum.held_bytes += p->totals.held_bytes;
		sum.charged_bytes += p->totals.charged_bytes;
	}
	*ret = sum;
	return dumped;
}
