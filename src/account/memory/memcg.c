/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/memory/memcg.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/snapshot.h"

struct opt_u64 memcg_own_limit(const struct memcg *m)
{
	const struct opt_u64 limit = m->max_bytes;

	if (opt_or0(m->high_bytes) &&
	    (!limit.known || m->high_bytes.v < limit.v))
		return m->high_bytes;
	return limit;
}

struct opt_u64 memcg_limit(const struct snapshot *snap, size_t i)
{
	struct opt_u64 limit = { 0 };

	for (;;) {
		const struct memcg *m = &snap->memcgs.v[i];
		struct opt_u64 own = memcg_own_limit(m);

		if (own.known && (!limit.known || own.v < limit.v))
			limit = own;
		/* a parent always stands before its children: no loop */
		if (m->parent >= i)
			return limit;
		i = m->parent;
	}
}

bool memcg_contains(const struct snapshot *snap, const struct memcg *m,
		    const char *path)
{
	const char *above = snap->strings.data + m->path;
	size_t len = strlen(above);

	if (!strcmp(above, "/"))
		return true;
	return !strncmp(path, above, len) && (!path[len] || path[len] == '/');
}

uint32_t memcg_of_path(const struct snapshot *snap, const char *path)
{
	uint32_t best = NO_MEMCG;
	size_t longest = 0;

	for (size_t i = 0; i < snap->memcgs.n; i++) {
		const struct memcg *m = &snap->memcgs.v[i];
		size_t len = strlen(snap->strings.data + m->path);

		if (len > longest && memcg_contains(snap, m, path)) {
			longest = len;
			best = (uint32_t)i;
		}
	}
	return best;
}

static int by_sockets(const void *a, const void *b, void *arg)
{
	const struct memcg *v = arg;
	uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;
	uint64_t x = opt_or0(v[i].socket_bytes), y = opt_or0(v[k].socket_bytes);

	if (x == y) {
		x = opt_or0(v[i].current_bytes);
		y = opt_or0(v[k].current_bytes);
	}
	if (x != y)
		return (x < y) - (x > y);
	return (i > k) - (i < k);
}

int memcg_rank(const struct snapshot *snap, uint32_t **ret)
{
	size_t n = snap->memcgs.n;
	uint32_t *rank;

	if (!n)
		return 0;
	rank = calloc(n, sizeof(*rank));
	if (!rank)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		rank[i] = (uint32_t)i;
	qsort_r(rank, n, sizeof(*rank), by_sockets, snap->memcgs.v);
	*ret = rank;
	return 0;
}
