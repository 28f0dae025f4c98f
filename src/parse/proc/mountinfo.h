/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/mountinfo (fs/proc_namespace.c). */
#ifndef KMW_PARSE_PROC_MOUNTINFO_H
#define KMW_PARSE_PROC_MOUNTINFO_H

#include <stdbool.h>
#include <stddef.h>

#include "util/span.h"

struct mount {
	struct span root;   /* what of its filesystem is mounted */
	struct span point;  /* where; blanks and backslashes as \ooo */
	struct span fstype; /* "cgroup2", "nsfs" */
	struct span super;  /* "rw,cpu,cpuacct": the filesystem's options */
};

/*
 * Cuts lines up to the next one that is a mount; others (truncated, strange)
 * are skipped. False at the end of text.
 */
bool parse_mount(struct span *text, struct mount *ret);

/*
 * Writes s with the kernel's \ooo undone and a NUL behind it; what does not
 * fit cap is cut off. Returns whether all of it fitted.
 */
bool parse_mount_unescape(struct span s, char *dst, size_t cap);

#endif
