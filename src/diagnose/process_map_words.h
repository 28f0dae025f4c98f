/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the rules of --pid share. */
#ifndef KMW_DIAGNOSE_PROCESS_MAP_WORDS_H
#define KMW_DIAGNOSE_PROCESS_MAP_WORDS_H

#include "account/process_map.h"
#include "diagnose/finding.h"
#include "util/escape.h"

#define WHO_MAX (sizeof(((struct process_map *)0)->comm) * ESCAPE_MAX + 32)

/* "java (pid 123)", escaped; returns dst. */
const char *process_map_who(const struct judge *j, char dst[WHO_MAX]);

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
