/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <stdio.h>
#include <string.h>

#include "diagnose/kernel/detail.h"
#include "model/kernel/slab_meaning.h"
#include "model/snapshot.h"

/* What was found already and lives in the slab: datagrams, socket objects. */
static uint64_t explained(const struct judge *j)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < j->out->n; i++)
		if (finding_row(j->out->v[i].code)->in_slab)
			sum += finding_bytes(&j->out->v[i]);
	return sum;
}

/* Whether the cache belongs to that part of the slab, read a moment before. */
static bool is_of(const struct slab_cache *c, bool reclaimable, uint64_t part)
{
	return slab_is_reclaimable(c) == reclaimable &&
	       c->bytes <= part + part / 16;
}

/* The largest cache of a part, or NULL. */
static const struct slab_cache *largest(const struct judge *j, bool reclaimable,
					uint64_t part)
{
	const struct slabs *slabs = &j->snap->memory.slabs;

	for (size_t i = 0; i < slabs->n; i++) {
		const struct slab_cache *c = &slabs->v[j->acct->slab_rank[i]];

		if (is_of(c, reclaimable, part))
			return c;
	}
	return NULL;
}

void slab_name_cache(struct finding *f, const struct slab_cache *c)
{
	const struct slab_meaning *means = slab_meaning(c->name);

	if (f)
		snprintf(f->subject.cache, sizeof(f->subject.cache), "%s",
			 c->name);
	say(f, "%llu objects of %llu bytes in %s", LLU(c->objects),
	    LLU(c->object_bytes), BYTES(c->bytes));
	if (means)
		say(f, "what is in it: %s%s%s", means->means,
		    means->module ? ", of module " : "",
		    means->module ? means->module : "");
}

/* The largest ones of that part, without the one that was reported. */
static void rank_caches(struct judge *j, struct finding *f, bool reclaimable,
			uint64_t part, const struct slab_cache *reported)
{
	const struct slabs *slabs = &j->snap->memory.slabs;
	unsigned said = 0;

	for (size_t i = 0; i < slabs->n && said < 3; i++) {
		const struct slab_cache *c = &slabs->v[j->acct->slab_rank[i]];

		if (c == reported || !c->bytes || !is_of(c, reclaimable, part))
			continue;
		say(f, "%s: %s", OUTSIDE(c->name), BYTES(c->bytes));
		said++;
	}
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

/* The two parts of the slab. */
struct parts {
	uint64_t unreclaimable;
	uint64_t reclaimable;
	bool split; /* what is known is which is which */
};

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
		say(f, "before 2.6.19 meminfo has one figure for all slab: "
		       "reclaimable names and inodes of files are part of it");
	rank_caches(j, f, false, p->unreclaimable, c);
	low_memory_evidence(j, f);
	detail_evidence(j, f);
	finding_remedies(f, NULL);
}

static void unreclaimable(struct judge *j, const struct parts *p)
{
	uint64_t part = p->unreclaimable;
	const struct slab_cache *c = largest(j, false, part);
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

static void reclaimable(struct judge *j, uint64_t part)
{
	const struct slab_cache *c = largest(j, true, part);
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
	rank_caches(j, f, true, part, stands_out ? c : NULL);
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

static uint64_t sum_of(const struct slabs *slabs, bool of_reclaimable)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < slabs->n; i++)
		if (slab_is_reclaimable(&slabs->v[i]) == of_reclaimable)
			sum += slabs->v[i].bytes;
	return sum;
}

/* As the account has them; of slabinfo alone by its names. */
static struct parts split_slab(const struct judge *j)
{
	const struct kernel_parts *k = &j->acct->kernel;
	const struct slabs *slabs = &j->snap->memory.slabs;
	struct parts p = {
		.split = k->slab_reclaimable.known ||
			 j->snap->memory.info.v[MEM_SUNRECLAIM].known,
	};

	if (opt_i64_or0(k->slab_unreclaimable) > 0)
		p.unreclaimable = (uint64_t)k->slab_unreclaimable.v;
	if (opt_i64_or0(k->slab_reclaimable) > 0)
		p.reclaimable = (uint64_t)k->slab_reclaimable.v;
	if (p.split || k->slab_unreclaimable.known)
		return p;
	p.split = true;
	p.reclaimable = sum_of(slabs, true);
	p.unreclaimable = sum_of(slabs, false);
	return p;
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
		reclaimable(j, p.reclaimable);
}
