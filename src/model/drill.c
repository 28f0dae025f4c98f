/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/drill.h"

#include <stdlib.h>

void drill_free(struct drill *d)
{
	free(d->vmalloc.v);
	free(d->tasks.v);
	free(d->hugenodes.v);
	free(d->bpf.v);
	*d = (struct drill){ 0 };
}

const char *drill_part_name(enum drill_part part)
{
	static const char *const names[] = {
		"vmalloc",   "tasks", "cgroups",    "hugetlb", "bpf",
		"allocinfo", "shmem", "bpf-owners", "pages",   "thp",
	};

	return names[__builtin_ctz((unsigned)part)];
}

const char *page_class_name(enum page_class c)
{
	static const char *const names[] = {
#define X(id, name) name,
		PAGE_CLASSES(X)
#undef X
	};

	return names[c];
}
