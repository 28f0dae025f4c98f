/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <string.h>

#include "account/kernel/consumers.h"
#include "diagnose/kernel/pool_evidence.h"
#include "model/snapshot.h"

#define SAID 3
#define DETACHED "page-pool-detached"
#define GONE "an interface that is gone"

/*
 * A page that comes back while somebody else still has it leaves the pool, and
 * a new one is taken in its place: sockets keep it, or it is lost.
 */
static void say_recycling(struct finding *f, const struct pool_row *row)
{
	struct opt_u64 fresh = row->counters[POOL_ALLOC_SLOW];
	struct opt_u64 kept = row->counters[POOL_RECYCLE_RELEASED];

	if (!fresh.known || !kept.known)
		return;
	say(f,
	    "%s: its pools took %llu new pages (alloc_slow), and %llu left "
	    "them while somebody else still had them "
	    "(recycle_released_refcnt)%s",
	    *row->interface ? OUTSIDE(row->interface) : GONE, LLU(fresh.v),
	    LLU(kept.v),
	    kept.v && kept.v >= fresh.v / 2
		    ? ": sockets with unread data, or a leak, and no pool "
		      "counts them any more"
		    : "");
}

void pool_evidence(struct judge *j, struct finding *f, bool detached)
{
	const struct pool_rows *all = &j->snap->page_pools;
	unsigned said = 0;

	for (size_t i = 0; f && i < all->n && said < SAID; i++) {
		const struct pool_row *row = &all->v[i];
		struct opt_u64 kept = row->counters[POOL_RECYCLE_RELEASED];
		struct opt_u64 fresh = row->counters[POOL_ALLOC_SLOW];

		if (row->detached != detached)
			continue;
		/* of those in use only the ones that lose their pages */
		if (!detached && (!opt_or0(kept) || kept.v < fresh.v / 2))
			continue;
		say_recycling(f, row);
		said++;
	}
}

/* An older recording has the consumers alone. */
static const struct pool_row *row_of(const struct judge *j,
				     const struct consumer *c)
{
	const struct pool_rows *all = &j->snap->page_pools;

	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].detached && all->v[i].bytes == c->bytes &&
		    !strcmp(all->v[i].interface, c->holder))
			return &all->v[i];
	return NULL;
}

static void say_waiting(struct judge *j, struct finding *f)
{
	const struct consumers *all = &j->snap->consumers;
	unsigned said = 0;

	for (size_t i = 0; i < all->n && said < SAID; i++) {
		const struct consumer *c = &all->v[i];
		const struct pool_row *row = row_of(j, c);

		if (strcmp(c->name, DETACHED))
			continue;
		say(f, "%s: %s in %llu pools",
		    *c->holder ? OUTSIDE(c->holder) : GONE, BYTES(c->bytes),
		    LLU(c->count));
		if (row)
			say(f,
			    "the oldest of them was released %llu seconds ago",
			    LLU(opt_or0(row->detached_s)));
		said++;
	}
}

/* Pools in use hold what sockets hold: only those that wait are a fault. */
void rule_page_pool(struct judge *j)
{
	uint64_t bytes = consumers_bytes(j->snap, DETACHED);
	struct finding *f;

	f = finding_judge(j, F_PAGE_POOL, CONF_MEDIUM, bytes,
			  "page pools released by their drivers still wait "
			  "for %s",
			  BYTES(bytes));
	if (!f)
		return;
	say_waiting(j, f);
	pool_evidence(j, f, true);
	say(f, "a pool is counted once it has waited for a minute; dmesg then "
	       "says \"stalled pool shutdown\"");
	finding_remedies(f, NULL);
}
