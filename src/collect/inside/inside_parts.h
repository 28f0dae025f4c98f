/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps of collect_inside(). */
#ifndef KMW_COLLECT_INSIDE_INSIDE_PARTS_H
#define KMW_COLLECT_INSIDE_INSIDE_PARTS_H

#include "collect/inside/inside.h"
#include "model/inside.h"
#include "parse/proc_status.h"
#include "util/buf.h"

/* Reads a file below /proc/PID. Returns 0 or -errno. */
int inside_read(int dir, const char *name, struct buf *ret);

/* nmt: from the file or from jcmd; what fails is a gap. 0 or -ENOMEM. */
int inside_nmt(const struct inside_opts *o, int dir,
	       const struct proc_status *st, struct inside *in,
	       struct snapshot *snap);

/* groups and sps: names and stack pointers. Returns 0 or -ENOMEM. */
int inside_threads(int dir, struct inside *in, struct snapshot *snap);

/* class, arenas, top, cost. Returns 0, -ESRCH or -ENOMEM. */
int inside_maps(const struct inside_opts *o, int dir, struct inside *in,
		struct snapshot *snap);

#endif
