/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pipes and FIFOs, each once, and how much is in them. */
#ifndef KMW_COLLECT_KERNEL_PIPES_H
#define KMW_COLLECT_KERNEL_PIPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/idhash.h"

struct snapshot;

struct pipe_seen {
	uint64_t inode;
	pid_t pid;   /* who reads from it; else who writes */
	int32_t fd;  /* of pid */
	bool reader; /* fd is a read end */
};

struct pipes {
	struct pipe_seen *v;
	size_t n;
	size_t cap;
	struct idhash by_inode;
	bool cut; /* there were more than are worth their memory */
};

/*
 * Notes an fd of a pipe; dev tells the file systems of FIFOs apart, 0 is that
 * of the pipes without a name. Returns 0 or -ENOMEM.
 */
int pipes_note(struct pipes *p, uint64_t dev, uint64_t inode, pid_t pid, int fd,
	       bool reader);

/*
 * How much is in each. Nothing in /proc tells it: a pipe that has a reader is
 * opened for reading for the time of two calls, by its inode and not by the fd
 * that may be another file by now. One without a reader is not: its writer is
 * to learn that nobody reads. Adds the consumers "pipes": exact where a pipe
 * is full, an estimate (whole pages) where it is not, an upper bound (the usual
 * size) where it could not be opened. Returns 0 or -ENOMEM.
 */
int pipes_measure(int proc, struct pipes *p, struct snapshot *snap);

void pipes_free(struct pipes *p);

#endif
