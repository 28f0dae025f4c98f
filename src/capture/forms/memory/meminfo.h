/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/meminfo as people write it: whole, cut, joined, in other units. Pure. */
#ifndef KMW_CAPTURE_FORMS_MEMORY_MEMINFO_H
#define KMW_CAPTURE_FORMS_MEMORY_MEMINFO_H

#include "capture/forms/form.h"
#include "model/memory/memory.h"

/*
 * To the kernel's own form, a line for each name that is known; without a value
 * where that is cut or none. Returns 0 or -ENOMEM.
 */
int meminfo_rewrite_text(struct span text, struct buf *to);

/* That key; MEMINFO_N where the name is none that is read. */
enum meminfo_key meminfo_find(struct span name);

/* Whether /proc/meminfo has, or had, a line of that name; its place. */
bool meminfo_is_name(struct span name, unsigned *ret_place);

enum fit meminfo_fit(struct span line, struct look *look);
int meminfo_rewrite(const struct look *look, struct buf *to);

/* "Node 0 MemTotal: …" of /sys/devices/system/node; "MemTotal 1.0 2.0 3.0" of
 * numastat -m. */
enum fit node_meminfo_fit(struct span line, struct look *look);
int node_meminfo_rewrite(const struct look *look, struct buf *to);
enum fit numastat_fit(struct span line, struct look *look);
int numastat_rewrite(const struct look *look, struct buf *to);

#endif
