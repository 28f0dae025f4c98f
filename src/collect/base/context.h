/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all steps of one report are given: from where, how, and to where. */
#ifndef KMW_COLLECT_BASE_CONTEXT_H
#define KMW_COLLECT_BASE_CONTEXT_H

#include <stdbool.h>

#include "collect/base/fd_walk.h"
#include "source/source.h"

struct collect_cache;
struct snapshot;

struct collect_opts {
	struct collect_cache *cache; /* of the samples before; NULL: once */
	bool no_pss;		     /* do not walk page tables for Pss */
	bool netns_self;	     /* only the namespace that we are in */
	bool keep_all;		     /* keep sockets that hold nothing, too */
	bool no_owners;		     /* do not look for processes of sockets */
	bool no_cgroups;	     /* nobody asks for the sockets' cgroups */
	bool all_cgroups;  /* those of owners of next to nothing, too */
	bool no_processes; /* nor read the process table: sockets alone */
	bool intrusive;	   /* borrow fds of processes (pidfd_getfd) */
	bool no_bpf;	   /* walk the fds in /proc */
};

struct collect {
	struct source src;
	bool borrowed; /* it is closed by whom it belongs to */
	struct collect_opts opts;
	struct snapshot *snap;
	int proc; /* an fd of /proc, or -errno; of a capture -ENOENT */
	struct fd_walk fds;
};

/* One that reads nothing, of a recording: it may be ended as the others. */
static inline struct collect collect_none(struct snapshot *snap)
{
	return (struct collect){ .src = { .root = -1 },
				 .snap = snap,
				 .proc = -1 };
}

/*
 * Of this machine: nothing is read yet, and snap is filled step by step.
 * Returns 0 or -errno.
 */
int collect_begin(const struct collect_opts *opts, struct snapshot *snap,
		  struct collect *ret);

/* Of a capture whose snapshot is there, for collect_detail(); src stays open. */
void collect_begin_captured(const struct source *src, struct snapshot *snap,
			    struct collect *ret);

/* The snapshot stays. */
void collect_end(struct collect *c);

#endif
