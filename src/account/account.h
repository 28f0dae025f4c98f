/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a snapshot to sums: pure functions, no I/O, no clock. Differences are
 * signed and never clamped; what rests on an unknown number is unknown.
 */
#ifndef KMW_ACCOUNT_ACCOUNT_H
#define KMW_ACCOUNT_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "model/kernel/consumer.h"
#include "account/oom/oom.h"
#include "account/process_map.h"
#include "account/sockets/drops.h"
#include "model/socket/socket.h"
#include "util/opt.h"

struct snapshot;

/* Raw sums of /proc/PID/smaps_rollup; all unknown without Pss. */
struct pss_sums {
	struct opt_u64 total;
	struct opt_u64 anon;
	struct opt_u64 file;
	struct opt_u64 shmem;
	struct opt_u64 swap;
	struct opt_i64 unread_anon; /* AnonPages - anon */
	struct opt_i64
		kernel_mapped; /* file beyond the file cache: kernel pages */
};

/* The terms of parts.def add up to total to the byte; see kmemwhere(8). */
struct identity {
	struct opt_u64 total;
#define MEMORY_TERM(id, member, ...) struct opt_i64 member;
#include "model/memory/parts.def"
	struct opt_u64 error; /* >= 0: how far kernel may be off */
	struct opt_u64 available;
	bool available_estimated; /* no MemAvailable line */
	bool lru_form;		  /* swap cache: the LRU lists decide */
	/* of kernel: on the LRU lists, but in no page table and in no file;
	 * known where it is more than counters blur, and without swap cache */
	struct opt_u64 unmapped;
	struct opt_i64 textbook; /* as the textbook has it, to compare */
	struct pss_sums pss;
};

/* A named share of what no part counts. Only exact rows enter the sum. */
struct other_part {
	const char *name; /* static: "zspages", "cma" … */
	uint64_t bytes;
	enum basis basis;
	pid_t pid;	 /* its holder, 0 where none is known */
	char holder[48]; /* raw, hostile: its comm, an interface … */
};

#define OTHER_PARTS_MAX 48

/* The parts of identity.kernel; with unaccounted they add up to it. */
struct kernel_parts {
#define MEMORY_PART(id, member, ...) struct opt_i64 member;
#include "model/memory/parts.def"
	struct other_part other[OTHER_PARTS_MAX];
	size_t n_other;
	size_t n_counted; /* the first ones: by counters of the kernel */
	/* overlays, never summed */
	struct opt_u64 of_kernel_stack;
	struct opt_u64 of_sockets;	/* what sockets hold, at most slab and
				    * unaccounted: clones share their data */
	struct opt_u64 sockets_claimed; /* the sum of truesize, as it is */
	bool sockets_capped;		/* claimed is more than can be */
	bool sockets_partial;		/* not all sockets were seen */
	struct opt_u64 of_page_pool;
	struct opt_u64 of_zfs_arc;
	struct opt_u64 of_unevictable_cache; /* Unevictable - Mlocked */
	struct opt_u64 of_swap_cached;
	struct opt_u64 of_mlocked;
	struct opt_i64 kmalloc_large; /* Slab - sum of slabinfo */
};

enum proto_state {
	PROTO_STATE_OK,
	PROTO_PRESSURE,
	PROTO_EXHAUSTED,
	PROTO_STATE_UNKNOWN
};

/* A protocol's memory against its limits. */
struct proto_sum {
	struct opt_u64 sockets;	  /* rows of all dumps, else sockstat */
	struct opt_u64 used;	  /* sockstat mem, host-wide */
	struct opt_u64 limits[3]; /* min, pressure, max */
	struct opt_u64 effective; /* the larger of used and charged */
	struct opt_u64 limit;	  /* where it really stops */
	double ratio;		  /* effective / limit; limit known */
	enum proto_state state;
	struct opt_i64 charged;	    /* of all dumped sockets */
	struct opt_i64 unseen;	    /* used - charged */
	struct opt_u64 tolerance;   /* what blur explains of it */
	struct opt_u64 held;	    /* of all dumped sockets */
	struct opt_i64 alloc;	    /* TCP */
	struct opt_i64 in_table;    /* TCP */
	struct opt_i64 orphans;	    /* TCP */
	struct opt_u64 max_orphans; /* TCP */
	struct opt_u64 receive_buffer_errors;
	struct opt_u64 memory_errors;
	bool partial; /* a sum over sockets or namespaces lacks some of them */
};

/* The sockets of one process; a shared one counts in full for each owner. */
struct holder {
	pid_t pid;
	uint32_t sockets; /* that hold memory */
	uint64_t held_bytes;
	uint64_t drops;
};

#define NO_SOCK UINT32_MAX

struct account {
	struct identity id;
	struct kernel_parts kernel;
	struct proto_sum proto[PROTO_ACCOUNTED_N];
	struct drop_sum drops[DROP_KINDS_N];
	struct process_map_account process_map; /* of snapshot.inside */
	struct oom_sums oom;			/* of snapshot.oom */
	struct holder *holders;			/* ranked by held bytes */
	size_t n_holders;
	uint32_t *sock_rank;	/* indices of snapshot.socks by held */
	uint32_t *process_rank; /* indices of snapshot.processes by Pss */
	uint32_t *slab_rank;	/* indices of memory.slabs by bytes */
	uint32_t *memcg_rank; /* indices of snapshot.memcgs by socket memory */
	uint32_t *partner;    /* of each sock: the other end on this
					 * machine, or NO_SOCK; UNIX: who
					 * should read what it sent */
};

/* Sums up a snapshot. Returns 0 or -ENOMEM. */
int account(const struct snapshot *snap, struct account *ret);

void account_free(struct account *a);

/* The parts, each from the snapshot alone. */
void account_identity(const struct snapshot *snap, struct identity *ret);
void account_kernel(const struct snapshot *snap, const struct identity *id,
		    struct kernel_parts *ret);
void account_protocols(const struct snapshot *snap,
		       struct proto_sum ret[PROTO_ACCOUNTED_N]);
int account_sockets(const struct snapshot *snap, struct account *ret);

/*
 * The kernel's term; where AnonPages is missing (before 2.6.18, or cut off) what
 * is neither free nor on a list of pages. Not for the six terms: processes' is
 * unknown then.
 */
struct opt_i64 account_kernel_by_lru(const struct snapshot *snap,
				     const struct account *acct);

/* What is counted of it: without the remainder. */
int64_t account_kernel_parts(const struct kernel_parts *k);

/*
 * What no counter of the kernel has, with what has a holder all the same: those
 * are not asked for each sample, and their sum must not jump when they are.
 */
struct opt_i64 account_uncounted(const struct kernel_parts *k);

/* Huge pages of all sizes that are neither used nor reserved. */
struct opt_u64 account_hugetlb_idle(const struct snapshot *snap);

/* The holder with that pid, or NULL. */
const struct holder *account_holder(const struct account *a, pid_t pid);

const char *basis_name(enum basis basis);
const char *proto_state_name(enum proto_state state);

#endif
