/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What grows, how fast, and until when: the past values of the terms, the
 * protocols, and the largest holders, processes and sockets, sample by sample.
 */
#ifndef KMW_ACCOUNT_GROWTH_RATES_H
#define KMW_ACCOUNT_GROWTH_RATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "account/growth/slope.h"
#include "model/memory/parts.h"
#include "model/socket/probe.h"
#include "util/idhash.h"
#include "util/opt.h"

struct account;
struct snapshot;
struct sock;

/* The clocks at one sample, in ms. */
struct clocks {
	int64_t mono_ms; /* CLOCK_MONOTONIC: stands still in suspend */
	int64_t boot_ms; /* CLOCK_BOOTTIME */
	int64_t wall_ms; /* CLOCK_REALTIME */
};

/* What is followed: the parts of memory that say so, and what is available. */
enum { TERM_AVAILABLE = MEMORY_PARTS_N, RATE_TERMS_N };

enum rate_kind {
	RATE_TERM,    /* a: enum memory_part, or TERM_AVAILABLE */
	RATE_PROTO,   /* a: enum proto; what it has used */
	RATE_HOLDER,  /* a: pid, b: start time; held by its sockets */
	RATE_PROCESS, /* likewise; its RSS */
	RATE_SOCK,    /* a: cookie, b: namespace, protocol, family; held */
	RATE_SLAB,    /* a: hash of the cache's name */
	RATE_DROPS,   /* a: enum drop_kind; how many there were */
	RATE_CLASS, /* a: enum process_map_class, b: pid; resident, else its size */
	RATE_KINDS_N
};

struct rate_key {
	enum rate_kind kind;
	uint64_t a;
	uint64_t b;
};

#define RATE_POINTS 24		  /* past values of each */
#define RATE_SPAN_MS (120 * 1000) /* thinned out until they reach so far */
#define RATE_REACH 1000		  /* nothing is foretold beyond as often */
#define RATE_HOLDERS_MAX 128	  /* the largest ones */
#define RATE_PROCESSES_MAX 128
#define RATE_SOCKS_MAX 256
#define RATE_SLABS_MAX 64

/* Of a socket, what tells whether anybody reads it. */
struct rate_queue {
	uint32_t rqueue;
	uint32_t wqueue;
	uint32_t rmem_alloc;
	uint32_t wmem_queued;
	uint32_t drops;
};

/* One figure over time. */
struct rate {
	struct rate_key key;
	struct slope_point v[RATE_POINTS];
	size_t n;
	int64_t spacing_ms; /* between two points that are kept */
	int64_t fell_ms;    /* when it last fell; INT64_MIN never */
	/* since when it grows without a stop, and from which value */
	int64_t grows_ms;
	int64_t grows_from;
	bool seen;  /* in the last sample */
	bool known; /* per_second: it was in the one before, too */
	double per_second;
	struct slope slope; /* of v */
	struct eta eta;
	const char *eta_to; /* static: "udp_mem", "memory" …; NULL none */
	/* whose; of a socket the last owner known, also once it has none */
	pid_t pid;
	char comm[32]; /* raw: hostile */
	/* RATE_HOLDER and RATE_SOCK */
	uint32_t sock;	  /* index into the last snapshot's socks */
	uint32_t sockets; /* RATE_HOLDER */
	uint32_t sockets_at_first;
	int64_t read_ms; /* when somebody last took from it; INT64_MIN */
	bool read;	 /* within the last RATE_SPAN_MS */
	struct rate_queue now;
	struct rate_queue before;
	/* RATE_PROCESS: its anonymous memory, also swapped out, now and at
	 * grows_ms; read less often than its RSS, unknown without Pss */
	struct opt_u64 anon;
	struct opt_u64 anon_from;
	uint32_t slab; /* RATE_SLAB: index into the last snapshot's slabs */
};

struct rates {
	struct rate **v;
	size_t n;
	size_t cap;
	struct idhash index; /* hash of the key: index */
	struct clocks last;
	char boot_id[40];
	uint64_t samples; /* since the beginning, or what restarted it */
	/* what came to pass between the last two samples */
	int64_t interval_ms; /* monotonic; 0: there was none before */
	int64_t suspended_ms;
	int64_t clock_step_ms; /* of the wall clock */
	bool restarted;	       /* a new boot, or time went back */
};

/*
 * Takes one more sample. A new boot id or a monotonic clock that runs
 * backwards begins anew. Returns 0 or -ENOMEM.
 */
int rates_add(struct rates *r, const struct clocks *at,
	      const struct snapshot *snap, const struct account *acct);

void rates_free(struct rates *r);

/* That figure in the last sample, or NULL. */
const struct rate *rates_term(const struct rates *r, unsigned term);
const struct rate *rates_proto(const struct rates *r, unsigned proto);
const struct rate *rates_drops(const struct rates *r, unsigned kind);
const struct rate *rates_holder(const struct rates *r,
				const struct snapshot *snap, pid_t pid);
const struct rate *rates_process(const struct rates *r,
				 const struct snapshot *snap, pid_t pid);
const struct rate *rates_class(const struct rates *r,
			       const struct snapshot *snap, unsigned class);
const struct rate *rates_sock(const struct rates *r,
			      const struct snapshot *snap, uint32_t sock);

/* The newest value. */
static inline int64_t rate_value(const struct rate *rate)
{
	return rate->v[rate->n - 1].value;
}

/* How long it has been watched. */
static inline int64_t rate_span_ms(const struct rate *rate)
{
	return rate->v[rate->n - 1].at_ms - rate->v[0].at_ms;
}

/* How long it has grown without a stop. */
static inline int64_t rate_grows_ms(const struct rate *rate)
{
	return rate->v[rate->n - 1].at_ms - rate->grows_ms;
}

/*
 * The socket's figures at the sample before, as a look that was taken before
 * the snapshot. False where there are none.
 */
bool rates_probe(const struct rates *r, const struct snapshot *snap,
		 uint32_t sock, struct probe *ret);

const char *rate_term_name(unsigned term);

#endif
