/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What names the holders inside a counter of the kernel. */
#ifndef KMW_DIAGNOSE_KERNEL_DETAIL_H
#define KMW_DIAGNOSE_KERNEL_DETAIL_H

#include "diagnose/finding.h"

struct bpf_object;

/*
 * Adds what snapshot.detail knows about a finding of that part: callers,
 * processes, removed cgroups, huge pages, lines of the kernel; and what to do
 * about them. Nothing where nothing was looked at. f may be NULL.
 */
void detail_evidence(struct judge *j, struct finding *f);

/* "hash map flows (id 5) of falco (pid 77)"; its names are marked, see outside.h. */
void bpf_describe(const struct bpf_object *o, char *dst, size_t cap);
#define BPF_ROOM (OUTSIDE_ROOM + PROCESS_ROOM + 80)

#endif
