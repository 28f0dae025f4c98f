/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/vec.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

int vec_reserve(void **vec, size_t *cap, size_t n, size_t elem_size)
{
	void *p;

	if (n <= *cap)
		return 0;
	if (n > SIZE_MAX / elem_size)
		return -ENOMEM;
	p = realloc(*vec, n * elem_size);
	if (!p)
		return -ENOMEM;
	*vec = p;
	*cap = n;
	return 0;
}

int vec_grow(void **vec, size_t *cap, size_t n, size_t elem_size)
{
	if (n < *cap)
		return 0;
	/* by half: at a million sockets a doubling would waste too much */
	return vec_reserve(vec, cap, *cap ? *cap + *cap / 2 + 1 : 16,
			   elem_size);
}
