/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What no socket holds: TIME_WAIT, half-open requests, waiting packets. */
#ifndef KMW_ACCOUNT_SOCKETS_WAITS_H
#define KMW_ACCOUNT_SOCKETS_WAITS_H

#include <stdbool.h>
#include <stdint.h>

#include "util/opt.h"

struct netns;
struct nfqueue;
struct snapshot;

/* Sums of TCP over the namespaces; unknown where none tells. */
struct waits {
	struct opt_u64 time_wait;     /* sockstat tw */
	struct opt_u64 max_time_wait; /* of each; the initial one's */
	struct opt_u64 syn_recv;      /* rows of the dumps */
	const struct netns *fullest;  /* nearest to its tcp_max_tw_buckets */
	double fullest_percent;	      /* 0 where fullest is NULL */
	bool partial;		      /* not all namespaces were seen */
};

void account_waits(const struct snapshot *snap, struct waits *ret);

/* Backlogs of all qdiscs. */
uint64_t account_backlog(const struct snapshot *snap);

/*
 * An NFQUEUE's memory, estimated: a full Ethernet frame's buffer (2304 bytes)
 * for each packet. One that GSO left whole is up to 64 KiB.
 */
uint64_t nfqueue_estimate(const struct nfqueue *q);

#endif
