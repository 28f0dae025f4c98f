/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <stdio.h>
#include <string.h>

#include "diagnose/kernel/company.h"
#include "diagnose/kernel/detail.h"
#include "model/kernel/slab_meaning.h"
#include "model/snapshot.h"

/* What was found already and lives in the slab: datagrams, socket objects. */
static uint64_t explained(const struct judge *j)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < j->out->n; i++)
		if (finding_row(j->out->v[i].code)->in_slab ||
		    j->out->v[i].in_slab)
			sum += finding_bytes(&j->out->v[i]);
	return sum;
}

static bool may_go(const struct slabs *slabs, const struct slab_cache *c)
{
	return slab_is_reclaimable(c) || company_of_dentries(slabs, c);
}

/* Whether the cache belongs to that part of the slab, read a moment before. */
static bool is_of(const struct judge *j, const struct slab_cache *c,
		  bool reclaimable, uint64_t part)
{
	return may_go(&j->snap->memory.slabs, c) == reclaimable &&
	       c->bytes <= part + part / 16;
}

/* The two parts of the slab. */
struct parts {
	uint64_t unreclaimable;
	uint64_t reclaimable;
	bool split;		 /* what is known is which is which */
	struct slab_cache large; /* kmalloc() above all caches, since 5.4 */
};

/* The largest cache of a part, or NULL. */
static const struct slab_cache *largest(const struct judge *j, bool reclaimable,
					const struct parts *p)
{
	const struct slabs *slabs = &j->snap->memory.slabs;
	uint64_t part = reclaimable ? p->reclaimable : p->unreclaimable;
	const struct slab_cache *best = NULL;

	for (size_t i = 0; i < slabs->n && !best; i++) {
		const struct slab_cache *c = &slabs->v[j->acct->slab_rank[i]];

		if (is_of(j, c, reclaimable, part))
			best = c;
	}
	if (!reclaimable && p->large.bytes > (best ? best->bytes : 0))
		best = &p->large;
	return best;
}

void slab_name_cache(struct finding *f, const struct slab_cache *c)
{
	const struct slab_meaning *means = slab_meaning(c->name);

	if (f)
		snprintf(f->subject.cache, sizeof(f->subject.cache), "%s",
			 c->name);
	if (c->objects)
		say(f, "%llu objects of %llu bytes in %s", LLU(c->objects),
		    LLU(c->object_bytes), BYTES(c->bytes));
	if (means)
		say(f, "what is in it: %s%s%s", means->means,
		    means->module ? ", of module " : "",
		    means->module ? means->module : "");
}

#define RANKED 3

static void say_cache(struct finding *f, const struct slab_cache *c)
{
	say(f, "%s: %s", OUTSIDE(c->name), BYTES(c->bytes));
}

/* The largest ones of that part, without the one that was reported. */
static void rank_caches(struct judge *j, struct finding *f, bool reclaimable,
			const struct parts *p,
			const struct slab_cache *reported)
{
	const struct slabs *slabs = &j->snap->memory.slabs;
	uint64_t part = reclaimable ? p->reclaimable : p->unreclaimable;
	bool large = !reclaimable && p->large.bytes && reported != &p->large;
	unsigned said = 0;

	for (size_t i = 0; i < slabs->n && said < RANKED; i++) {
		const struct slab_cache *c = &slabs->v[j->acct->slab_rank[i]];

		if (c == reported || !c->bytes ||
		    !is_of(j, c, reclaimable, part))
			continue;
		if (large && p->large.bytes > c->bytes) {
			say_cache(f, &p->large);
			large = false;
			said++;
		}
		if (said++ < RANKED)
			say_cache(f, c);
	}
	if (large && said < RANKED)
		say_cache(f, &p->large);
	if (!slabs->n)
		say(f, snapshot_is_capture(j->snap)
			       ? "the capture has no slabinfo: the caches have "
				 "no names"
			       : "slabinfo could not be read: the caches have "
				 "no names");
}

