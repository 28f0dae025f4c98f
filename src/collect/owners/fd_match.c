/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/owners/fd_match.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collect/base/proc_file.h"
#include "collect/owners/fd_note.h"
#include "collect/sockets/listed.h"
#include "collect/netns/netns.h"
#include "parse/proc/fdinfo.h"
#include "util/span.h"
#include "util/vec.h"

#define INFOS_MAX 100000

void fd_match_process(struct fd_match *m, pid_t pid)
{
	m->pid = pid;
	m->sockets = 0;
	m->without_row = 0;
}

int fd_note_some(struct fd_match *m, struct fd_refs *refs, size_t max,
		 uint64_t inode, int fd)
{
	if (fd < 0)
		return 0;
	if (refs->n >= max) {
		m->finds.cut = true;
		return 0;
	}
	return fd_refs_add(refs, inode, m->pid, fd);
}

int fd_saw_owner(struct fd_match *m, uint64_t inode, int fd)
{
	struct sock_owners *o = &m->finds.owners;
	uint32_t sock = m->want->socks ? refhash_find(m->want->socks, inode)
				       : REFHASH_NONE;

	if (sock == REFHASH_NONE)
		return 0;
	if (VEC_GROW(o))
		return -ENOMEM;
	o->v[o->n++] =
		(struct sock_owner){ .sock = sock, .pid = m->pid, .fd = fd };
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

int fd_saw_undumped(struct fd_match *m, uint64_t inode, int fd)
{
	m->without_row++;
	return fd_note_some(m, &m->finds.undumped, UNDUMPED_MAX, inode, fd);
}

static int check_listed(struct fd_match *m, uint64_t inode, int fd)
{
	char protocol[64];

	if (inodes_has(m->want->listed, inode))
		return 0;
	proc_read_protocol(m->pid, fd, protocol, sizeof(protocol));
	return is_inet(protocol) ? fd_saw_undumped(m, inode, fd) : 0;
}

/* Whether fds wait in the queue of a UNIX socket (scm_fds of fdinfo, 5.5). */
static int check_carrier(struct fd_match *m, uint64_t inode, int fd)
{
	char protocol[64], text[1024];
	uint64_t n = 0;
	ssize_t len;

	if (m->infos >= INFOS_MAX) {
		m->finds.cut = true;
		return 0;
	}
	proc_read_protocol(m->pid, fd, protocol, sizeof(protocol));
	if (strncmp(protocol, "UNIX", 4))
		return 0;
	m->infos++;
	len = proc_read(proc_at(m->proc, m->pid), text, sizeof(text),
			"fdinfo/%d", fd);
	if (len <= 0 || !parse_fdinfo_scm_fds(span_of(text, (size_t)len), &n) ||
	    !n)
		return 0;
	return fd_note_some(m, &m->finds.carriers, CARRIERS_MAX, inode, fd);
}

int fd_match_socket(struct fd_match *m, uint64_t inode, int fd)
{
	int err = fd_saw_owner(m, inode, fd);

	m->sockets++;
	if (!err && m->want->listed)
		err = check_listed(m, inode, fd);
	if (!err && m->want->carriers)
		err = check_carrier(m, inode, fd);
	return err;
}

int fd_saw_netns(struct fd_match *m, uint64_t inode, int fd)
{
	int err;

	if (!m->want->netns || idhash_find(m->want->netns, inode))
		return 0;
	err = idhash_add(&m->seen, inode, 0);
	if (err)
		return err == -ENOMEM ? err : 0;
	return fd_refs_add(&m->finds.netns, inode, m->pid, fd);
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

void fd_match_free(struct fd_match *m)
{
	fd_finds_free(&m->finds);
	idhash_free(&m->seen);
}
