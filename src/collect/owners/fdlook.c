/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/owners/fdlook.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collect/base/proc_file.h"
#include "collect/owners/fdlook_note.h"
#include "collect/sockets/listed.h"
#include "collect/netns/netns.h"
#include "parse/proc/fdinfo.h"
#include "util/span.h"
#include "util/vec.h"

#define INFOS_MAX 100000

void fd_look_at_process(struct fd_look *l, pid_t pid)
{
	l->pid = pid;
	l->sockets = 0;
	l->without_row = 0;
}

/* The inode of a link like "socket:[4711]"; 0 where it is none. */
static uint64_t socket_inode(const char *link, size_t len)
{
	static const char head[] = "socket:[";
	const size_t skip = sizeof(head) - 1;
	uint64_t inode = 0;

	if (len <= skip + 1 || memcmp(link, head, skip) ||
	    span_u64(span_of(link + skip, len - skip - 1), &inode))
		return 0;
	return inode;
}

static int note(struct fd_refs *refs, uint64_t inode, pid_t pid, int fd)
{
	if (VEC_GROW(refs))
		return -ENOMEM;
	refs->v[refs->n++] =
		(struct fd_ref){ .inode = inode, .pid = pid, .fd = fd };
	return 0;
}

int fd_note_some(struct fd_look *l, struct fd_refs *refs, size_t max,
		 uint64_t inode, int fd)
{
	if (fd < 0)
		return 0;
	if (refs->n >= max) {
		l->finds.cut = true;
		return 0;
	}
	return note(refs, inode, l->pid, fd);
}

int fd_saw_owner(struct fd_look *l, uint64_t inode, int fd)
{
	struct sock_owners *o = &l->finds.owners;
	uint32_t sock = l->want->socks ? refhash_find(l->want->socks, inode)
				       : REFHASH_NONE;

	if (sock == REFHASH_NONE)
		return 0;
	if (VEC_GROW(o))
		return -ENOMEM;
	o->v[o->n++] =
		(struct sock_owner){ .sock = sock, .pid = l->pid, .fd = fd };
	return 0;
}

static bool is_inet(const char *protocol)
{
	static const char *const names[] = { "TCP", "TCPv6", "UDP", "UDPv6" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(protocol, names[i]))
			return true;
	return false;
}

int fd_saw_undumped(struct fd_look *l, uint64_t inode, int fd)
{
	l->without_row++;
	return fd_note_some(l, &l->finds.undumped, UNDUMPED_MAX, inode, fd);
}

static int check_listed(struct fd_look *l, uint64_t inode, int fd)
{
	char protocol[64];

	if (inodes_has(l->want->listed, inode))
		return 0;
	proc_read_protocol(l->pid, fd, protocol, sizeof(protocol));
	return is_inet(protocol) ? fd_saw_undumped(l, inode, fd) : 0;
}

/* Whether fds wait in the queue of a UNIX socket (scm_fds of fdinfo, 5.5). */
static int check_carrier(struct fd_look *l, uint64_t inode, int fd)
{
	char protocol[64], text[1024];
	uint64_t n = 0;
	ssize_t len;

	if (l->infos >= INFOS_MAX) {
		l->finds.cut = true;
		return 0;
	}
	proc_read_protocol(l->pid, fd, protocol, sizeof(protocol));
	if (strncmp(protocol, "UNIX", 4))
		return 0;
	l->infos++;
	len = proc_read(proc_at(l->proc, l->pid), text, sizeof(text),
			"fdinfo/%d", fd);
	if (len <= 0 || !parse_fdinfo_scm_fds(span_of(text, (size_t)len), &n) ||
	    !n)
		return 0;
	return fd_note_some(l, &l->finds.carriers, CARRIERS_MAX, inode, fd);
}

static int saw_socket(struct fd_look *l, uint64_t inode, int fd)
{
	int err = fd_saw_owner(l, inode, fd);

	l->sockets++;
	if (!err && l->want->listed)
		err = check_listed(l, inode, fd);
	if (!err && l->want->carriers)
		err = check_carrier(l, inode, fd);
	return err;
}

int fd_saw_netns(struct fd_look *l, uint64_t inode, int fd)
{
	int err;

	if (!l->want->netns || idhash_find(l->want->netns, inode))
		return 0;
	err = idhash_add(&l->seen, inode, 0);
	if (err)
		return err == -ENOMEM ? err : 0;
	return note(&l->finds.netns, inode, l->pid, fd);
}

int fd_look(struct fd_look *l, int dir, const char *name, int fd)
{
	char link[64];
	ssize_t n = readlinkat(dir, name, link, sizeof(link));
	struct span text = span_of(link, n > 0 ? (size_t)n : 0);
	uint64_t inode;

	if (n < 0)
		return errno == EACCES || errno == EPERM ? errno : 0;
	inode = socket_inode(link, (size_t)n);
	if (inode)
		return saw_socket(l, inode, fd);
	inode = netns_link_inode(text);
	if (inode)
		return fd_saw_netns(l, inode, fd);
	if (l->want->carriers && span_is(text, "anon_inode:[io_uring]"))
		return fd_note_some(l, &l->finds.rings, CARRIERS_MAX, 0, fd);
	return 0;
}

static int refs_merge(struct fd_refs *from, struct fd_refs *ret)
{
	int err = 0;

	if (!ret->v) {
		*ret = *from;
		*from = (struct fd_refs){ 0 };
	}
	for (size_t i = 0; !err && i < from->n; i++)
		err = note(ret, from->v[i].inode, from->v[i].pid,
			   from->v[i].fd);
	return err;
}

static int owners_merge(struct sock_owners *from, struct sock_owners *ret)
{
	if (!ret->v) {
		*ret = *from;
		*from = (struct sock_owners){ 0 };
	}
	for (size_t i = 0; i < from->n; i++) {
		if (VEC_GROW(ret))
			return -ENOMEM;
		ret->v[ret->n++] = from->v[i];
	}
	return 0;
}

int fd_finds_merge(struct fd_finds *from, struct fd_finds *ret)
{
	int err = owners_merge(&from->owners, &ret->owners);

	if (!err)
		err = refs_merge(&from->netns, &ret->netns);
	if (!err)
		err = refs_merge(&from->undumped, &ret->undumped);
	if (!err)
		err = refs_merge(&from->rings, &ret->rings);
	if (!err)
		err = refs_merge(&from->carriers, &ret->carriers);
	if (!err && !ret->closed.v) { /* of BPF, which has one walker */
		ret->closed = from->closed;
		from->closed = (struct undumped_list){ 0 };
	}
	if (!err && !ret->queues.v) {
		ret->queues = from->queues;
		from->queues = (struct queue_samples){ 0 };
	}
	ret->cut |= from->cut;
	fd_finds_free(from);
	return err;
}

void fd_finds_free(struct fd_finds *f)
{
	free(f->owners.v);
	free(f->netns.v);
	free(f->undumped.v);
	free(f->rings.v);
	free(f->carriers.v);
	free(f->closed.v);
	free(f->queues.v);
	*f = (struct fd_finds){ 0 };
}

void fd_look_free(struct fd_look *l)
{
	fd_finds_free(&l->finds);
	idhash_free(&l->seen);
}
