/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is the same each time that a finding is made: a row of findings.def. */
#ifndef KMW_DIAGNOSE_FINDINGS_H
#define KMW_DIAGNOSE_FINDINGS_H

#include <stdbool.h>

#include "diagnose/diagnose.h"
#include "diagnose/severity.h"
#include "model/memory/parts.h"
#include "model/socket/socket.h"

/* Of two findings as severe: a cause, processes at large, a mere effect. */
enum finding_rank { RANK_CAUSE, RANK_PROCESSES, RANK_EFFECT };

/* Whose queues make it their effect, where they hold half of its bytes. */
enum effect_of { EFFECT_OF_NONE, EFFECT_OF_PROTO, EFFECT_OF_CGROUP };

#define REMEDIES_MAX 4

struct finding_row {
	const char *code;
	enum finding_rank rank;
	enum effect_of effect_of;
	bool never_raised; /* no holder: nearly out of memory is not its doing */
	bool remainder; /* what nothing names: below what explains half of it */
	bool in_slab;	/* its memory lies in the unreclaimable slab */
	enum proto proto;  /* of a queue or a limit; PROTO_N: charged to none */
	enum limit notice; /* see finding_severity() */
	enum limit warning;
	enum limit of_process; /* and of what a process has resident */
	unsigned needs;	 /* 0: sockets for queues, else the memory counters */
	const char *one; /* "UDP socket": it is about queues; else NULL */
	const char *many;
	const char *tail; /* "of datagrams that nobody reads" */
	const char *remedy[REMEDIES_MAX];
};

const struct finding_row *finding_row(enum finding_code code);

/* The one about a part of memory; F_HEALTHY: there is none. */
enum finding_code part_finding(enum memory_part part);

/* Whether it is about queues of sockets. */
bool is_queue_code(enum finding_code code);

/*
 * What must have been seen for its absence to say anything: bits of enum sight.
 */
unsigned finding_needs(enum finding_code code);

#endif
