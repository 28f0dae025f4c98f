/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/keep.h"

#include <errno.h>
#include <stdlib.h>

#include "model/snapshot.h"
#include "util/vec.h"

static bool has_owner(const struct snapshot *snap, const struct sock *s,
		      pid_t pid)
{
	for (uint32_t i = 0; i < s->n_owners; i++)
		if (snap->owners.v[s->first_owner + i].pid == pid)
			return true;
	return false;
}

/* Its owners, behind those that are kept already. */
static int keep_owners(const struct snapshot *snap, struct sock *s,
		       uint32_t index, struct sock_owners *kept)
{
	uint32_t from = s->first_owner;

	s->first_owner = (uint32_t)kept->n;
	for (uint32_t i = 0; i < s->n_owners; i++) {
		struct sock_owner o = snap->owners.v[from + i];

		if (VEC_GROW(kept))
			return -ENOMEM;
		o.sock = index;
		kept->v[kept->n++] = o;
	}
	return 0;
}

/*
 * The sample of the socket that was at from and is at to now, if there is one:
 * the samples stand in the order of their sockets. at and n go along.
 */
static void keep_sample(struct queue_samples *q, size_t from, size_t to,
			size_t *at, size_t *n)
{
	while (*at < q->n && q->v[*at].sock < from)
		++*at;
	if (*at == q->n || q->v[*at].sock != from)
		return;
	q->v[*n] = q->v[*at];
	q->v[*n].sock = (uint32_t)to;
	++*n;
}

int snapshot_keep_sockets_of(struct snapshot *snap, pid_t pid)
{
	struct sock_owners kept = { 0 };
	size_t n = 0, sample = 0, samples = 0;
	int err = 0;

	for (size_t i = 0; !err && i < snap->socks.n; i++) {
		struct sock s = snap->socks.v[i];

		if (!has_owner(snap, &s, pid))
			continue;
		err = keep_owners(snap, &s, (uint32_t)n, &kept);
		keep_sample(&snap->queues, i, n, &sample, &samples);
		snap->socks.v[n++] = s;
	}
	if (err) {
		free(kept.v);
		return err;
	}
	snap->socks.n = n;
	snap->queues.n = samples;
	free(snap->owners.v);
	snap->owners = kept;
	return 0;
}
