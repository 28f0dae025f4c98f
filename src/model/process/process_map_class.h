/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a mapping is, by its name, its rights and its neighbours. */
#ifndef KMW_MODEL_PROCESS_PROCESS_MAP_CLASS_H
#define KMW_MODEL_PROCESS_PROCESS_MAP_CLASS_H

#include <stdbool.h>

#include "model/process/process_map.h"

/* Anonymous in one piece from here on is a class of its own. */
#define ANON_LARGE (64ULL << 20)

/* By name and rights alone; anonymous memory that may be a heap: PM_ANON. */
enum process_map_class mapping_class(const struct mapping *m);

/*
 * Notes what its file tells of the process: the allocator, the JVM.
 */
void process_map_note_file(struct process_map *in, const struct mapping *m);

/*
 * The part of a mapping, up to its end, that is heaps of glibc's arenas
 * (malloc/arena.c, new_heap()): a heap begins at a multiple of HEAP_MAX, is
 * readable and writable as far as it has grown, and without access from there
 * up to the next multiple. next is the mapping behind it, or NULL. Returns the
 * bytes of that part, 0 where it is no such heap.
 */
uint64_t process_map_arena_part(const struct process_map *in,
				const struct mapping *m,
				const struct mapping *next);

#endif
