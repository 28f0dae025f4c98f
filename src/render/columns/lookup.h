/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the ids in a socket to names and sums, in constant time: lists of
 * 100k rows must not search a list for each of them.
 */
#ifndef KMW_RENDER_COLUMNS_LOOKUP_H
#define KMW_RENDER_COLUMNS_LOOKUP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/idhash.h"

struct holder;
struct netns;
struct report;
struct sock;
struct sock_owner;

struct lookup {
	const struct report *r;
	struct idhash cgroups; /* id: index of snapshot.cgroups */
	struct idhash holders; /* pid: index of account.holders */
};

/* Returns 0 or -ENOMEM. r must live as long. */
int lookup_init(const struct report *r, struct lookup *ret);

void lookup_free(struct lookup *l);

/* The raw path of its owner's cgroup, else of its creator's, or NULL. */
const char *lookup_cgroup(const struct lookup *l, const struct sock *s);

/* The sums of that process, or NULL where no socket of it holds memory. */
const struct holder *lookup_holder(const struct lookup *l, pid_t pid);

/* The raw comm, or NULL where the process is not in the table. */
const char *lookup_comm(const struct lookup *l, pid_t pid);

/* The raw name of who has it, where no pid is told; else NULL. */
const char *lookup_program(const struct lookup *l, const struct sock *s);

/* sock.name as it came, or NULL. */
const char *lookup_name(const struct lookup *l, const struct sock *s);

/* The namespace of a socket, or NULL. */
const struct netns *lookup_netns(const struct lookup *l, const struct sock *s);

/* The first of s->n_owners owners, or NULL where there is none. */
const struct sock_owner *lookup_owners(const struct lookup *l,
				       const struct sock *s);

/*
 * Whether the kernel told the uid. TIME_WAIT and SYN_RECV rows have none;
 * rows without an inode say 0 before 6.17 (sk_uid was cleared with the inode).
 */
bool lookup_uid_known(const struct lookup *l, const struct sock *s);

/* The finding's code of snapshot.socks[i], or NULL. */
const char *lookup_finding(const struct lookup *l, size_t i);

#endif
