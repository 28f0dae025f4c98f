/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the supervisor and its workers share. Inside run/guard/. */
#ifndef KMW_RUN_GUARD_PAGE_H
#define KMW_RUN_GUARD_PAGE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "system/at.h"

#define LEFT_OUT_MAX 64

/* Who is not touched any more, besides those that are on the list. */
enum guard_level {
	LEVEL_LISTED,
	LEVEL_USERS, /* processes of others than root in the host's namespace */
	LEVEL_ALL,
};

/* A process, or a path, that held a reader up. */
struct left_out {
	int32_t pid; /* 0: path */
	int32_t what;
	int32_t reader;	    /* the thread that was held up */
	uint32_t waited_ms; /* 0: it is remembered of a run before */
	/* what the next worker finds out */
	bool resolved;
	uint32_t uid;	       /* the real one */
	uint64_t userns;       /* 0: unknown */
	uint64_t start;	       /* of the process: field 22 of its stat */
	uint64_t reader_start; /* 0: the reader is gone */
	uint64_t since_s;      /* CLOCK_BOOTTIME */
	char comm[16];
	char path[AT_PATH_MAX];
};

struct guard_page {
	struct at_slot slots[AT_SLOTS];
	atomic_ulong samples; /* that were finished, of all workers */
	/* of the supervisor; no worker runs while it writes */
	unsigned restarts; /* workers that were given up */
	unsigned failures; /* since a sample succeeded */
	unsigned level;	   /* enum guard_level */
	unsigned level_ms; /* after how long it came to that */
	size_t n;
	struct left_out left[LEFT_OUT_MAX];
};

#endif
