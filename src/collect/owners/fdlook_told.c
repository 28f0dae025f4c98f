/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "bpf/files.h"
#include "collect/base/proc_file.h"
#include "collect/owners/fdlook.h"
#include "collect/owners/fdlook_note.h"
#include "collect/sockets/listed.h"
#include "collect/netns/netns.h"
#include "util/vec.h"

/* Notes what is to be looked at another way: in no dump, and no more told. */
static int told_undumped(struct fd_look *l, const struct bpf_file *file,
			 const struct bpf_sock_facts *facts)
{
	struct undumped_list *all = &l->finds.closed;
	bool missed =
		l->want->listed && !inodes_has(l->want->listed, file->inode);
	struct undumped u = { 0 };

	if (facts)
		undumped_of(facts, file->inode, &u);
	if (!l->want->socks || !file->inode || !undumped_holds(&u.sock))
		return missed ? fd_saw_undumped(l, file->inode, file->fd) : 0;
	l->without_row += missed;
	/* it was open, and in a dump, when we began */
	if (refhash_find(l->want->socks, file->inode) != REFHASH_NONE)
		return 0;
	if (all->n >= CLOSED_MAX) {
		l->finds.cut = true;
		return 0;
	}
	if (VEC_GROW(all))
		return -ENOMEM;
	u.pid = l->pid;
	u.fd = file->fd;
	all->v[all->n++] = u;
	return 0;
}

/* A queue that somebody reads meanwhile may tell nonsense: then nothing. */
static bool plausible(const struct bpf_queue_facts *q)
{
	return q->datagrams && q->datagrams <= QUEUE_LOOK_MAX &&
	       q->datagrams <= q->waiting && q->payload <= q->truesize;
}

static int told_queue(struct fd_look *l, const struct bpf_file *file,
		      const struct bpf_queue_facts *q)
{
	struct queue_samples *all = &l->finds.queues;
	uint32_t sock = l->want->socks
				? refhash_find(l->want->socks, file->inode)
				: REFHASH_NONE;

	if (sock == REFHASH_NONE || !plausible(q))
		return 0;
	if (VEC_GROW(all))
		return -ENOMEM;
	all->v[all->n++] = (struct queue_sample){
		.sock = sock,
		.waiting = q->waiting,
		.datagrams = q->datagrams,
		.payload_bytes = q->payload,
		.truesize_bytes = q->truesize,
	};
	return 0;
}

static int told_socket(struct fd_look *l, const struct bpf_record *r)
{
	const struct bpf_file *file = &r->file;
	int err = fd_saw_owner(l, file->inode, file->fd);

	l->sockets++;
	if (!err && file->kind == FILE_UNLISTED)
		err = told_undumped(l, file, &r->sock);
	if (!err && (file->kind == FILE_INET || file->kind == FILE_QUEUE))
		err = told_undumped(l, file, NULL);
	if (!err && file->kind == FILE_QUEUE)
		err = told_queue(l, file, &r->queue);
	if (!err && file->kind == FILE_CARRIER && l->want->carriers)
		err = fd_note_some(l, &l->finds.carriers, CARRIERS_MAX,
				   file->inode, file->fd);
	return err;
}

/* BPF tells a namespace from other files, but not which kind it is of. */
static int told_namespace(struct fd_look *l, const struct bpf_file *file)
{
	char link[64];
	ssize_t n;

	if (!l->want->netns || file->fd < 0 ||
	    idhash_find(l->want->netns, file->inode))
		return 0;
	n = proc_read_link(proc_at(l->proc, file->pid), link, sizeof(link),
			   "fd/%d", file->fd);
	if (n < 0 || netns_link_inode(span_of(link, (size_t)n)) != file->inode)
		return 0;
	return fd_saw_netns(l, file->inode, file->fd);
}

int fd_look_told(struct fd_look *l, const struct bpf_record *record)
{
	const struct bpf_file *file = &record->file;

	if (file->kind == FILE_NAMESPACE)
		return told_namespace(l, file);
	if (file->kind != FILE_RING)
		return told_socket(l, record);
	if (!l->want->carriers)
		return 0;
	return fd_note_some(l, &l->finds.rings, CARRIERS_MAX, 0, file->fd);
}
