/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The open files of all processes out of one BPF iterator (iter/task_file): the
 * kernel tells what each socket is, no link in /proc is made or read. Loaded by
 * a light skeleton: the kernel does the relocation, from 5.17 on, and nobody
 * reads its 5 MiB of BTF (1.4 MiB of memory and 3 ms; libbpf: 13 and 28).
 */
#ifndef KMW_COLLECT_OWNERS_BPF_FILES_H
#define KMW_COLLECT_OWNERS_BPF_FILES_H

#include <stdbool.h>

#include "bpf/files.h"

/* Returns 0 to go on. */
typedef int bpf_file_fn(const struct bpf_record *record, void *data);

/*
 * Calls each() for the files of all processes in our pid namespace; nested:
 * that one may be another than the first. Returns 0, what each() returned
 * unless 0, or -errno: -EOPNOTSUPP (built without), -EPERM (CAP_BPF and
 * CAP_PERFMON are needed), others where the kernel is too old or has no BTF.
 */
int bpf_files_each(bool nested, bpf_file_fn *each, void *data);

#endif
