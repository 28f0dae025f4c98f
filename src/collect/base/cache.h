/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one sample leaves for the next, so that a sample costs little: memory
 * files that are dear to read, Pss, and who has which socket.
 */
#ifndef KMW_COLLECT_BASE_CACHE_H
#define KMW_COLLECT_BASE_CACHE_H

#include <stdbool.h>

#include "model/memory/memory.h"
#include "model/process/process.h"
#include "model/socket/socket.h"

struct netns_memory;
struct snapshot;

struct collect_cache;

/* For samples so many seconds apart. Returns NULL: no memory. */
struct collect_cache *collect_cache_new(double interval);

void collect_cache_free(struct collect_cache *c);

/* A sample begins. */
void cache_begin(struct collect_cache *c);

/* Who is in which network namespace; of no cache: NULL. */
struct netns_memory *cache_netns(struct collect_cache *c);

/* Whether the dear memory files are due: each tenth time, or MemFree moved. */
bool cache_wants_memory(struct collect_cache *c, const struct memory *m);

/* Keeps zoneinfo, slabinfo and what belongs to them. 0 or -ENOMEM. */
int cache_keep_memory(struct collect_cache *c, const struct memory *m);

/* Puts them into a sample that did not read them. 0 or -ENOMEM. */
int cache_give_memory(const struct collect_cache *c, struct memory *m);

/* Whether the process table is due: it may take a 200th of the time. */
bool cache_wants_table(const struct collect_cache *c);

/* Around a reading of all of it. */
void cache_table_begins(struct collect_cache *c);
void cache_table_ends(struct collect_cache *c);

/*
 * Keeps which pids there are, ascending, and how many of them are kernel
 * threads. Returns 0 or -ENOMEM.
 */
int cache_keep_pids(struct collect_cache *c, const pid_t *pids, size_t n,
		    uint32_t kernel_threads);

/* Those of the pids that are new, at most cap of them; returns how many. */
size_t cache_new_pids(const struct collect_cache *c, const pid_t *pids,
		      size_t n, pid_t *ret, size_t cap);

/*
 * The processes of before that are still there, with what they had then, and
 * how old that is. Returns 0 or -ENOMEM.
 */
int cache_give_table(const struct collect_cache *c, const pid_t *pids, size_t n,
		     struct processes *ret);

/*
 * Gives the processes their Pss of before, and lists those that are due: RSS
 * moved, or the reading is old; the longest due first, giants last and only as
 * often as their cost allows. ret has room for all; returns how many.
 */
size_t cache_give_pss(struct collect_cache *c, struct processes *ps,
		      uint32_t *ret);

/* Whether there is time for one more of them, of that RSS. */
bool cache_may_read_pss(struct collect_cache *c, uint64_t rss_bytes);

/*
 * The user of a process of the sample before; *at goes along as the processes
 * do, by pid. False: it is new, or its user is too old to be believed.
 */
bool cache_uid(const struct collect_cache *c, const struct process *p,
	       size_t *at, uint32_t *ret);

/* Keeps what the processes have; now: those read this time. 0 or -ENOMEM. */
int cache_keep_pss(struct collect_cache *c, const struct processes *ps,
		   const bool *now);

/* Keeps what a walk over all fds counted. */
void cache_keep_counts(struct collect_cache *c, const struct processes *ps);

/* Whether the Pss of that process was ever asked for; after keeping it. */
bool cache_pss_was_read(const struct collect_cache *c, size_t process);

/*
 * Whether a walk over all fds is due: sockets have no owner, or the owners are
 * old; no more often than it takes a hundredth of the time.
 */
bool cache_wants_owners(struct collect_cache *c, const struct snapshot *snap);

/*
 * Gives the sockets the owners of before, whose processes still live, grouped
 * as group_owners() does. Returns 0 or -ENOMEM.
 */
int cache_give_owners(struct collect_cache *c, struct snapshot *snap);

/* Around a walk. keep returns 0 or -ENOMEM. */
void cache_walk_begins(struct collect_cache *c);
int cache_keep_owners(struct collect_cache *c, const struct snapshot *snap);

#endif
