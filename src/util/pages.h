/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory that is about to be written from end to end. */
#ifndef KMW_UTIL_PAGES_H
#define KMW_UTIL_PAGES_H

#include <stddef.h>

/*
 * Has the kernel give the whole pages of the block at once
 * (MADV_POPULATE_WRITE, 5.14): a fault for each page costs more than what is
 * done with it, twenty microseconds in some virtual machines. Their content
 * stays. No more than a hint: blocks of a few pages, older kernels and a lack
 * of memory leave things as they are.
 */
void pages_take(void *block, size_t bytes);

#endif
