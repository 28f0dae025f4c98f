/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One process from within: its mappings, threads and what its JVM says. */
#ifndef KMW_COLLECT_PROCESS_MAP_PROCESS_MAP_H
#define KMW_COLLECT_PROCESS_MAP_PROCESS_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct process_map;
struct nmt;
struct snapshot;

struct process_map_opts {
	pid_t pid;
	bool no_smaps;	 /* read maps and status, walk no page tables */
	size_t top;	 /* mappings to keep, the largest */
	const char *nmt; /* a file with jcmd's output, "-": stdin; or NULL */
	bool jcmd;	 /* ask the JVM */
};

/*
 * Fills snap->inside. smaps is read once, in pieces; the process runs on.
 * Returns 0, or -ESRCH: no such process, or it ended meanwhile; -ENXIO: a
 * kernel thread; -ECHILD: a zombie; -ENOMEM. What cannot be read is a gap.
 */
int collect_process_map(const struct process_map_opts *opts,
			struct snapshot *snap);

/*
 * Reads the output of `jcmd PID VM.native_memory` from a file. Returns 0;
 * -ENODATA: it says that tracking is off; -EBADMSG: it is no such output; or
 * -errno.
 */
int nmt_read_file(const char *path, struct nmt *ret);

#endif
