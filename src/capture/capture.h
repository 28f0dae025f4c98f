/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Captured folders to a snapshot. */
#ifndef KMW_CAPTURE_CAPTURE_H
#define KMW_CAPTURE_CAPTURE_H

#include <stdbool.h>

struct snapshot;

struct capture_opts {
	bool keep_all;	   /* keep sockets that hold nothing, too */
	bool no_processes; /* nor read the process table: sockets alone */
};

/*
 * Reads a folder that mirrors / (`--from=DIR`; kmemwhere-report(5)). What is
 * not there becomes a gap in the snapshot. Returns 0 or -errno (no such folder,
 * out of memory).
 */
int capture_read(const char *dir, const struct capture_opts *opts,
		 struct snapshot *ret);

#endif
