/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <stdlib.h>
#include <string.h>

#include "diagnose/kernel/detail.h"
#include "diagnose/process/shortage.h"
#include "model/snapshot.h"

#define SUBJECT_PIDS_MAX 20

void rule_hugetlb_idle(struct judge *j)
{
	struct opt_u64 idle = account_hugetlb_idle(j->snap);
	enum severity sev = SEV_NOTICE;
	struct finding *f;

	if (!idle.known || !opt_or0(j->scale.total) ||
	    idle.v <
		    j->scale.total.v / 100 * limit_number(LIMIT_HUGETLB_NOTICE))
		return;
	if (idle.v >= j->scale.total.v / 100 *
			      limit_number(LIMIT_HUGETLB_WARNING) &&
	    j->scale.short_of_memory)
		sev = SEV_WARNING;
	f = finding_open(j, F_HUGETLB_IDLE, sev, CONF_HIGH,
			 opt_i64((int64_t)idle.v),
			 "%s is set aside as huge pages that are neither "
			 "used nor reserved",
			 BYTES(idle.v));
	if (j->acct->id.hugetlb.known)
		say(f, "the pool has %s in all", BYTES(j->acct->id.hugetlb.v));
	else
		say(f, "the pool is no part of MemTotal: this kernel took it "
		       "at boot");
	detail_evidence(j, f);
	finding_remedies(f, NULL);
}

/*
 * Page cache that cannot be evicted is on the unevictable list without being
 * locked by a process. Shared memory that is locked (SHM_LOCK) is there too;
 * so no more than the file pages that are missing on the file lists.
 */
static int64_t ramfs_bytes(const struct judge *j)
{
	const struct opt_u64 *v = j->snap->memory.info.v;
	int64_t unevictable =
		(int64_t)opt_or0(j->acct->kernel.of_unevictable_cache);
	int64_t files;

	if (!v[MEM_CACHED].known || !v[MEM_SHMEM].known ||
	    !v[MEM_ACTIVE_FILE].known || !v[MEM_INACTIVE_FILE].known)
		return 0;
	files = (int64_t)(v[MEM_CACHED].v + opt_or0(v[MEM_BUFFERS])) -
		(int64_t)v[MEM_SHMEM].v -
		(int64_t)(v[MEM_ACTIVE_FILE].v + v[MEM_INACTIVE_FILE].v);
	return unevictable < files ? unevictable : files;
}

void rule_ramfs(struct judge *j)
{
	int64_t bytes = ramfs_bytes(j);
	enum severity sev;
	struct finding *f;

	/* it lies in high memory, too: low memory is not short for it */
	if (bytes <= 0 || high_memory_left(j))
		return;
	sev = finding_severity(j, F_RAMFS, (uint64_t)bytes);
	if (sev == SEV_OK)
		return;
	if (!j->scale.short_of_memory)
		sev = SEV_NOTICE;
	f = finding_open(j, F_RAMFS, sev, CONF_MEDIUM, opt_i64(bytes),
			 "%s of page cache cannot be evicted: ramfs, or files "
			 "locked in memory",
			 BYTES(bytes));
	say(f, "it is on the unevictable list and not locked by a process's "
	       "mlock(); the root file system of an initramfs is such");
	finding_remedies(f, NULL);
}

/* The processes of one command. */
struct command {
	const char *comm;
	uint64_t anon;
	uint64_t swap;
	size_t n;
};

struct named {
	const struct process *p;
};

static int by_comm(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return strcmp(x->p->comm, y->p->comm);
}

static struct command largest_command(const struct judge *j)
{
	const struct processes *ps = &j->snap->processes;
	struct named *order = calloc(ps->n ? ps->n : 1, sizeof(*order));
	struct command best = { 0 }, now = { 0 };

	for (size_t i = 0; order && i < ps->n; i++)
		order[i].p = &ps->v[i];
	if (order)
		qsort(order, ps->n, sizeof(*order), by_comm);
	for (size_t i = 0; order && i < ps->n; i++) {
		const struct process *p = order[i].p;

		if (!now.comm || strcmp(now.comm, p->comm))
			now = (struct command){ .comm = p->comm };
		now.anon += opt_or0(p->pss_anon_bytes);
		now.swap += opt_or0(p->swap_pss_bytes);
		now.n++;
		if (now.anon > best.anon)
			best = now;
	}
	free(order);
	return best;
}

