/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the probe says: is it read, does it move, who should read it? */
#ifndef KMW_DIAGNOSE_QUEUES_PROBE_EVIDENCE_H
#define KMW_DIAGNOSE_QUEUES_PROBE_EVIDENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "diagnose/diagnose.h"
#include "model/socket/probe.h"

struct finding;
struct judge;
struct sock;

enum probe_says {
	PROBE_NOTHING, /* there was none, or it could not say */
	PROBE_BUSY,    /* it drains: a merely busy socket is no fault */
	PROBE_SLOW,    /* somebody reads it, too slowly for what comes */
	PROBE_STANDS,  /* nothing was taken from it */
};

/* What one probe says of a socket that classify() gave that code. */
enum probe_says probe_judge(const struct sock *s, enum finding_code code,
			    const struct probe *l);

/* The probes of one group's sockets, summed by held bytes. */
struct probe_sums {
	uint64_t probed;      /* that a probe saw */
	uint64_t stands;      /* PROBE_STANDS */
	uint64_t slow;	      /* PROBE_SLOW */
	uint64_t unwatched;   /* no epoll set watches, no thread waits */
	uint64_t missed_edge; /* watched edge-triggered, or disarmed */
	uint64_t new_drops;   /* between the two samples */
	uint32_t dropping;    /* sockets with new drops */
	uint32_t after_ms;
	uint64_t why[READER_N];
	pid_t why_pid[READER_N];
	char wchan[32];
};

void probe_add(struct probe_sums *sums, const struct sock *s,
	       enum finding_code code, const struct probe *l);

/* Whether the probes prove for nine tenths of held that nothing is taken. */
bool probe_proves(const struct probe_sums *sums, uint64_t held);

/* The sentences about it, and what to do about a reader that cannot read. */
void probe_evidence(struct finding *f, const struct probe_sums *sums,
		    uint64_t held);
void probe_remedy(struct finding *f, const struct probe_sums *sums,
		  uint64_t held);

#endif
