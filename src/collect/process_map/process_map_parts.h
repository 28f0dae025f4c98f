/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps of collect_process_map(). */
#ifndef KMW_COLLECT_PROCESS_MAP_PROCESS_MAP_PARTS_H
#define KMW_COLLECT_PROCESS_MAP_PROCESS_MAP_PARTS_H

#include "collect/base/proc_file.h"
#include "collect/process_map/process_map.h"
#include "model/process/process_map.h"
#include "parse/proc/status.h"
#include "util/buf.h"

/* In all of them at is the process's own directory (proc_at.own). */

/* nmt: from the file or from jcmd; what fails is a gap. 0 or -ENOMEM. */
int process_map_nmt(const struct process_map_opts *o, struct proc_at at,
		    const struct proc_status *st, struct process_map *in,
		    struct snapshot *snap);

/* groups and sps: names and stack pointers. Returns 0 or -ENOMEM. */
int process_map_threads(struct proc_at at, struct process_map *in,
			struct snapshot *snap);

/* class, arenas, top, cost. Returns 0, -ESRCH or -ENOMEM. */
int process_map_maps(const struct process_map_opts *o, struct proc_at at,
		     struct process_map *in, struct snapshot *snap);

#endif
