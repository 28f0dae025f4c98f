/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/cgroup, and files of a cgroup that are lines "key value". */
#ifndef KMW_PARSE_CGROUP_FILES_H
#define KMW_PARSE_CGROUP_FILES_H

#include <stdbool.h>

#include "util/opt.h"
#include "util/span.h"

/* One hierarchy that a process is in: "4:cpu,cpuacct:/system.slice". */
struct cgroup_line {
	struct span controllers; /* empty: cgroup2 */
	struct span path;	 /* from the root of the namespace's view on */
};

/* Cuts lines up to the next good one; a cut one is none. False at the end. */
bool parse_cgroup_line(struct span *text, struct cgroup_line *ret);

/* Whether word is one of a list with commas: "rw,cpu,cpuacct". */
bool comma_list_has(struct span list, const char *word);

/* The number behind a key of cpu.stat or cgroup.events; unknown if absent. */
struct opt_u64 parse_flat_key(struct span text, const char *key);

#endif
