/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/owners/fdscan.h"

#include <errno.h>
#include <stdlib.h>

#include "collect/base/fd_walk.h"
#include "collect/owners/fd_note.h"

static int match_sockets(const struct fd_walk *walk, struct fd_match *m,
			 struct fd_counts *counts)
{
	const struct fd_refs *refs = &walk->refs[FD_SOCKET];
	struct fd_counts *at = NULL;
	int err = 0;

	for (size_t i = 0; i < refs->n && !err; i++) {
		const struct fd_ref *ref = &refs->v[i];

		if (!at || ref->pid != m->pid) {
			fd_match_process(m, ref->pid);
			at = &counts[*idhash_find(&walk->by_pid,
						  (uint64_t)ref->pid)];
		}
		err = fd_match_socket(m, ref->inode, ref->fd);
		at->without_row = m->without_row;
	}
	return err;
}

static int match_others(const struct fd_walk *walk, struct fd_match *m)
{
	const struct fd_refs *netns = &walk->refs[FD_NETNS];
	const struct fd_refs *rings = &walk->refs[FD_RING];
	int err = 0;

	for (size_t i = 0; i < netns->n && !err; i++) {
		fd_match_process(m, netns->v[i].pid);
		err = fd_saw_netns(m, netns->v[i].inode, netns->v[i].fd);
	}
	for (size_t i = 0; i < rings->n && !err && m->want->carriers; i++) {
		fd_match_process(m, rings->v[i].pid);
		err = fd_note_some(m, &m->finds.rings, CARRIERS_MAX, 0,
				   rings->v[i].fd);
	}
	return err;
}

static int list_processes(const struct fd_walk *walk, struct fdscan *ret)
{
	ret->counts = malloc((walk->n + 1) * sizeof(*ret->counts));
	ret->pids.v = malloc((walk->n + 1) * sizeof(*ret->pids.v));
	if (!ret->counts || !ret->pids.v)
		return -ENOMEM;
	ret->pids.n = ret->pids.cap = walk->n;
	for (size_t i = 0; i < walk->n; i++) {
		const struct fd_process *p = &walk->v[i];

		ret->pids.v[i] = p->pid;
		ret->counts[i] =
			p->err ? (struct fd_counts){ FDS_UNKNOWN, FDS_UNKNOWN }
			       : (struct fd_counts){ p->sockets, 0 };
	}
	return 0;
}

int fdscan(struct fd_walk *walk, const struct fd_want *want, struct fdscan *ret)
{
	struct fd_match m = { .proc = walk->proc, .want = want };
	int err = fd_walk_all(walk);

	if (!err)
		err = list_processes(walk, ret);
	if (!err)
		err = match_sockets(walk, &m, ret->counts);
	if (!err)
		err = match_others(walk, &m);
	if (!err) {
		ret->finds = m.finds;
		m.finds = (struct fd_finds){ 0 };
	}
	fd_match_free(&m);
	return err;
}

void fdscan_free(struct fdscan *f)
{
	pids_free(&f->pids);
	free(f->counts);
	fd_finds_free(&f->finds);
	*f = (struct fdscan){ 0 };
}
