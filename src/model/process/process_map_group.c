/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/process/process_map.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/vec.h"

int process_map_group(struct process_map *in, const char *comm, uint32_t *ret)
{
	struct thread_group g = { 0 };
	size_t len = strnlen(comm, sizeof(g.name) - 1);

	while (len && ((comm[len - 1] >= '0' && comm[len - 1] <= '9') ||
		       strchr("-_#.:/ ", comm[len - 1])))
		len--;
	if (!len) /* nothing but a number */
		len = strnlen(comm, sizeof(g.name) - 1);
	memcpy(g.name, comm, len);
	/* whoever makes up a name a thread: the last group takes them all */
	for (size_t i = 0; i < in->n_groups; i++)
		if (!strcmp(in->groups[i].name, g.name) ||
		    i == THREAD_GROUPS_MAX - 1) {
			in->groups[i].threads++;
			*ret = (uint32_t)i;
			return 0;
		}
	if (vec_grow((void **)&in->groups, &in->cap_groups, in->n_groups,
		     sizeof(*in->groups)))
		return -ENOMEM;
	g.threads = 1;
	*ret = (uint32_t)in->n_groups;
	in->groups[in->n_groups++] = g;
	return 0;
}

const char *process_map_class_name(enum process_map_class c)
{
	static const char *const names[PM_N] = {
		[PM_HEAP] = "heap",
		[PM_ARENAS] = "glibc-arenas",
		[PM_STACKS] = "thread-stacks",
		[PM_ALLOCATOR] = "allocator",
		[PM_ANON_LARGE] = "anonymous-large",
		[PM_ANON] = "anonymous",
		[PM_JIT] = "jit-code",
		[PM_FILE] = "files",
		[PM_SHM] = "shared-memory",
		[PM_HUGETLB] = "hugetlb",
		[PM_DEVICE] = "devices",
		[PM_SPECIAL] = "special",
		[PM_RESERVED] = "no-access",
	};

	return names[c];
}

const char *allocator_name(enum allocator a)
{
	static const char *const names[ALLOCATOR_N] = {
		[ALLOCATOR_GLIBC] = "glibc",
		[ALLOCATOR_MUSL] = "musl",
		[ALLOCATOR_JEMALLOC] = "jemalloc",
		[ALLOCATOR_TCMALLOC] = "tcmalloc",
		[ALLOCATOR_MIMALLOC] = "mimalloc",
	};

	return names[a];
}

void process_map_free(struct process_map *in)
{
	if (!in)
		return;
	free(in->groups);
	free(in->sps);
	free(in->top);
	nmt_free(&in->nmt);
	free(in);
}
