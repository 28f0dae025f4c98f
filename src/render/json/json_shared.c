/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared memory: what was found, and what is counted and has no name. */
#include "account/account.h"
#include "account/kernel/detail.h"
#include "model/snapshot.h"
#include "render/columns/lookup.h"
#include "render/json/json_parts.h"
#include "render/report.h"
#include "render/view.h"

enum { UNNAMED = SHM_N, UNNAMED_UNMAPPED, KINDS_N };

static const char *kind_word(size_t i)
{
	if (i < SHM_N)
		return shm_kind_name((enum shm_kind)i);
	return i == UNNAMED ? "unnamed" : "unnamed-unmapped";
}

static bool is_sysv(const void *row)
{
	return ((const struct shm_object *)row)->kind == SHM_SYSV;
}

static bool has_name(const void *row)
{
	return ((const struct shm_object *)row)->kind < SHM_N;
}

static void comm(const struct lookup *l, const void *row,
		 union field_value *ret)
{
	const struct shm_object *o = row;
	const struct process *p =
		has_name(row) ? processes_find(&l->r->snap->processes, o->pid)
			      : NULL;

	ret->text = p ? p->comm : NULL;
}

static const struct field shared[] = {
	SHOWN_AS(struct shm_object, kind, FIELD_ENUM, "kind", "What it is.",
		 NAMES(kind_word, KINDS_N)),
	PICK_OF(fields_shm, struct shm_object, bytes),
	PICK_OF(fields_shm, struct shm_object, name),
	SHOWN(struct shm_object, id, "id", "shmid, inode or device.",
	      .has = has_name),
	SHOWN(struct shm_object, attached, "attached",
	      "How often a System V segment is attached.", .has = is_sysv),
	SHOWN(struct shm_object, pid, "pid", "Its creator or holder.",
	      .none_at_0 = true),
	MADE(FIELD_NAME, comm, "comm", "Its command."),
	PICK_OF(fields_shm, struct shm_object, in_mount),
};
const struct table report_shared = TABLE(shared);

static void put_unnamed(struct walk *w, unsigned kind, struct opt_i64 bytes)
{
	const struct shm_object o = { .kind = (enum shm_kind)kind,
				      .bytes = (uint64_t)bytes.v };

	if (bytes.known && bytes.v > 0)
		walk_row(w, &o);
}

void rows_shared(struct walk *w, const void *row)
{
	const struct report *r = w->l->r;
	const struct shm_objects *all = &r->snap->shmem;
	size_t n = view_rows(&r->view, all->n);
	struct shm_sums s;

	(void)row;
	shm_sum(r->snap, r->acct->id.pss.shmem, &s);
	if (s.unnamed.known && s.unmapped.known)
		s.unnamed.v -= s.unmapped.v;
	for (size_t i = 0; i < n; i++)
		walk_row(w, &all->v[i]);
	put_unnamed(w, UNNAMED, s.unnamed);
	put_unnamed(w, UNNAMED_UNMAPPED, s.unmapped);
}
