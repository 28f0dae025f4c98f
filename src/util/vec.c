/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/vec.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

int vec_grow(void **vec, size_t *cap, size_t n, size_t elem_size)
{
	size_t more;
	void *p;

	if (n < *cap)
		return 0;
	/* by half: at a million sockets a doubling would waste too much */
	more = *cap ? *cap + *cap / 2 + 1 : 16;
	if (more > SIZE_MAX / elem_size)
		return -ENOMEM;
	p = realloc(*vec, more * elem_size);
	if (!p)
		return -ENOMEM;
	*vec = p;
	*cap = more;
	return 0;
}
