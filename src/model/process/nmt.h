/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a JVM says of its own memory: `jcmd PID VM.native_memory`. It knows
 * what HotSpot itself reserved and allocated, not what native libraries did.
 */
#ifndef KMW_MODEL_PROCESS_NMT_H
#define KMW_MODEL_PROCESS_NMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/opt.h"

#define NMT_CATEGORIES_MAX 64

struct nmt_category {
	char name[40]; /* "Java Heap"; raw */
	struct opt_u64 reserved;
	struct opt_u64 committed;
	struct opt_u64 malloc;	 /* with the arenas that are made of it */
	struct opt_u64 mmap;	 /* committed; stacks of threads, too */
	struct opt_i64 grown;	 /* committed, against a baseline (*.diff) */
	struct opt_u64 resident; /* of its ranges; see process_map_range() */
};

/* A range that the JVM has reserved. */
struct nmt_range {
	uint64_t start;
	uint64_t end;
	uint8_t category; /* index, or NMT_CATEGORIES_MAX */
};

struct nmt {
	struct nmt_category v[NMT_CATEGORIES_MAX];
	size_t n;
	struct opt_u64 reserved;
	struct opt_u64 committed;
	struct opt_u64 malloc;	  /* of all categories: it lies in the heap */
	struct opt_i64 grown;	  /* committed, against a baseline */
	struct opt_u64 pid;	  /* jcmd's first line */
	bool detail;		  /* ranges were given */
	struct nmt_range *ranges; /* by address, none overlaps another */
	size_t n_ranges;
	size_t cap;
};

void nmt_free(struct nmt *n);

/* The category with that name, or NULL. */
const struct nmt_category *nmt_find(const struct nmt *n, const char *name);

/* Sorts the ranges and cuts what overlaps. */
void nmt_sort(struct nmt *n);

#endif
