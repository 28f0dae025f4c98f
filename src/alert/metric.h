/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The figures that thresholds are set for, and that --check reports. */
#ifndef KMW_ALERT_METRIC_H
#define KMW_ALERT_METRIC_H

#include <stdbool.h>
#include <sys/types.h>

#include "diagnose/diagnose.h"
#include "util/opt.h"

struct account;
struct snapshot;

enum metric {
	METRIC_KERNEL,	    /* the kernel's share of memory */
	METRIC_UNACCOUNTED, /* of it, what no counter names */
	METRIC_UDP,	    /* of its working limit, udp_mem[0] */
	METRIC_TCP,	    /* of its working limit, tcp_mem[2] */
	METRIC_HOLDER,	    /* sockets of the process that holds most */
	METRIC_AVAILABLE,   /* MemAvailable; too little is bad */
	METRIC_N
};

struct metric_value {
	struct opt_i64 bytes; /* unknown where only a part was seen */
	/* what bounds it then, by what was seen */
	struct opt_i64 least;
	struct opt_i64 most;
	struct opt_u64 whole; /* what a percentage is of */
	pid_t pid;	      /* METRIC_HOLDER, else 0 */
};

/* "kernel", "udp" … */
const char *metric_name(enum metric m);

/* Of the finding that its threshold is crossed. */
enum finding_code metric_code(enum metric m);

/* The same in words: "memory of the kernel". */
const char *metric_words(enum metric m);

/* Whether little of it is bad. */
bool metric_is_least(enum metric m);

void metrics_of(const struct snapshot *snap, const struct account *acct,
		struct metric_value ret[METRIC_N]);

#endif
