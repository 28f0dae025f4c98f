/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/join/group.h"

#include <errno.h>
#include <stdlib.h>

#include "util/vec.h"

static int by_sock(const void *va, const void *vb)
{
	const struct sock_owner *a = va, *b = vb;

	if (a->sock != b->sock)
		return a->sock < b->sock ? -1 : 1;
	if (a->pid != b->pid)
		return a->pid < b->pid ? -1 : 1;
	return (a->fd > b->fd) - (a->fd < b->fd);
}

static void drop_doubles(struct sock_owners *o)
{
	size_t kept = 0;

	for (size_t i = 0; i < o->n; i++) {
		const struct sock_owner *last = &o->v[kept ? kept - 1 : 0];

		if (kept && last->sock == o->v[i].sock &&
		    last->pid == o->v[i].pid)
			continue;
		o->v[kept++] = o->v[i];
	}
	o->n = kept;
}

void group_owners(struct socks *socks, struct sock_owners *owners)
{
	if (owners->n)
		qsort(owners->v, owners->n, sizeof(*owners->v), by_sock);
	drop_doubles(owners);
	for (size_t i = 0; i < owners->n; i++) {
		struct sock *s = &socks->v[owners->v[i].sock];

		if (!s->n_owners++)
			s->first_owner = (uint32_t)i;
		s->via = VIA_FD;
	}
}

int group_append(struct socks *socks, struct sock_owners *owners,
		 struct sock_owners *matches, enum owner_via via)
{
	if (matches->n)
		qsort(matches->v, matches->n, sizeof(*matches->v), by_sock);
	drop_doubles(matches);
	for (size_t i = 0; i < matches->n; i++) {
		struct sock *s = &socks->v[matches->v[i].sock];

		if (s->n_owners && s->via != via)
			continue;
		if (VEC_GROW(owners))
			return -ENOMEM;
		if (!s->n_owners++)
			s->first_owner = (uint32_t)owners->n;
		s->owner_unsure = via == VIA_IN_FLIGHT && s->n_owners > 1;
		s->via = (uint8_t)via;
		owners->v[owners->n++] = matches->v[i];
	}
	return 0;
}
