/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside the cache. */
#ifndef KMW_COLLECT_BASE_CACHE_PARTS_H
#define KMW_COLLECT_BASE_CACHE_PARTS_H

#include <stdint.h>

#include "collect/base/cache.h"
#include "collect/base/netns_memory.h"
#include "collect/base/pace.h"
#include "util/idhash.h"

#define NS_PER_S 1000000000

struct cached_pss {
	struct process p;
	int64_t read_ms; /* when the Pss was read */
	uint64_t rss_then;
	int64_t uid_ms; /* when the user was read */
	bool read;
};

struct cached_owner {
	uint32_t next; /* of the same socket: 1 + index; 0 none */
	pid_t pid;
	int32_t fd;
	uint8_t via;
	uint64_t start_time;
};

struct cached_owners {
	struct cached_owner *v;
	size_t n;
	size_t cap;
};

struct collect_cache {
	int64_t interval_ns;
	uint64_t samples;
	int64_t now_ms;
	struct memory memory;
	uint64_t memory_sample; /* number of the sample it is of; 0 none */
	int64_t memory_ms;
	struct cached_pss *pss; /* by pid */
	size_t n_pss;
	pid_t *pids; /* all of the last sample, kernel threads too */
	size_t n_pids;
	uint32_t kernel_threads; /* among them */
	struct pace table;
	struct netns_memory netns;
	int64_t pss_began_ns; /* CPU time; -1 not yet in this sample */
	int64_t giant_credit_ns;
	struct idhash socks; /* key of a socket: 1 + index of owners; 0 none */
	struct idhash missing; /* sockets without, in the last sample */
	struct cached_owners owners;
	struct pace walk;
};

#endif
