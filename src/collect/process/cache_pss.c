/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/cache.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "collect/base/cache_parts.h"

#define OLD_MS 30000  /* a reading that is read again in any case */
#define MOVED_PART 16 /* RSS moved by a 16th, and by so much */
#define MOVED_MIN ((uint64_t)1 << 20)
#define BUDGET_PART 100 /* of the interval: 1 % */
#define BUDGET_MIN_NS 1000000
#define GIANT_BYTES ((uint64_t)512 << 20)
#define NS_PER_MIB 9000 /* 8.5 ms a GiB, and its mmap() waits so long */
#define CREDIT_MAX_NS ((int64_t)NS_PER_S * 10)

static int64_t budget_ns(const struct collect_cache *c)
{
	int64_t ns = c->interval_ns / BUDGET_PART;

	return ns > BUDGET_MIN_NS ? ns : BUDGET_MIN_NS;
}

static const struct cached_pss *find(const struct collect_cache *c,
				     const struct process *p, size_t *at)
{
	/* both are sorted by pid */
	while (*at < c->n_pss && c->pss[*at].p.pid < p->pid)
		(*at)++;
	if (*at < c->n_pss && c->pss[*at].p.pid == p->pid &&
	    c->pss[*at].p.start_time == p->start_time)
		return &c->pss[*at];
	return NULL;
}

bool cache_uid(const struct collect_cache *c, const struct process *p,
	       size_t *at, uint32_t *ret)
{
	const struct cached_pss *old = find(c, p, at);

	if (!old || c->now_ms - old->uid_ms >= OLD_MS)
		return false;
	*ret = old->p.uid;
	return true;
}

static void give(const struct process *from, struct process *p)
{
	p->pss_bytes = from->pss_bytes;
	p->pss_anon_bytes = from->pss_anon_bytes;
	p->pss_file_bytes = from->pss_file_bytes;
	p->pss_shmem_bytes = from->pss_shmem_bytes;
	p->swap_pss_bytes = from->swap_pss_bytes;
	p->socket_fds = from->socket_fds;
	p->sockets_without_row = from->sockets_without_row;
}

static bool is_due(const struct collect_cache *c, const struct cached_pss *old,
		   const struct process *p)
{
	uint64_t rss = p->rss_bytes.v, by;

	if (!old || !old->read)
		return true;
	by = rss > old->rss_then ? rss - old->rss_then : old->rss_then - rss;
	return (by >= MOVED_MIN && by >= rss / MOVED_PART) ||
	       c->now_ms - old->read_ms >= OLD_MS;
}

struct due {
	const struct collect_cache *c;
	const struct processes *ps;
};

static int64_t read_ms(const struct due *d, uint32_t at)
{
	size_t i = 0;
	const struct cached_pss *old = NULL;
	size_t lo = 0, hi = d->c->n_pss;

	while (lo < hi) {
		i = (lo + hi) / 2;
		if (d->c->pss[i].p.pid < d->ps->v[at].pid)
			lo = i + 1;
		else
			hi = i;
	}
	old = find(d->c, &d->ps->v[at], &lo);
	return old && old->read ? old->read_ms : INT64_MIN;
}

static int by_urgency(const void *a, const void *b, void *arg)
{
	const struct due *d = arg;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	bool xg = d->ps->v[x].rss_bytes.v >= GIANT_BYTES;
	bool yg = d->ps->v[y].rss_bytes.v >= GIANT_BYTES;
	int64_t xr = read_ms(d, x), yr = read_ms(d, y);

	if (xg != yg)
		return xg ? 1 : -1;
	return (xr > yr) - (xr < yr);
}

size_t cache_give_pss(struct collect_cache *c, struct processes *ps,
		      uint32_t *ret)
{
	struct due due = { c, ps };
	size_t at = 0, n = 0;

	for (size_t i = 0; i < ps->n; i++) {
		const struct cached_pss *old = find(c, &ps->v[i], &at);

		if (old)
			give(&old->p, &ps->v[i]);
		if (ps->v[i].rss_bytes.known && is_due(c, old, &ps->v[i]))
			ret[n++] = (uint32_t)i;
	}
	if (n)
		qsort_r(ret, n, sizeof(*ret), by_urgency, &due);
	c->pss_began_ns = pace_cpu_ns();
	c->giant_credit_ns += budget_ns(c);
	if (c->giant_credit_ns > CREDIT_MAX_NS)
		c->giant_credit_ns = CREDIT_MAX_NS;
	return n;
}

bool cache_may_read_pss(struct collect_cache *c, uint64_t rss_bytes)
{
	int64_t cost = (int64_t)(rss_bytes >> 20) * NS_PER_MIB;

	if (c->samples <= 1)
		return true;
	if (rss_bytes < GIANT_BYTES)
		return pace_cpu_ns() - c->pss_began_ns < budget_ns(c);
	/* larger than all that can be saved up: one at a time all the same */
	if (c->giant_credit_ns < (cost < CREDIT_MAX_NS ? cost : CREDIT_MAX_NS))
		return false;
	c->giant_credit_ns -= cost;
	return true;
}

bool cache_pss_was_read(const struct collect_cache *c, size_t process)
{
	return process < c->n_pss && c->pss[process].read;
}

int cache_keep_pss(struct collect_cache *c, const struct processes *ps,
		   const bool *now)
{
	struct cached_pss *v = calloc(ps->n ? ps->n : 1, sizeof(*v));
	size_t at = 0;

	if (!v)
		return -ENOMEM;
	for (size_t i = 0; i < ps->n; i++) {
		const struct cached_pss *old = find(c, &ps->v[i], &at);

		if (old)
			v[i] = *old;
		v[i].p = ps->v[i];
		if (!old || c->now_ms - old->uid_ms >= OLD_MS)
			v[i].uid_ms = c->now_ms;
		if (!now[i])
			continue;
		v[i].read = true;
		v[i].read_ms = c->now_ms;
		v[i].rss_then = ps->v[i].rss_bytes.v;
	}
	free(c->pss);
	c->pss = v;
	c->n_pss = ps->n;
	return 0;
}

void cache_keep_counts(struct collect_cache *c, const struct processes *ps)
{
	size_t at = 0;

	for (size_t i = 0; i < c->n_pss; i++) {
		struct process *p = &c->pss[i].p;

		while (at < ps->n && ps->v[at].pid < p->pid)
			at++;
		if (at == ps->n || ps->v[at].pid != p->pid)
			continue;
		p->socket_fds = ps->v[at].socket_fds;
		p->sockets_without_row = ps->v[at].sockets_without_row;
	}
}
