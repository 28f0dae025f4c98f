/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BPF maps and programs: names of their types, and where their pages count. */
#ifndef KMW_MODEL_KERNEL_BPF_OBJECT_H
#define KMW_MODEL_KERNEL_BPF_OBJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/kernel/consumer.h"

struct bpf_object;

/* As bpftool names the type; "other" for one that is newer than this list. */
const char *bpf_type_name(const struct bpf_object *o);

/*
 * In which counter most of a map's pages stand (kernel/bpf: bpf_map_area_alloc,
 * bpf_ringbuf_area_alloc). bytes is its memlock.
 */
enum counted_in bpf_map_counted_in(uint32_t type, uint32_t flags,
				   uint64_t bytes);

/* Records of programs for processes (5.8), or the other way round (6.1). */
bool bpf_map_is_ringbuf(uint32_t type);

/*
 * The pages of a ring buffer with room for so many bytes (kernel/bpf/ringbuf.c):
 * beside the data two pages of positions and one of its own.
 */
uint64_t bpf_ringbuf_bytes(uint32_t max_entries, uint64_t page);

/* Memory that programs and processes share page by page (6.9). */
bool bpf_map_is_arena(uint32_t type);

#endif
