/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From sums to findings: what is wrong, how bad, how sure, what to do. Pure:
 * no I/O, no clock. kmemwhere(8) has a section for each code.
 */
#ifndef KMW_DIAGNOSE_DIAGNOSE_H
#define KMW_DIAGNOSE_DIAGNOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/opt.h"

struct account;
struct rates;
struct snapshot;

/* The rows of findings.def: those of a report, then those of alerts alone. */
enum finding_code {
#define FINDING(id, ...) id,
#define FINDINGS_OF_ALERTS FINDING_N, FINDING_LAST_OF_REPORT = FINDING_N - 1,
#include "diagnose/findings.def"
#undef FINDINGS_OF_ALERTS
#undef FINDING
	FINDING_ALL_N
};

enum severity { SEV_OK, SEV_NOTICE, SEV_WARNING, SEV_CRITICAL };
enum confidence { CONF_LOW, CONF_MEDIUM, CONF_HIGH };

/* Sentences, in order. */
struct texts {
	char **v;
	size_t n;
	size_t cap;
};

/* Whom a finding is about; empty parts are NULL or 0. */
struct subject {
	pid_t *pids; /* ascending */
	size_t n_pids;
	char comm[32];	   /* raw bytes: hostile */
	uint64_t *cookies; /* of the sockets, the largest first */
	size_t n_cookies;  /* at most SUBJECT_SOCKETS_MAX */
	uint64_t socket_count;
	char cache[48]; /* slab cache */
	char part[24];	/* of kernel-holder: which kind */
	char *cgroup;	/* raw path, hostile */
};

#define SUBJECT_SOCKETS_MAX 20

struct finding {
	enum finding_code code;
	uint8_t proto; /* enum proto that pays for its queues, PROTO_N none */
	enum severity severity;
	enum confidence confidence;
	struct opt_i64 bytes;
	bool upper_bound; /* of bytes: no more than that */
	bool in_slab;	  /* its memory lies in the unreclaimable slab */
	bool lost;	  /* a sentence or pid, for want of memory */
	char *title; /* one sentence; outside strings are marked, see outside.h */
	struct texts evidence;
	struct texts remedy;
	struct subject subject;
};

struct findings {
	struct finding *v; /* ranked, never empty; the first is the verdict */
	size_t n;
	size_t cap;
	uint8_t *sock_code; /* of each sock: enum finding_code, 0 none */
};

/*
 * Whether shared memory that no process maps is so large that its holders
 * should be looked for (collect_shmem()).
 */
bool diagnose_wants_shmem(const struct snapshot *snap,
			  const struct account *acct);

/*
 * Who has memory of the kernel is asked only where it is worth its cost:
 * everything (collect_consumers()) where much is in no counter, devices alone
 * (collect_devices()) where compressed swap or a balloon is large.
 */
enum consumers_wanted { CONSUMERS_NONE, CONSUMERS_DEVICES, CONSUMERS_ALL };

enum consumers_wanted diagnose_wants_consumers(const struct snapshot *snap,
					       const struct account *acct);

/*
 * What of the kernel's insides is large enough to ask for its holders: bits of
 * enum detail_part for collect_detail(). What was found may make it ask for more.
 */
unsigned diagnose_wants_detail(const struct snapshot *snap,
			       const struct account *acct);

/* Judges. Returns 0 or -ENOMEM. */
int diagnose(const struct snapshot *snap, const struct account *acct,
	     struct findings *ret);

/*
 * The same of one sample of several: rates, which have it already, show
 * what grows without a stop. NULL: there was only this one.
 */
int diagnose_watched(const struct snapshot *snap, const struct account *acct,
		     const struct rates *rates, struct findings *ret);

/*
 * Takes back the times to a limit that would be worse than the verdict: of an
 * hour beside OK, for what so grows may be a start that ends. A socket's own
 * buffer may fill.
 */
void diagnose_etas(const struct findings *found, struct rates *rates);

void findings_free(struct findings *f);

const char *finding_code_name(enum finding_code code);
const char *severity_name(enum severity severity);
const char *confidence_name(enum confidence confidence);

#endif
