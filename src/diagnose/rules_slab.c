/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <stdio.h>
#include <string.h>

#include "diagnose/drill.h"
#include "model/slab_meaning.h"
#include "model/snapshot.h"
#include "util/escape.h"

/* What was found already and lives in the slab: datagrams, socket objects. */
static uint64_t explained(const struct judge *j)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < j->out->n; i++)
		if (j->out->v[i].code == F_UDP_UNREAD ||
		    j->out->v[i].code == F_ERRQUEUE_UNREAD ||
		    j->out->v[i].code == F_IP_FRAGMENTS ||
		    j->out->v[i].code == F_SOCKET_COUNT)
			sum += finding_bytes(&j->out->v[i]);
	return sum;
}

/* Made with SLAB_RECLAIM_ACCOUNT; where /sys/kernel/slab was not there to ask. */
static bool usually_reclaimable(const char *name)
{
	static const char *const names[] = {
		"dentry",	   "dentry_cache",    "buffer_head",
		"inode_cache",	   "radix_tree_node", "xfs_inode",
		"zfs_znode_cache",
	};
	size_t len = strlen(name), tail = strlen("_inode_cache");

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return len > tail && !strcmp(name + len - tail, "_inode_cache");
}

bool slab_is_reclaimable(const struct slab_cache *c)
{
	return c->reclaimable.known ? c->reclaimable.v != 0
				    : usually_reclaimable(c->name);
}

/* Whether the cache belongs to that part of the slab. */
static bool is_of(const struct slab_cache *c, bool reclaimable, uint64_t part)
{
	return slab_is_reclaimable(c) == reclaimable && c->bytes <= part;
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

void slab_name_cache(struct judge *j, struct finding *f,
		     const struct slab_cache *c)
{
	const struct slab_meaning *means = slab_meaning(c->name);

	if (f)
		snprintf(f->subject.cache, sizeof(f->subject.cache), "%s",
			 c->name);
	finding_evidence(j, f, "%llu objects of %llu bytes in %s",
			 (unsigned long long)c->objects,
			 (unsigned long long)c->object_bytes, BYTES(c->bytes));
	if (means)
		finding_evidence(j, f, "what is in it: %s%s%s", means->means,
				 means->module ? ", of module " : "",
				 means->module ? means->module : "");
}

static void rank_caches(struct judge *j, struct finding *f, bool reclaimable,
			uint64_t part)
{
	const struct slabs *slabs = &j->snap->memory.slabs;
	char name[sizeof(slabs->v->name) * ESCAPE_MAX + 1];
	unsigned said = 0;

	for (size_t i = 0; i < slabs->n && said < 3; i++) {
		const struct slab_cache *c = &slabs->v[j->acct->slab_rank[i]];

		if (!is_of(c, reclaimable, part))
			continue;
		finding_evidence(j, f, "%s: %s",
				 escape_str(name, sizeof(name), c->name),
				 BYTES(c->bytes));
		said++;
	}
	if (!slabs->n)
		finding_evidence(
			j, f,
			"slabinfo could not be read: the caches have no names");
}

void slab_remedies(struct judge *j, struct finding *f)
{
	finding_remedy(j, f,
		       "see which cache grows: run again later, or slabtop -s "
		       "c; a cache that only grows is a leak");
	finding_remedy(j, f,
		       "find its user by the cache's name, or by slab_debug=U "
		       "and /sys/kernel/debug/slab/CACHE/alloc_traces");
}

static void unreclaimable(struct judge *j, uint64_t part)
{
	const struct slab_cache *c = largest(j, false, part);
	bool stands_out = c && c->bytes >= part / 2;
	enum severity sev = scale_judge(&j->scale, part, LIMIT_PART_NOTICE,
					LIMIT_PART_WARNING);
	enum severity one =
		c ? scale_judge(&j->scale, c->bytes, LIMIT_HOLDER_NOTICE,
				LIMIT_HOLDER_WARNING)
		  : SEV_OK;
	char name[sizeof(c->name) * ESCAPE_MAX + 1];
	struct finding *f;

	if (sev == SEV_OK && !stands_out)
		return;
	if (stands_out && one > sev)
		sev = one;
	/* the sockets are the cause, and have been told */
	if (sev == SEV_OK || explained(j) >= part / 2)
		return;
	if (stands_out) {
		f = finding_open(j, F_SLAB_UNRECLAIMABLE, sev, CONF_HIGH,
				 opt_i64((int64_t)c->bytes),
				 "the slab cache %s holds %s that the kernel "
				 "cannot take back",
				 escape_str(name, sizeof(name), c->name),
				 BYTES(c->bytes));
		slab_name_cache(j, f, c);
	} else {
		f = finding_open(
			j, F_SLAB_UNRECLAIMABLE, sev, CONF_HIGH,
			opt_i64((int64_t)part),
			"the kernel's own objects (unreclaimable slab) hold %s",
			BYTES(part));
	}
	rank_caches(j, f, false, part);
	drill_evidence(j, f);
	slab_remedies(j, f);
}

static void reclaimable(struct judge *j, uint64_t part)
{
	enum severity sev = scale_judge(&j->scale, part, LIMIT_PART_NOTICE,
					LIMIT_PART_WARNING);
	struct finding *f;

	/* with memory left it is a cache like any other */
	if (sev == SEV_OK || !j->scale.short_of_memory)
		return;
	f = finding_open(j, F_SLAB_RECLAIMABLE, sev, CONF_MEDIUM,
			 opt_i64((int64_t)part),
			 "reclaimable slab holds %s although memory is short",
			 BYTES(part));
	rank_caches(j, f, true, part);
	drill_evidence(j, f);
	finding_remedy(j, f,
		       "echo 2 > /proc/sys/vm/drop_caches frees what can be "
		       "freed; what stays is pinned by open files or mounts");
}

/* ZFS keeps its cache in pages that no counter names and in its own slabs. */
static int64_t arc_in_slab(const struct kernel_parts *k)
{
	int64_t rest = opt_i64_or0(k->unaccounted);
	int64_t arc = (int64_t)opt_or0(k->of_zfs_arc) - (rest > 0 ? rest : 0);

	return arc > 0 ? arc : 0;
}

void rule_slab(struct judge *j)
{
	struct opt_i64 un = j->acct->kernel.slab_unreclaimable;
	int64_t arc = arc_in_slab(&j->acct->kernel);
	struct opt_i64 re = j->acct->kernel.slab_reclaimable;

	if (un.known && un.v > arc)
		unreclaimable(j, (uint64_t)(un.v - arc));
	if (re.known && re.v > 0)
		reclaimable(j, (uint64_t)re.v);
}
