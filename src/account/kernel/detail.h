/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sums of what is inside the kernel's counters: snapshot.detail. */
#ifndef KMW_ACCOUNT_KERNEL_DETAIL_H
#define KMW_ACCOUNT_KERNEL_DETAIL_H

#include <stddef.h>
#include <stdint.h>

#include "model/kernel/detail.h"
#include "util/opt.h"

struct slab_cache;
struct snapshot;

/* Slabs that its objects in use do not need: 0 where nothing is to spare. */
uint64_t slab_waste(const struct slab_cache *c);

/* Why a process has so many page tables. */
enum tables_why {
	TABLES_NONE,   /* not known */
	TABLES_MEMORY, /* they follow from what it has mapped */
	TABLES_SHARED, /* most of what it maps is shared memory */
	TABLES_SPARSE, /* much more than what it has needs */
};

enum tables_why tables_why(const struct task_memory *t);

/* A sentence's end: "maps 3 GiB of shared memory with small pages". */
const char *tables_why_text(enum tables_why why);

/* What ranks a process: bytes of one kind, 0 where it has none. */
enum task_rank {
	TASKS_BY_TABLES,
	TASKS_BY_HUGETLB,
	TASKS_BY_THREADS,
	TASKS_BY_PINNED
};

uint64_t task_rank_value(const struct task_memory *t, enum task_rank by);

/*
 * The n largest of them as indices of snapshot.detail.tasks, none that is 0.
 * Returns how many.
 */
size_t tasks_top(const struct snapshot *snap, enum task_rank by, uint32_t *ret,
		 size_t n);

/* The sum of it over all processes that were read. */
uint64_t tasks_sum(const struct snapshot *snap, enum task_rank by);

/* One kernel stack: KernelStack over threads, to the nearest power of two. */
struct opt_u64 stack_bytes(const struct snapshot *snap);

/* BPF objects of one counter, or of all: COUNTED_OTHERWISE. */
uint64_t bpf_sum(const struct snapshot *snap, enum counted_in where);

/* Shared memory that was found, against Shmem. */
struct shm_sums {
	uint64_t named;		/* objects, none twice */
	struct opt_i64 unnamed; /* Shmem - named: anonymous maps, unseen mounts,
				 * graphics */
	struct opt_i64 unmapped; /* of that surely in no process: less Pss */
};

void shm_sum(const struct snapshot *snap, struct opt_u64 pss_shmem,
	     struct shm_sums *ret);

#endif
