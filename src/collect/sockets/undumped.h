/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sockets that are in no dump and still hold data: TCP in CLOSE keeps what was
 * not read until its fd is closed, and so does a UDP socket that was
 * disconnected by connect(AF_UNSPEC).
 */
#ifndef KMW_COLLECT_SOCKETS_UNDUMPED_H
#define KMW_COLLECT_SOCKETS_UNDUMPED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sys/types.h>

#include "model/socket/socket.h"

struct bpf_sock_facts;
struct fd_refs;
struct netns_places;
struct snapshot;
struct source;

/* A socket that was found so, until its namespace has an index. */
struct undumped {
	struct sock sock;
	uint64_t netns; /* inode */
	pid_t pid;	/* one that has it */
	int32_t fd;	/* its fd there; -1: not known */
};

struct undumped_list {
	struct undumped *v;
	size_t n;
	size_t cap;
};

/* The socket that the kernel's iterator reported, in its units. Pure. */
void undumped_of(const struct bpf_sock_facts *facts, uint32_t inode,
		 struct undumped *ret);

/*
 * Borrows each of the fds (intrusive.h): appends those that hold memory to ret
 * and the namespaces that places does not have yet to it. What cannot be asked
 * is a gap. Returns 0 or -ENOMEM.
 */
int undumped_borrow(const struct source *src, const struct fd_refs *refs,
		    struct snapshot *snap, struct netns_places *places,
		    struct undumped_list *ret);

/*
 * Adds them to snap->socks, to the totals of their protocols and to the counts
 * of their namespaces. Returns 0 or -ENOMEM.
 */
int undumped_add(const struct undumped_list *from, struct snapshot *snap);

/*
 * Adds them, each once, however many fds it has, and their processes to owners
 * (in no order). netns_self: only those of namespaces that snap has; else
 * theirs is added, not looked into. Returns 0 or -ENOMEM.
 */
int undumped_add_owned(const struct undumped_list *from, bool netns_self,
		       struct snapshot *snap, struct sock_owners *owners);

#endif
