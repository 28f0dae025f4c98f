/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/snapshot.h"

/* A part of the cgroup's memory that is named in the title. */
struct share {
	const char *words; /* "page cache" */
	uint64_t bytes;
};

/* What fills it: a process, or half of it is something else. */
static struct share main_share(const struct judge *j, uint64_t usage)
{
	const struct opt_u64 *stat = j->snap->oom.stat;
	uint64_t shmem = opt_or0(stat[OOM_STAT_SHMEM]);
	uint64_t file = opt_or0(stat[OOM_STAT_FILE]);
	const struct share shares[] = {
		{ "tmpfs and shared memory", shmem },
		{ "page cache", file > shmem ? file - shmem : 0 },
		{ "sockets", opt_or0(stat[OOM_STAT_SOCK]) },
		{ "the kernel on its behalf", opt_or0(stat[OOM_STAT_KERNEL]) },
	};
	struct share ret = { 0 };

	for (size_t i = 0; i < sizeof(shares) / sizeof(*shares); i++)
		if (shares[i].bytes > ret.bytes &&
		    shares[i].bytes >= usage / 2 && usage)
			ret = shares[i];
	return ret;
}

/* Which of its limits was reached: memory may be below its own. */
static const struct oom_limit *hit(const struct oom *oom, const char **ret_of)
{
	const struct {
		const struct oom_limit *limit;
		const char *of;
	} limits[] = {
		{ &oom->memory, "memory" },
		{ &oom->swap,
		  oom->swap_has_memory ? "memory and swap" : "swap" },
		{ &oom->kmem, "kernel memory" },
	};

	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
		const struct oom_limit *l = limits[i].limit;

		*ret_of = limits[i].of;
		if (l->usage.known && opt_or0(l->limit) &&
		    l->usage.v >= l->limit.v / 100 * 99)
			return l;
	}
	*ret_of = "memory";
	return oom->memory.limit.known ? &oom->memory : NULL;
}

static struct opt_i64 used(const struct oom *oom)
{
	if (oom->memory.usage.known)
		return opt_signed(oom->memory.usage);
	return opt_signed(
		opt_plus(oom->stat[OOM_STAT_ANON], oom->stat[OOM_STAT_FILE]));
}

static struct finding *open_finding(struct judge *j, const struct share *share)
{
	const struct oom *oom = &j->snap->oom;
	const struct oom_holder *h = &j->acct->oom.holder;
	bool ended = oom->killed.pid || oom->no_killable;
	const char *name =
		oom->cgroup[0] ? OUTSIDE(oom->cgroup) : "(not named here)";
	enum severity sev = ended ? SEV_CRITICAL : SEV_WARNING;
	const char *of;
	const struct oom_limit *l = hit(oom, &of);
	char limit[96] = "its memory limit";

	if (l)
		snprintf(limit, sizeof(limit), "its limit of %s of %s",
			 BYTES(l->limit.v), of);
	if (share->words)
		return finding_open(j, F_CGROUP_LIMIT, sev, CONF_HIGH,
				    used(oom),
				    "cgroup %s reached %s: %s of it are %s",
				    name, limit, BYTES(share->bytes),
				    share->words);
	if (h->comm)
		return finding_open(j, F_CGROUP_LIMIT, sev, CONF_HIGH,
				    used(oom),
				    "cgroup %s reached %s: %s held %s", name,
				    limit, PROCESS(h->comm, h->pid),
				    BYTES(h->bytes));
	return finding_open(j, F_CGROUP_LIMIT, sev, CONF_HIGH, used(oom),
			    "cgroup %s reached %s", name, limit);
}

static void say_limit(struct finding *f, const char *of,
		      const struct oom_limit *l)
{
	if (l->usage.known && l->limit.known)
		say(f, "%s: %s used, the limit is %s, reached %llu times", of,
		    BYTES(l->usage.v), BYTES(l->limit.v),
		    LLU(opt_or0(l->failcnt)));
}

static void say_parts(struct finding *f, const struct oom *oom)
{
	const struct opt_u64 *v = oom->stat;

	if (v[OOM_STAT_ANON].known)
		say(f,
		    "it had %s of processes' own memory, %s of files, %s of "
		    "that in tmpfs and shared memory",
		    BYTES(v[OOM_STAT_ANON].v), BYTES(opt_or0(v[OOM_STAT_FILE])),
		    BYTES(opt_or0(v[OOM_STAT_SHMEM])));
	if (opt_or0(v[OOM_STAT_DIRTY]))
		say(f, "%s of the files had to be written to disk first",
		    BYTES(v[OOM_STAT_DIRTY].v));
	if (v[OOM_STAT_KERNEL].known || oom->kmem.usage.known)
		say(f, "the kernel had %s on its behalf, sockets %s",
		    BYTES(v[OOM_STAT_KERNEL].known ? v[OOM_STAT_KERNEL].v
						   : oom->kmem.usage.v),
		    BYTES(opt_or0(v[OOM_STAT_SOCK])));
}

void rule_oom_cgroup(struct judge *j)
{
	const struct oom *oom = &j->snap->oom;
	const struct oom_holder *h = &j->acct->oom.holder;
	struct share share;
	struct finding *f;

	if (oom->kind != OOM_CGROUP)
		return;
	share = main_share(j, (uint64_t)opt_i64_or0(used(oom)));
	f = open_finding(j, &share);
	if (!f)
		return;
	if (oom->cgroup[0])
		f->subject.cgroup = strdup(oom->cgroup);
	if (h->comm)
		finding_blame(f, h->comm, h->pid);
	else if (oom->killed.pid)
		finding_blame(f, oom->killed.comm, oom->killed.pid);
	say_limit(f, "memory", &oom->memory);
	say_limit(f, oom->swap_has_memory ? "memory and swap" : "swap",
		  &oom->swap);
	say_limit(f, "kernel memory", &oom->kmem);
	say_parts(f, oom);
	if (h->comm)
		say(f, "of its processes %s held most: %s resident, %s in swap",
		    PROCESS(h->comm, h->pid), BYTES(h->rss), BYTES(h->swap));
	advise(f, "raise the limit (MemoryMax=, resources.limits.memory) only "
		  "if that use is legitimate");
	advise(f,
	       share.words && !strncmp(share.words, "tmpfs", 5)
		       ? "remove files in its tmpfs or emptyDir, or bound "
			 "them (size=, sizeLimit)"
		       : "bound what is in it: heap size, number of workers");
}
