/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/kernel/rings.h"

#include <stdlib.h>

#include "model/snapshot.h"

struct share {
	pid_t pid;
	uint64_t bytes;
};

static bool in_pages(const struct sock *s)
{
	return s->proto == PROTO_PACKET && s->ring_bytes && !s->ring_vmalloc;
}

static int by_pid(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	return (x->pid > y->pid) - (x->pid < y->pid);
}

/* Out of memory only the name is lost. */
static pid_t largest(const struct snapshot *snap, size_t n)
{
	struct share *v = n ? calloc(n, sizeof(*v)) : NULL;
	struct share best = { 0 };
	size_t at = 0;

	if (!v)
		return 0;
	for (size_t i = 0; i < snap->owners.n; i++) {
		const struct sock_owner *o = &snap->owners.v[i];
		const struct sock *s = &snap->socks.v[o->sock];

		if (in_pages(s) && at < n)
			v[at++] = (struct share){ o->pid, s->ring_bytes };
	}
	qsort(v, at, sizeof(*v), by_pid);
	for (size_t i = 0; i < at; i++) {
		if (i && v[i].pid == v[i - 1].pid)
			v[i].bytes += v[i - 1].bytes;
		if (v[i].bytes > best.bytes)
			best = v[i];
	}
	free(v);
	return best.pid;
}

struct rings rings_sum(const struct snapshot *snap)
{
	struct rings sum = { 0 };
	size_t owners = 0;

	for (size_t i = 0; i < snap->socks.n; i++) {
		const struct sock *s = &snap->socks.v[i];

		if (!in_pages(s))
			continue;
		sum.bytes += s->ring_bytes;
		owners += s->n_owners;
	}
	sum.pid = largest(snap, owners);
	return sum;
}
