/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/kernel/detail.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "collect/base/context.h"
#include "collect/base/proc_file.h"
#include "model/snapshot.h"
#include "parse/proc/fdinfo.h"
#include "system/at.h"
#include "util/idhash.h"

#define WHAT "bpf fds"
#define EFFECT "not all owners of BPF maps and programs are known"
#define INFO_BYTES 8192

struct search {
	struct snapshot *snap;
	struct idhash index; /* of the objects, by kind and id */
	pid_t pid;
};

static uint64_t key_of(enum bpf_kind kind, uint64_t id)
{
	return ((uint64_t)kind << 32 | (uint32_t)id) + 1;
}

/* Keeps the lowest pid; the walk goes upwards. */
static void note_owner(struct search *s, enum bpf_kind kind, uint64_t id)
{
	const uint32_t *at = idhash_find(&s->index, key_of(kind, id));
	const struct process *p;
	struct bpf_object *o;

	if (!at || at_is_us(s->pid))
		return;
	o = &s->snap->detail.bpf.v[*at];
	o->n_pids++;
	if (o->pid)
		return;
	o->pid = s->pid;
	p = processes_find(&s->snap->processes, s->pid);
	if (p)
		memcpy(o->comm, p->comm, sizeof(o->comm));
}

/* What it is open on: the fd of a link has two ids. */
static void read_owner(struct search *s, int proc, const struct fd_ref *ref)
{
	struct proc_at at = proc_at(proc, ref->pid);
	char text[INFO_BYTES];
	ssize_t n = proc_read(at, text, sizeof(text), "fdinfo/%d", ref->fd);
	struct bpf_fdinfo info;
	unsigned bad = 0;

	if (n < 0 || parse_bpf_fdinfo(span_of(text, (size_t)n), &info, &bad))
		return;
	s->pid = ref->pid;
	if (info.map_id.known)
		note_owner(s, BPF_KIND_MAP, info.map_id.v);
	if (info.prog_id.known)
		note_owner(s, BPF_KIND_PROGRAM, info.prog_id.v);
}

static int index_objects(struct search *s)
{
	const struct bpf_objects *all = &s->snap->detail.bpf;
	int err = idhash_reserve(&s->index, all->n);

	for (size_t i = 0; !err && i < all->n; i++) {
		err = idhash_add(&s->index,
				 key_of(all->v[i].kind, all->v[i].id),
				 (uint32_t)i);
		if (err == -EEXIST)
			err = 0;
	}
	return err;
}

int detail_bpf_owners(struct collect *c)
{
	const struct fd_refs *refs = &c->fds.refs[FD_BPF];
	struct search s = { .snap = c->snap };
	int err = index_objects(&s);

	if (!err)
		err = c->proc < 0 ? c->proc : fd_walk_all(&c->fds);
	for (size_t i = 0; !err && i < refs->n; i++)
		read_owner(&s, c->proc, &refs->v[i]);
	if (!err)
		fd_walk_refusals(&c->fds, &c->snap->gaps, WHAT, EFFECT);
	c->snap->detail.bpf.owners = !err;
	idhash_free(&s.index);
	return err == -ENOMEM ? err : 0;
}
