/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/account.h"
#include "account/sight.h"

#include <errno.h>
#include <stdlib.h>

#include "account/memory/memcg.h"
#include "model/snapshot.h"

typedef uint64_t rank_key(const struct snapshot *snap, size_t index);

struct ranking {
	const struct snapshot *snap;
	rank_key *key;
};

/* The largest first; equal ones keep their order. */
static int by_key(const void *a, const void *b, void *arg)
{
	const struct ranking *r = arg;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	uint64_t x_key = r->key(r->snap, x), y_key = r->key(r->snap, y);

	if (x_key != y_key)
		return (x_key < y_key) - (x_key > y_key);
	return (x > y) - (x < y);
}

static uint64_t sock_key(const struct snapshot *snap, size_t i)
{
	return sock_held_bytes(&snap->socks.v[i]);
}

static uint64_t pss_key(const struct snapshot *snap, size_t i)
{
	return opt_or0(snap->processes.v[i].pss_bytes);
}

static uint64_t rss_key(const struct snapshot *snap, size_t i)
{
	return opt_or0(snap->processes.v[i].rss_bytes);
}

static uint64_t slab_key(const struct snapshot *snap, size_t i)
{
	return snap->memory.slabs.v[i].bytes;
}

/*
 * Indices of n things, the one with the largest key first. The keys are not
 * kept beside them: of 100,000 sockets that would be more than a megabyte.
 */
static int ranked(const struct snapshot *snap, size_t n, rank_key *key,
		  uint32_t **ret)
{
	struct ranking r = { snap, key };
	uint32_t *out;

	if (!n)
		return 0;
	out = calloc(n, sizeof(*out));
	if (!out)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		out[i] = (uint32_t)i;
	qsort_r(out, n, sizeof(*out), by_key, &r);
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
	account_drops(snap, a.drops);
	account_process_map(snap, &a.process_map);
	err = account_oom(snap, &a.oom);
	if (!err)
		err = account_sockets(snap, &a);
	if (!err)
		err = ranked(snap, snap->socks.n, sock_key, &a.sock_rank);
	if (!err)
		err = ranked(snap, snap->processes.n,
			     sight_pss(snap) ? pss_key : rss_key,
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
