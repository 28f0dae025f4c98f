/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who held the memory when the kernel had none left. */
#ifndef KMW_ACCOUNT_OOM_OOM_H
#define KMW_ACCOUNT_OOM_OOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "model/memory/memory.h"
#include "util/opt.h"

struct oom_area;
struct snapshot;

/* The processes of one command. */
struct oom_holder {
	const char *comm; /* of the snapshot, raw; NULL: no task table */
	size_t processes;
	pid_t pid;	/* the largest one */
	uint64_t bytes; /* rss and swap; shared pages at most once each */
	uint64_t rss;
	uint64_t swap;
};

struct oom_sums {
	struct oom_holder holder; /* the largest command */
	struct opt_u64 anon;	  /* of all processes, as well as is known */
	bool anon_at_most;	  /* page cache may be in it */
	struct opt_u64 other;	  /* the largest part that is no process's */
	struct opt_u64 killed;	  /* resident memory of who was killed */
	enum tristate holder_was_killed;
	/* the largest zone without free memory above its minimum; or NULL */
	const struct oom_area *short_zone;
	struct opt_u64 free; /* of it, else of all */
	struct opt_u64 min;
	struct opt_u64 min_all;	     /* of all zones */
	struct opt_u64 largest_free; /* block of it, else of all zones */
	struct opt_u64 present;	     /* of all zones, before 3.8 with holes */
};

/* All unknown where the snapshot is of no such report. 0 or -ENOMEM. */
int account_oom(const struct snapshot *snap, struct oom_sums *ret);

#endif
