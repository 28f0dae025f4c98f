/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where stacks are. */
#ifndef KMW_PARSE_TASK_STACK_H
#define KMW_PARSE_TASK_STACK_H

#include <stdint.h>

#include "util/span.h"

/*
 * The stack pointer of a thread that sleeps, from /proc/PID/task/TID/syscall
 * ("NR ARGS SP PC", fs/proc/base.c). Returns 0, or -EINVAL: it runs, or the
 * text is cut.
 */
int parse_task_sp(struct span text, uint64_t *ret);

/*
 * Where the first thread's stack began: startstack of /proc/PID/stat (field
 * 28, fs/proc/array.c). Returns 0, or -EINVAL: cut, or hidden from us (0).
 */
int parse_stack_start(struct span text, uint64_t *ret);

#endif
