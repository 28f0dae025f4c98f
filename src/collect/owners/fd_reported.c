/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "bpf/files.h"
#include "collect/base/proc_file.h"
#include "collect/owners/fd_match.h"
#include "collect/owners/fd_note.h"
#include "collect/sockets/listed.h"
#include "collect/netns/netns.h"
#include "model/join/undumped.h"
#include "util/vec.h"

/* Notes what is to be asked another way: in no dump, and no more is known. */
static int add_undumped(struct fd_match *m, const struct bpf_file *file,
			const struct bpf_sock_facts *facts)
{
	struct undumped_list *all = &m->finds.closed;
	bool missed =
		m->want->listed && !inodes_has(m->want->listed, file->inode);
	struct undumped u = { 0 };

	if (facts)
		undumped_of(facts, file->inode, &u);
	if (!m->want->socks || !file->inode || !undumped_holds(&u.sock))
		return missed ? fd_saw_undumped(m, file->inode, file->fd) : 0;
	m->without_row += missed;
	/* it was open, and in a dump, when we began */
	if (refhash_find(m->want->socks, file->inode) != REFHASH_NONE)
		return 0;
	if (all->n >= CLOSED_MAX) {
		m->finds.cut = true;
		return 0;
	}
	if (VEC_GROW(all))
		return -ENOMEM;
	u.pid = m->pid;
	u.fd = file->fd;
	all->v[all->n++] = u;
	return 0;
}

/* A queue that somebody reads meanwhile may report nonsense: then nothing. */
static bool plausible(const struct bpf_queue_facts *q)
{
	return q->datagrams && q->datagrams <= QUEUE_LOOK_MAX &&
	       q->datagrams <= q->waiting && q->payload <= q->truesize;
}

static int add_queue(struct fd_match *m, const struct bpf_file *file,
		     const struct bpf_queue_facts *q)
{
	struct queue_samples *all = &m->finds.queues;
	uint32_t sock = m->want->socks
				? refhash_find(m->want->socks, file->inode)
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

static int add_socket(struct fd_match *m, const struct bpf_record *r)
{
	const struct bpf_file *file = &r->file;
	int err = fd_saw_owner(m, file->inode, file->fd);

	m->sockets++;
	if (!err && file->kind == FILE_UNLISTED)
		err = add_undumped(m, file, &r->sock);
	if (!err && (file->kind == FILE_INET || file->kind == FILE_QUEUE))
		err = add_undumped(m, file, NULL);
	if (!err && file->kind == FILE_QUEUE)
		err = add_queue(m, file, &r->queue);
	if (!err && file->kind == FILE_CARRIER && m->want->carriers)
		err = fd_note_some(m, &m->finds.carriers, CARRIERS_MAX,
				   file->inode, file->fd);
	return err;
}

/* BPF knows a namespace from other files, but not which kind it is of. */
static int add_namespace(struct fd_match *m, const struct bpf_file *file)
{
	char link[64];
	ssize_t n;

	if (!m->want->netns || file->fd < 0 ||
	    idhash_find(m->want->netns, file->inode))
		return 0;
	n = proc_read_link(proc_at(m->proc, file->pid), link, sizeof(link),
			   "fd/%d", file->fd);
	if (n < 0 || netns_link_inode(span_of(link, (size_t)n)) != file->inode)
		return 0;
	return fd_saw_netns(m, file->inode, file->fd);
}

int fd_match_reported(struct fd_match *m, const struct bpf_record *record)
{
	const struct bpf_file *file = &record->file;

	if (file->kind == FILE_NAMESPACE)
		return add_namespace(m, file);
	if (file->kind != FILE_RING)
		return add_socket(m, record);
	if (!m->want->carriers)
		return 0;
	return fd_note_some(m, &m->finds.rings, CARRIERS_MAX, 0, file->fd);
}
