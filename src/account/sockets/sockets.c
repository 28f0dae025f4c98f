/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/account.h"

#include <errno.h>
#include <stdlib.h>

#include "account/sockets/partners.h"
#include "account/sockets/unix_readers.h"
#include "model/snapshot.h"
#include "util/idhash.h"
#include "util/vec.h"

static int by_held(const void *a, const void *b)
{
	const struct holder *x = a, *y = b;

	if (x->held_bytes != y->held_bytes)
		return (x->held_bytes < y->held_bytes) -
		       (x->held_bytes > y->held_bytes);
	return (x->pid > y->pid) - (x->pid < y->pid);
}

static int add_to_holder(struct account *a, struct idhash *seen, size_t *cap,
			 const struct sock *s, pid_t pid)
{
	uint32_t *at = idhash_find(seen, (uint64_t)pid);
	struct holder *h;
	int err;

	if (!at) {
		err = vec_grow((void **)&a->holders, cap, a->n_holders,
			       sizeof(*a->holders));
		if (!err)
			err = idhash_add(seen, (uint64_t)pid,
					 (uint32_t)a->n_holders);
		if (err)
			return err;
		a->holders[a->n_holders++] = (struct holder){ .pid = pid };
		at = idhash_find(seen, (uint64_t)pid);
	}
	h = &a->holders[*at];
	h->sockets++;
	h->held_bytes += sock_held_bytes(s);
	h->drops += s->mem.drops;
	return 0;
}

static int sum_holders(const struct snapshot *snap, struct account *a)
{
	struct idhash seen = { 0 };
	size_t cap = 0;
	int err = 0;

	for (size_t i = 0; !err && i < snap->owners.n; i++) {
		const struct sock_owner *o = &snap->owners.v[i];
		const struct sock *s = &snap->socks.v[o->sock];

		if (sock_held_bytes(s))
			err = add_to_holder(a, &seen, &cap, s, o->pid);
	}
	idhash_free(&seen);
	if (!err && a->n_holders)
		qsort(a->holders, a->n_holders, sizeof(*a->holders), by_held);
	return err;
}

int account_sockets(const struct snapshot *snap, struct account *ret)
{
	if (!snap->socks.n)
		return 0;
	ret->partner = calloc(snap->socks.n, sizeof(*ret->partner));
	if (!ret->partner)
		return -ENOMEM;
	if (partners_find(&snap->socks, ret->partner) ||
	    unix_readers_find(snap, ret->partner))
		return -ENOMEM;
	return sum_holders(snap, ret);
}

const struct holder *account_holder(const struct account *a, pid_t pid)
{
	for (size_t i = 0; i < a->n_holders; i++)
		if (a->holders[i].pid == pid)
			return &a->holders[i];
	return NULL;
}
