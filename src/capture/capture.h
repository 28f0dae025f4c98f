/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What somebody captured, to snapshots: a folder, or a text that was pasted. */
#ifndef KMW_CAPTURE_CAPTURE_H
#define KMW_CAPTURE_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>

struct capture;
struct snapshot;
struct source;

struct capture_opts {
	bool keep_all;	   /* keep sockets that hold nothing, too */
	bool no_processes; /* nor read the process table: sockets alone */
};

/*
 * Opens a folder that mirrors / (`--from=DIR`; kmemwhere-report(5)), or reads a
 * text of any forms; "-" is standard input. Returns 0 or -errno.
 */
int capture_open(const char *path, struct capture **ret);

/*
 * Moments: 1 of a folder; of a text as many as it has looks of one form, 0
 * where nothing in it is known.
 */
size_t capture_samples(const struct capture *c);

/*
 * One moment, from 0. What is not there becomes a gap in the snapshot. Returns
 * 0 or -errno (out of memory).
 */
int capture_read(struct capture *c, size_t sample,
		 const struct capture_opts *opts, struct snapshot *ret);

/* Where its files are, for what is read later: those of the last sample. */
const struct source *capture_source(const struct capture *c);

void capture_close(struct capture *c);

#endif
