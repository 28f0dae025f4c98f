/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/sight.h"
#include "diagnose/rules.h"

#include <stdio.h>
#include <string.h>

#include "diagnose/process/shortage.h"
#include "model/snapshot.h"

/* Objects that the evidence names. */
#define SAID_MAX 3

static enum severity judge_bytes(const struct scale *s, struct opt_i64 shared)
{
	if (!shared.known || shared.v <= 0)
		return SEV_OK;
	return scale_judge(s, (uint64_t)shared.v, LIMIT_SHMEM, LIMIT_SHMEM);
}

/*
 * What surely nobody maps. Without Pss all of Shmem counts as unmapped in the
 * report, but a database's segment is mapped: Mapped is what it may be.
 */
static struct opt_i64 unmapped(const struct snapshot *snap,
			       const struct account *acct)
{
	struct opt_i64 shared = acct->id.shared;

	if (shared.known && !sight_pss(snap))
		shared.v -= (int64_t)opt_or0(snap->memory.info.v[MEM_MAPPED]);
	return shared;
}

bool diagnose_wants_shmem(const struct snapshot *snap,
			  const struct account *acct)
{
	struct scale s;

	scale_of(snap, acct, &s);
	return judge_bytes(&s, unmapped(snap, acct)) > SEV_OK;
}

/*
 * The one object that has most of it. A mount counts all files in it, those
 * without a name too: it is named only where no single file or segment is.
 */
static const struct shm_object *main_object(const struct judge *j,
					    uint64_t shared)
{
	const struct shm_objects *all = &j->snap->shmem;
	const struct shm_object *mount = NULL;

	for (size_t i = 0; i < all->n && all->v[i].bytes >= shared / 2; i++) {
		if (all->v[i].kind != SHM_MOUNT)
			return &all->v[i];
		if (!mount)
			mount = &all->v[i];
	}
	return mount;
}

/* Nobody is attached, or the file has no name any more: it is left over. */
static bool left_over(const struct shm_object *o)
{
	return o && ((o->kind == SHM_SYSV && !o->attached) ||
		     o->kind == SHM_DELETED);
}

static enum severity severity(const struct judge *j, struct opt_i64 shared,
			      const struct shm_object *o)
{
	enum severity sev = judge_bytes(&j->scale, shared);

	if (sev == SEV_OK || !j->scale.base.known)
		return sev;
	return j->scale.short_of_memory || left_over(o) ? SEV_WARNING
							: SEV_NOTICE;
}

/* "System V segment 3, made by pid 7 (postgres), nobody attached" */
static void describe(const struct judge *j, const struct shm_object *o,
		     char *dst, size_t cap)
{
	const struct process *p = processes_find(&j->snap->processes, o->pid);
	const char *comm = p ? OUTSIDE(p->comm) : "ended";

	if (o->kind == SHM_SYSV)
		snprintf(dst, cap,
			 "System V segment %llu, made by pid %d (%s), %llu "
			 "attached",
			 LLU(o->id), (int)o->pid, comm, LLU(o->attached));
	else if (o->kind == SHM_MOUNT && o->pid)
		snprintf(dst, cap,
			 "files in the tmpfs that pid %d (%s) has on %s, in "
			 "another mount namespace",
			 (int)o->pid, comm, OUTSIDE(o->name));
	else if (o->kind == SHM_MOUNT)
		snprintf(dst, cap, "files in the tmpfs on %s",
			 OUTSIDE(o->name));
	else
		snprintf(dst, cap, "%s, open in %s (pid %d)", OUTSIDE(o->name),
			 comm, (int)o->pid);
}

static void blame(struct judge *j, struct finding *f,
		  const struct shm_object *o)
{
	const struct process *p = processes_find(&j->snap->processes, o->pid);

	/* who sees a mount need not have filled it */
	if (!f || !o->pid || o->kind == SHM_MOUNT)
		return;
	finding_blame(f, p ? p->comm : "", o->pid);
}

static void remedies(struct judge *j, struct finding *f,
		     const struct shm_object *o)
{
	if (o && o->kind == SHM_SYSV)
		advise(f,
		       "ipcrm -m %llu removes the segment once nobody needs it",
		       LLU(o->id));
	else if (o && o->kind == SHM_MOUNT && o->pid)
		advise(f, "du -x under /proc/%d/root shows its files",
		       (int)o->pid);
	else if (o && o->pid)
		advise(f, "it is freed when pid %d closes it or ends",
		       (int)o->pid);
	advise(f, "df -t tmpfs and du -x show the files, ipcs -mp the "
		  "segments; remove what nobody needs");
	if (!j->snap->shmem.looked)
		advise(f,
		       "a deleted file or a memfd lives while a process has it "
		       "open: ls -l /proc/*/fd | grep -E 'memfd|deleted'");
}

static void evidence(struct judge *j, struct finding *f)
{
	const struct shm_objects *all = &j->snap->shmem;
	char text[3 * OUTSIDE_ROOM];

	for (size_t i = 0; i < all->n && i < SAID_MAX; i++) {
		describe(j, &all->v[i], text, sizeof(text));
		say(f, "%s: %s", BYTES(all->v[i].bytes), text);
	}
	say(f, "shared memory stays until its file or segment is removed, "
	       "whoever made it; it is not page cache");
	if (!sight_pss(j->snap))
		say(f, "how much of it processes map is not known here");
}

/* Without the line Shmem: what MemAvailable says of the page cache tells. */
static void shmem_inferred(struct judge *j)
{
	const struct opt_u64 *v = j->snap->memory.info.v;
	uint64_t bytes = pinned_cache(j);
	enum severity sev = judge_bytes(&j->scale, opt_i64((int64_t)bytes));
	struct finding *f;

	if (sev == SEV_OK)
		return;
	f = finding_open(j, F_SHMEM,
			 j->scale.short_of_memory ? SEV_WARNING : SEV_NOTICE,
			 CONF_MEDIUM, opt_i64((int64_t)bytes),
			 "%s of page cache cannot be reclaimed: most likely "
			 "tmpfs, memfd or System V segments hold it",
			 BYTES(bytes));
	say(f,
	    "Cached and Buffers are %s, but MemAvailable is no more than %s "
	    "above MemFree: what can be reclaimed is in it",
	    BYTES(opt_or0(v[MEM_CACHED]) + opt_or0(v[MEM_BUFFERS])),
	    BYTES(v[MEM_AVAILABLE].v > v[MEM_FREE].v
			  ? v[MEM_AVAILABLE].v - v[MEM_FREE].v
			  : 0));
	say(f, "the line Shmem is missing: ramfs, and files that are locked or "
	       "pinned, are the other ways to it");
	remedies(j, f, NULL);
}

void rule_shmem(struct judge *j)
{
	struct opt_i64 shared = j->acct->id.shared;
	const struct shm_object *o = NULL;
	bool pss = sight_pss(j->snap);
	enum severity sev;
	struct opt_i64 bytes = shared;
	struct finding *f;

	if (!shared.known)
		shmem_inferred(j);
	if (judge_bytes(&j->scale, unmapped(j->snap, j->acct)) == SEV_OK)
		return;
	o = main_object(j, (uint64_t)shared.v);
	sev = severity(j, shared, o);
	if (o)
		bytes = opt_i64((int64_t)o->bytes);
	f = finding_open(j, F_SHMEM, sev, pss ? CONF_HIGH : CONF_MEDIUM, bytes,
			 "tmpfs, memfd and System V segments hold %s%s",
			 BYTES(shared.v),
			 pss ? " that no process maps now" : "");
	if (o)
		blame(j, f, o);
	evidence(j, f);
	remedies(j, f, o);
}