/* Its largest process, and where to look on. */
static void say_largest(struct judge *j, struct finding *f,
			const struct command *c)
{
	const struct processes *ps = &j->snap->processes;
	const struct process *best = NULL;

	for (size_t i = 0; i < ps->n; i++) {
		const struct process *p = &ps->v[i];

		if (strcmp(p->comm, c->comm))
			continue;
		if (!best ||
		    opt_or0(p->pss_anon_bytes) > opt_or0(best->pss_anon_bytes))
			best = p;
	}
	if (c->swap)
		say(f, "%s more of their memory is in swap", BYTES(c->swap));
	if (!best)
		return;
	say(f, "the largest is pid %d: %s, in swap %s", (int)best->pid,
	    BYTES(opt_or0(best->pss_anon_bytes)),
	    BYTES(opt_or0(best->swap_pss_bytes)));
	if (!snapshot_is_capture(j->snap))
		advise(f,
		       "kmemwhere --pid=%d shows what it is made of: heap, "
		       "stacks, mappings",
		       (int)best->pid);
}

static void command_finding(struct judge *j, enum severity sev,
			    const struct command *c)
{
	const struct processes *ps = &j->snap->processes;
	struct finding *f = finding_open(j, F_PROCESS_ANON, sev, CONF_HIGH,
					 opt_i64((int64_t)c->anon),
					 "%s (%zu process%s) holds %s of its "
					 "own memory, and memory is short",
					 OUTSIDE(c->comm), c->n,
					 c->n == 1 ? "" : "es", BYTES(c->anon));

	if (!f)
		return;
	memcpy(f->subject.comm, c->comm, sizeof(f->subject.comm));
	for (size_t i = 0; i < ps->n && f->subject.n_pids < SUBJECT_PIDS_MAX;
	     i++) {
		const struct process *p = &ps->v[j->acct->process_rank[i]];

		if (!strcmp(p->comm, c->comm))
			finding_pid(f, p->pid);
	}
	say_largest(j, f, c);
	finding_remedies(f, NULL);
}

/* What of their memory is compressed: the kernel's figures have it. */
static int64_t compressed(const struct judge *j)
{
	const struct opt_u64 *v = j->snap->memory.vmstat.v;

	return (int64_t)(opt_or0(v[VM_ZSPAGES]) * snapshot_page_size(j->snap));
}

/* Whether no other single holder has more than processes have. */
static bool processes_lead(const struct judge *j, uint64_t anon)
{
	int64_t n = (int64_t)anon + compressed(j);

	return n >= opt_i64_or0(j->acct->id.kernel) - compressed(j) &&
	       n >= opt_i64_or0(j->acct->id.shared) &&
	       n >= (int64_t)opt_or0(account_hugetlb_idle(j->snap));
}

/* So much that it is no accident that they, and not others, have it. */
static bool is_enough(const struct judge *j, uint64_t anon)
{
	return anon >= scale_limit(&j->scale, LIMIT_SHORT) &&
	       (processes_lead(j, anon) || !shortage_explained(j));
}

void rule_process_anon(struct judge *j)
{
	struct opt_u64 anon = j->snap->memory.info.v[MEM_ANON_PAGES];
	enum severity sev = j->scale.nearly_out ? SEV_CRITICAL : SEV_WARNING;
	struct command c;
	struct finding *f;

	if (j->snap->oom.kind != OOM_NONE)
		return; /* rule_oom_processes() has it */
	if (!j->scale.short_of_memory || !anon.known || high_memory_left(j) ||
	    !is_enough(j, anon.v))
		return;
	c = largest_command(j);
	if (c.anon >= scale_limit(&j->scale, LIMIT_HOLDER_NOTICE)) {
		command_finding(j, sev, &c);
		f = findings_find(j->out, F_PROCESS_ANON);
	} else {
		f = finding_open(j, F_PROCESS_ANON, sev, CONF_MEDIUM,
				 opt_signed(anon),
				 "processes hold %s of their own memory, and "
				 "memory is short",
				 BYTES(anon.v));
		advise(f, "ps --sort=-rss -eo pid,rss,comm shows the largest");
	}
	say(f, "all processes together hold %s (AnonPages)", BYTES(anon.v));
	say(f, "%s are available", BYTES(opt_or0(j->scale.available)));
}