/* What the kernel has must lie there: free high memory is of no use to it. */
static void low_memory_evidence(struct judge *j, struct finding *f)
{
	const struct opt_u64 *v = j->snap->memory.info.v;

	if (opt_or0(v[MEM_HIGH_TOTAL]) && v[MEM_LOW_FREE].known &&
	    v[MEM_LOW_TOTAL].known)
		say(f,
		    "a 32-bit kernel keeps it in low memory: %s of %s are free "
		    "there",
		    BYTES(v[MEM_LOW_FREE].v), BYTES(v[MEM_LOW_TOTAL].v));
}

static void open_unreclaimable(struct judge *j, enum severity sev,
			       const struct slab_cache *c,
			       const struct parts *p)
{
	struct finding *f;

	if (c) {
		f = finding_open(j, F_SLAB_UNRECLAIMABLE, sev, CONF_HIGH,
				 opt_i64((int64_t)c->bytes),
				 "the slab cache %s holds %s that the kernel "
				 "cannot reclaim",
				 OUTSIDE(c->name), BYTES(c->bytes));
		slab_name_cache(f, c);
	} else {
		f = finding_open(
			j, F_SLAB_UNRECLAIMABLE, sev,
			p->split ? CONF_HIGH : CONF_LOW,
			opt_i64((int64_t)p->unreclaimable),
			p->split ? "the kernel's own objects (unreclaimable "
				   "slab) hold %s"
				 : "the kernel's own objects (slab) hold %s; "
				   "how much of it is reclaimable is not "
				   "known",
			BYTES(p->unreclaimable));
	}
	if (!p->split)
		say(f, "there is one figure for all slab (before 2.6.19, or "
		       "not all caches are listed): reclaimable names and "
		       "inodes of files are part of it");
	if (c == &p->large)
		say(f, "they are allocations above the largest cache: what "
		       "Slab counts beyond the caches of slabinfo");
	rank_caches(j, f, false, p, c);
	low_memory_evidence(j, f);
	detail_evidence(j, f);
	finding_remedies(f, NULL);
}

static void unreclaimable(struct judge *j, const struct parts *p)
{
	uint64_t part = p->unreclaimable;
	const struct slab_cache *c = largest(j, false, p);
	bool stands_out = c && c->bytes >= part / 2;
	enum severity sev = finding_severity(j, F_SLAB_UNRECLAIMABLE, part);
	enum severity one =
		c ? scale_judge(&j->scale, c->bytes, LIMIT_HOLDER_NOTICE,
				LIMIT_HOLDER_WARNING)
		  : SEV_OK;

	/* it may be a cache, and there is memory left */
	if (!p->split && sev == SEV_WARNING && !j->scale.short_of_memory)
		sev = SEV_NOTICE;
	if (stands_out && one > sev)
		sev = one;
	/* the sockets are the cause, and have been reported */
	if (sev == SEV_OK || explained(j) >= part / 2)
		return;
	open_unreclaimable(j, sev, stands_out ? c : NULL, p);
}

static void reclaimable(struct judge *j, const struct parts *p)
{
	uint64_t part = p->reclaimable;
	const struct slab_cache *c = largest(j, true, p);
	bool stands_out = c && c->bytes >= part / 2;
	uint64_t bytes = stands_out ? c->bytes : part;
	enum severity sev = finding_severity(j, F_SLAB_RECLAIMABLE, part);
	bool known = j->scale.available.known;
	struct finding *f;

	/* with memory left it is a cache like any other */
	if (sev == SEV_OK || (known && !j->scale.short_of_memory))
		return;
	f = finding_open(j, F_SLAB_RECLAIMABLE, known ? sev : SEV_NOTICE,
			 known ? CONF_MEDIUM : CONF_LOW,
			 opt_i64((int64_t)bytes), "%s%s holds %s%s",
			 stands_out ? "the slab cache " : "",
			 stands_out ? OUTSIDE(c->name) : "reclaimable slab",
			 BYTES(bytes),
			 known ? " although memory is short"
			       : ", which can be reclaimed when memory is "
				 "needed");
	if (stands_out)
		slab_name_cache(f, c);
	rank_caches(j, f, true, p, stands_out ? c : NULL);
	low_memory_evidence(j, f);
	detail_evidence(j, f);
	finding_remedies(f, NULL);
}

