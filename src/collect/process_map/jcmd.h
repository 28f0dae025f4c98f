/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asking a JVM through its own tool. */
#ifndef KMW_COLLECT_PROCESS_MAP_JCMD_H
#define KMW_COLLECT_PROCESS_MAP_JCMD_H

#include <sys/types.h>

#include "collect/base/proc_file.h"

struct buf;

struct jcmd {
	struct proc_at at; /* its own directory */
	uid_t uid;
	gid_t gid;
};

/*
 * Runs `jcmd PID VM.native_memory detail` as the user of the process, without
 * a shell, privileges or a terminal, for 20 s at most; the output goes to ret,
 * what it complains of as well. The JDK beside the program that runs comes
 * first, then /usr/bin/jcmd.
 * Returns 0 (whatever jcmd's exit status was), -ETIMEDOUT, -ENOENT: no jcmd;
 * -EPERM: we are not that user nor root, or it is in a container (its
 * mount namespace is not ours); or -errno.
 */
int jcmd_run(const struct jcmd *j, struct buf *ret);

#endif
