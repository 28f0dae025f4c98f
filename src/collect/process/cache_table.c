/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/cache.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "collect/base/cache_parts.h"

#define TABLE_PART 200 /* of the time: 0.5 % */

bool cache_wants_table(const struct collect_cache *c)
{
	return pace_due(&c->table, c->now_ms);
}

void cache_table_begins(struct collect_cache *c)
{
	pace_begin(&c->table);
}

void cache_table_ends(struct collect_cache *c)
{
	pace_end(&c->table, c->now_ms, TABLE_PART);
}

int cache_keep_pids(struct collect_cache *c, const pid_t *pids, size_t n,
		    uint32_t kernel_threads)
{
	pid_t *v = malloc((n ? n : 1) * sizeof(*v));

	if (!v)
		return -ENOMEM;
	if (n)
		memcpy(v, pids, n * sizeof(*v));
	free(c->pids);
	c->pids = v;
	c->n_pids = n;
	c->kernel_threads = kernel_threads;
	return 0;
}

size_t cache_new_pids(const struct collect_cache *c, const pid_t *pids,
		      size_t n, pid_t *ret, size_t cap)
{
	size_t at = 0, found = 0;

	for (size_t i = 0; i < n; i++) {
		while (at < c->n_pids && c->pids[at] < pids[i])
			at++;
		if (at < c->n_pids && c->pids[at] == pids[i])
			continue;
		if (found < cap)
			ret[found] = pids[i];
		found++;
	}
	return found;
}

int cache_give_table(const struct collect_cache *c, const pid_t *pids, size_t n,
		     struct processes *ret)
{
	struct process *v = calloc(n + 1, sizeof(*v));
	size_t at = 0, kept = 0;

	if (!v)
		return -ENOMEM;
	for (size_t i = 0; i < c->n_pss; i++) {
		while (at < n && pids[at] < c->pss[i].p.pid)
			at++;
		if (at == n || pids[at] != c->pss[i].p.pid)
			continue;
		v[kept] = c->pss[i].p;
		v[kept++].cgroup = 0; /* an index of the sample before */
	}
	ret->v = v;
	ret->n = kept;
	ret->cap = n + 1;
	ret->kernel_threads = c->kernel_threads;
	ret->age_ms = (uint64_t)(c->now_ms - c->table.done_ms);
	return 0;
}
