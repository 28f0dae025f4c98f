/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much is too much: the one table of thresholds, and the scale of the
 * machine that they are taken of. kmemwhere(8) prints the same table.
 */
#ifndef KMW_DIAGNOSE_SEVERITY_H
#define KMW_DIAGNOSE_SEVERITY_H

#include <stdbool.h>
#include <stdint.h>

#include "diagnose/diagnose.h"
#include "util/opt.h"

struct account;
struct snapshot;

/* A row each in the table of severity.c: a share of the machine … */
enum limit {
	LIMIT_NONE,
	LIMIT_SHORT,	    /* available below: short of memory */
	LIMIT_NEARLY_OUT,   /* available below: nearly out */
	LIMIT_PRESSED,	    /* available below, and tasks stall: nearly out */
	LIMIT_QUEUE_NOTICE, /* queues of one program */
	LIMIT_QUEUE_WARNING,
	LIMIT_HOLDER_NOTICE, /* a ring, a slab cache, socket objects … */
	LIMIT_HOLDER_WARNING,
	LIMIT_PART_NOTICE, /* a whole part of the kernel's share */
	LIMIT_PART_WARNING,
	LIMIT_UNCOUNTED, /* in no counter of a kernel that does not count all */
	LIMIT_SHMEM,	 /* shmem in no page table */
	LIMIT_NAMELESS,	 /* in no counter: who has it is worth a walk */
	LIMIT_UNSEEN_NOTICE,
	LIMIT_UNSEEN_WARNING,
	LIMIT_PROCESS_MAP_NOTICE, /* one kind of memory inside one process */
	LIMIT_PROCESS_MAP_WARNING,

	/* … or a number, see limit_number() */
	LIMIT_FULL_BYTES,   /* queues that are full and dropping: a notice */
	LIMIT_FULL_SOCKETS, /* so many of them: likewise */
	LIMIT_LEFT_OPEN_NOTICE, /* CLOSE_WAIT sockets of one program */
	LIMIT_LEFT_OPEN_WARNING,
	LIMIT_ORPHANS_NOTICE, /* where tcp_max_orphans is unknown */
	LIMIT_ORPHANS_WARNING,
	LIMIT_BUSY_SOCKET,    /* bytes of each: less is what busy ones hold */
	LIMIT_DROPS,	      /* so many are no accident */
	LIMIT_DROPS_PERCENT,  /* of all that came: likewise */
	LIMIT_ACCEPT_FULL,    /* connections in a full accept queue */
	LIMIT_ACCEPT_LONG,    /* in one whose limit is unknown */
	LIMIT_DROPPING_BYTES, /* held by one socket that drops: a warning */
	/* percent */
	LIMIT_OF_PROTOCOL, /* a program, of its protocol's: a warning */
	LIMIT_OF_CGROUP,   /* a program's queues, of its cgroup's: likewise */
	LIMIT_CGROUP,	   /* a cgroup, of its own: a warning */
	LIMIT_PROTOCOL_NOTICE, /* a protocol, of its working limit */
	LIMIT_PROTOCOL_WARNING,
	LIMIT_FRAGMENTS,      /* of ipfrag_high_thresh: nearly full */
	LIMIT_HUGETLB_NOTICE, /* idle huge pages, of MemTotal */
	LIMIT_HUGETLB_WARNING,
	LIMIT_OF_PROCESS_UNTRACKED, /* of what a process has resident */
	LIMIT_OF_PROCESS_STACKS,
	LIMIT_OF_PROCESS_ARENAS,
	LIMIT_PSI, /* full avg10: the machine stands still for memory */
	/* so many heaps that are not full are arenas of many threads */
	LIMIT_ARENAS_SPREAD,
	/* what grows without a stop reaches a limit within so many seconds */
	LIMIT_GROWTH_WARNING,
	LIMIT_GROWTH_CRITICAL,
};

/* The machine as thresholds see it. */
struct scale {
	struct opt_u64 base;  /* MemTotal - hugetlb; LowTotal with HighTotal */
	struct opt_u64 total; /* MemTotal */
	struct opt_u64 available; /* and what ZFS gives back */
	bool at_ease;		  /* half of memory is available */
	bool short_of_memory;
	bool nearly_out;
};

void scale_of(const struct snapshot *snap, const struct account *acct,
	      struct scale *ret);

/* The bytes of a limit on this machine, base known. */
uint64_t scale_limit(const struct scale *s, enum limit limit);

/* A limit that is no share of the machine: percent, bytes, a count, seconds. */
uint64_t limit_number(enum limit limit);

/*
 * NOTICE or WARNING where bytes reach the limit, else OK. Where the machine's
 * size is unknown: a notice from 64 MiB, a warning from 512 MiB.
 */
enum severity scale_judge(const struct scale *s, uint64_t bytes,
			  enum limit notice, enum limit warning);

#endif