/* ZFS keeps its cache in pages that no counter names and in its own slabs. */
static int64_t arc_in_slab(const struct kernel_parts *k)
{
	int64_t rest = opt_i64_or0(k->unaccounted);
	int64_t arc = (int64_t)opt_or0(k->of_zfs_arc) - (rest > 0 ? rest : 0);

	return arc > 0 ? arc : 0;
}

/* Of the caches that are listed. */
struct listed {
	uint64_t reclaimable;
	uint64_t unreclaimable;
	uint64_t companions; /* of reclaimable: SUnreclaim has them */
};

static struct listed list_sums(const struct slabs *slabs)
{
	struct listed l = { 0 };

	for (size_t i = 0; i < slabs->n; i++) {
		const struct slab_cache *c = &slabs->v[i];

		if (company_of_dentries(slabs, c))
			l.companions += c->bytes;
		if (may_go(slabs, c))
			l.reclaimable += c->bytes;
		else
			l.unreclaimable += c->bytes;
	}
	return l;
}

/* What no listed cache has; where that is most, nobody knows what it is. */
static void add_unlisted(struct parts *p, uint64_t total)
{
	uint64_t listed = p->reclaimable + p->unreclaimable;

	if (total <= listed)
		return;
	p->unreclaimable += total - listed;
	p->split = total - listed <= total / 4;
}

static uint64_t kmalloc_large(const struct kernel_parts *k)
{
	int64_t bytes = opt_i64_or0(k->kmalloc_large);

	return bytes > 0 ? (uint64_t)bytes : 0;
}

/* As the account has them; without its lines by the caches' names. */
static struct parts split_slab(const struct judge *j)
{
	const struct kernel_parts *k = &j->acct->kernel;
	const struct opt_u64 *v = j->snap->memory.info.v;
	const struct slabs *slabs = &j->snap->memory.slabs;
	struct listed l = list_sums(slabs);
	struct parts p = { .split = true,
			   .large = { .name = "kmalloc-large",
				      .bytes = kmalloc_large(k) } };

	if (v[MEM_SUNRECLAIM].known || v[MEM_SRECLAIMABLE].known) {
		int64_t un = opt_i64_or0(k->slab_unreclaimable) -
			     (int64_t)l.companions;

		p.unreclaimable = un > 0 ? (uint64_t)un : 0;
		p.reclaimable = (uint64_t)opt_i64_or0(k->slab_reclaimable) +
				l.companions;
		return p;
	}
	p.reclaimable = l.reclaimable;
	p.unreclaimable = l.unreclaimable;
	if (v[MEM_SLAB].known)
		add_unlisted(&p, v[MEM_SLAB].v);
	else
		add_unlisted(&p, opt_or0(slabs->total_bytes));
	return p;
}

/* A cache like any other: worth a word where it is large. */
void slab_evidence(struct judge *j, struct finding *f)
{
	struct parts p = split_slab(j);
	const struct slab_cache *c = largest(j, true, &p);

	if (scale_judge(&j->scale, p.reclaimable, LIMIT_PART_WARNING,
			LIMIT_PART_WARNING) == SEV_OK)
		return;
	say(f, "reclaimable slab is %s%s%s: it goes when memory is needed",
	    BYTES(p.reclaimable), c ? ", the most in " : "",
	    c ? OUTSIDE(c->name) : "");
}

void rule_slab(struct judge *j)
{
	uint64_t arc = (uint64_t)arc_in_slab(&j->acct->kernel);
	struct parts p = split_slab(j);

	if (p.unreclaimable > arc) {
		p.unreclaimable -= arc;
		unreclaimable(j, &p);
	}
	if (p.reclaimable)
		reclaimable(j, &p);
}
