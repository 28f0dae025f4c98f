/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/account.h"

#include <errno.h>
#include <stdlib.h>

#include "account/memcg.h"
#include "model/snapshot.h"

struct rank {
	uint64_t key;
	uint32_t index;
};

/* The largest first; equal ones keep their order. */
static int by_key(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;

	if (x->key != y->key)
		return (x->key < y->key) - (x->key > y->key);
	return (x->index > y->index) - (x->index < y->index);
}

static uint64_t sock_key(const struct snapshot *snap, size_t i)
{
	return sock_held_bytes(&snap->socks.v[i]);
}

static uint64_t process_key(const struct snapshot *snap, size_t i)
{
	const struct process *p = &snap->processes.v[i];

	return opt_or0(snap->processes.pss ? p->pss_bytes : p->rss_bytes);
}

static uint64_t slab_key(const struct snapshot *snap, size_t i)
{
	return snap->memory.slabs.v[i].bytes;
}

/* Indices of n things, the one with the largest key first. */
static int ranked(const struct snapshot *snap, size_t n,
		  uint64_t (*key)(const struct snapshot *, size_t),
		  uint32_t **ret)
{
	struct rank *order;
	uint32_t *out;

	if (!n)
		return 0;
	order = calloc(n, sizeof(*order));
	out = calloc(n, sizeof(*out));
	if (!order || !out) {
		free(order);
		free(out);
		return -ENOMEM;
	}
	for (size_t i = 0; i < n; i++)
		order[i] = (struct rank){ .key = key(snap, i),
					  .index = (uint32_t)i };
	qsort(order, n, sizeof(*order), by_key);
	for (size_t i = 0; i < n; i++)
		out[i] = order[i].index;
	free(order);
	*ret = out;
	return 0;
}

int account(const struct snapshot *snap, struct account *ret)
{
	struct account a = { 0 };
	int err;

	account_identity(snap, &a.id);
	account_kernel(snap, &a.id, &a.kernel);
	account_protocols(snap, a.proto);
	err = account_sockets(snap, &a);
	if (!err)
		err = ranked(snap, snap->socks.n, sock_key, &a.sock_rank);
	if (!err)
		err = ranked(snap, snap->processes.n, process_key,
			     &a.process_rank);
	if (!err)
		err = ranked(snap, snap->memory.slabs.n, slab_key,
			     &a.slab_rank);
	if (!err)
		err = memcg_rank(snap, &a.memcg_rank);
	if (err)
		account_free(&a);
	else
		*ret = a;
	return err;
}

void account_free(struct account *a)
{
	if (!a)
		return;
	free(a->holders);
	free(a->sock_rank);
	free(a->process_rank);
	free(a->slab_rank);
	free(a->memcg_rank);
	free(a->partner);
	*a = (struct account){ 0 };
}

const char *basis_name(enum basis basis)
{
	static const char *const names[] = {
		[BASIS_EXACT] = "exact",
		[BASIS_ESTIMATE] = "estimate",
		[BASIS_UPPER_BOUND] = "upper-bound",
	};

	return names[basis];
}
