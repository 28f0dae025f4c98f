/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How what was seen is noted, by a walk or as the kernel reported it. */
#ifndef KMW_COLLECT_OWNERS_FD_NOTE_H
#define KMW_COLLECT_OWNERS_FD_NOTE_H

#include <stddef.h>
#include <stdint.h>

struct fd_match;
struct fd_refs;

/* A program may have a million of anything: what is kept of it is bounded. */
enum { UNDUMPED_MAX = 262144, CLOSED_MAX = 65536, CARRIERS_MAX = 4096 };

/*
 * Notes an fd of the process that m is at, at most max of them, and none
 * that /proc/PID/fd does not have (-1). All return 0 or -ENOMEM.
 */
int fd_note_some(struct fd_match *m, struct fd_refs *refs, size_t max,
		 uint64_t inode, int fd);

/* A socket: notes its owner where it is wanted. */
int fd_saw_owner(struct fd_match *m, uint64_t inode, int fd);

/* A TCP or UDP socket that no dump has. */
int fd_saw_undumped(struct fd_match *m, uint64_t inode, int fd);

/* A network namespace: noted where it is not known. */
int fd_saw_netns(struct fd_match *m, uint64_t inode, int fd);

#endif
