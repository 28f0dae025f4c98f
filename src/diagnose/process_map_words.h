/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the rules of --pid share. */
#ifndef KMW_DIAGNOSE_PROCESS_MAP_WORDS_H
#define KMW_DIAGNOSE_PROCESS_MAP_WORDS_H

#include "account/process_map.h"
#include "diagnose/finding.h"

/* "java (pid 123)" */
#define PROCESS_MAP_WHO(j) \
	PROCESS((j)->snap->process_map->comm, (j)->snap->process_map->pid)

/*
 * How bad so much is inside one process: it must be much for the machine, and
 * at least so many percent of what the process has resident.
 */
enum severity process_map_severity(const struct judge *j, uint64_t bytes,
				   unsigned percent);

/* Names the process in the finding; f may be NULL. */
void process_map_subject(struct judge *j, struct finding *f);

/* How to make arenas smaller; f may be NULL. */
void arena_remedies(struct judge *j, struct finding *f);

#endif
