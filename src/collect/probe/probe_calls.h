/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The numbers of system calls that readers of sockets sleep in. */
#ifndef KMW_COLLECT_PROBE_PROBE_CALLS_H
#define KMW_COLLECT_PROBE_PROBE_CALLS_H

#include "parse/proc/task.h"

/* Of the machine that we are built for (<sys/syscall.h>). */
extern const struct call_table probe_calls;

#endif
