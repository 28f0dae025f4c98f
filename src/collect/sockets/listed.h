/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inodes of all TCP and UDP sockets that the kernel's dumps show, also of
 * those that hold nothing: a socket fd with another inode is in no dump. A pass
 * of its own, for the case that memory is missing: 4 bytes a socket.
 */
#ifndef KMW_COLLECT_SOCKETS_LISTED_H
#define KMW_COLLECT_SOCKETS_LISTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct netns_home;
struct netns_places;
struct snapshot;

struct inodes {
	uint32_t *v; /* ascending once inodes_sort() was called */
	size_t n;
	size_t cap;
};

/*
 * Adds those of the namespaces from the place first on; where the sockstat in
 * snap->netns counts none, none are asked for. One that cannot be
 * entered or dumped makes the answer incomplete. Returns 0 (all of them), 1
 * (incomplete), -ENOTRECOVERABLE (we are lost in a namespace) or -ENOMEM.
 */
int listed_inodes(const struct snapshot *snap, const struct netns_home *home,
		  const struct netns_places *places, size_t first,
		  struct inodes *ret);

void inodes_sort(struct inodes *s);

bool inodes_has(const struct inodes *s, uint64_t inode);

void inodes_free(struct inodes *s);

#endif
