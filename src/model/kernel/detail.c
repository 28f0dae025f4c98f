/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/kernel/detail.h"

#include <stdlib.h>

void detail_free(struct detail *d)
{
	free(d->vmalloc.v);
	free(d->tasks.v);
	free(d->hugenodes.v);
	free(d->bpf.v);
	*d = (struct detail){ 0 };
}

const char *detail_part_name(enum detail_part part)
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
