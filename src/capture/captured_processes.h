/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process table of a capture. */
#ifndef KMW_CAPTURE_CAPTURED_PROCESSES_H
#define KMW_CAPTURE_CAPTURED_PROCESSES_H

struct snapshot;
struct source;

/*
 * Adds what the first listing of ps (sos_commands/process/ps_*) has: names and
 * RSS. Names that ss gave stay. Nothing where there is none. Returns 0 or
 * -ENOMEM.
 */
int captured_processes(const struct source *src, struct snapshot *snap);

#endif
