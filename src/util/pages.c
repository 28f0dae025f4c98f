/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/pages.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

#define PAGES_MIN 8

void pages_take(void *block, size_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	uintptr_t from = ((uintptr_t)block + page - 1) / page * page;
	uintptr_t to = ((uintptr_t)block + bytes) / page * page;

	if (to > from && to - from >= PAGES_MIN * page)
		(void)madvise((void *)from, to - from, MADV_POPULATE_WRITE);
}
