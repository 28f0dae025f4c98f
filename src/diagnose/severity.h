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

enum limit {
	LIMIT_SHORT,	    /* available below: short of memory */
	LIMIT_NEARLY_OUT,   /* available below: nearly out */
	LIMIT_QUEUE_NOTICE, /* queues of one program */
	LIMIT_QUEUE_WARNING,
	LIMIT_HOLDER_NOTICE, /* a ring, a slab cache, socket objects … */
	LIMIT_HOLDER_WARNING,
	LIMIT_PART_NOTICE, /* a whole part of the kernel's share */
	LIMIT_PART_WARNING,
	LIMIT_SHMEM,	/* shmem in no page table */
	LIMIT_NAMELESS, /* in no counter: who has it is worth a walk */
	LIMIT_UNSEEN_NOTICE,
	LIMIT_UNSEEN_WARNING,
	LIMIT_PROCESS_MAP_NOTICE, /* one kind of memory inside one process */
	LIMIT_PROCESS_MAP_WARNING,
};

/* Queues that are full and dropping: a notice at any size of machine. */
#define FULL_NOTICE_BYTES (8ULL << 20)
#define FULL_NOTICE_SOCKETS 8
/* One socket that drops and holds this much: a warning. */
#define DROPPING_WARNING_BYTES (64ULL << 20)
/* A program at this percentage of its protocol's limit: a warning. */
#define OF_PROTOCOL_WARNING 25
/* A cgroup against its own limit, percent: a warning. */
#define OF_CGROUP_LIMIT 90
/* A program's queues, at this percentage of its cgroup's limit: a warning. */
#define OF_CGROUP_WARNING 25
/* A protocol against its working limit, percent. */
#define PROTOCOL_NOTICE 50
#define PROTOCOL_WARNING 75
/* And that much of what the process has resident, percent. */
#define OF_PROCESS_UNTRACKED 10
#define OF_PROCESS_STACKS 10
#define OF_PROCESS_ARENAS 25
/* That many heaps that are not full are arenas of many threads. */
#define ARENAS_SPREAD 8
/* What grows without a stop reaches a limit within: a warning, critical. */
#define GROWTH_WARNING_SECONDS 86400.0
#define GROWTH_CRITICAL_SECONDS 3600.0
/* PSI full avg10, percent: the machine stands still for memory. */
#define PSI_NEARLY_OUT 5.0

/* The machine as thresholds see it. */
struct scale {
	struct opt_u64 base;  /* MemTotal - hugetlb; LowTotal with HighTotal */
	struct opt_u64 total; /* MemTotal */
	struct opt_u64 available; /* and what ZFS gives back */
	bool short_of_memory;
	bool nearly_out;
};

void scale_of(const struct snapshot *snap, const struct account *acct,
	      struct scale *ret);

/* The bytes of a limit on this machine, base known. */
uint64_t scale_limit(const struct scale *s, enum limit limit);

/*
 * NOTICE or WARNING where bytes reach the limit, else OK. Where the machine's
 * size is unknown: a notice from 64 MiB, a warning from 512 MiB.
 */
enum severity scale_judge(const struct scale *s, uint64_t bytes,
			  enum limit notice, enum limit warning);

#endif
