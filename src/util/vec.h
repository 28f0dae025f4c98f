/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Growing an array that its owner keeps as pointer, count and capacity. */
#ifndef KMW_UTIL_VEC_H
#define KMW_UTIL_VEC_H

#include <stddef.h>

/*
 * Makes room for one more element behind n. *vec and *cap change together.
 * Returns 0 or -ENOMEM (then nothing changed).
 */
int vec_grow(void **vec, size_t *cap, size_t n, size_t elem_size);

/*
 * Makes room for n elements in all, as for vec_grow(): to the byte, where their
 * number is known before.
 */
int vec_reserve(void **vec, size_t *cap, size_t n, size_t elem_size);

/* vec_grow() for a struct { T *v; size_t n, cap; }. */
#define VEC_GROW(a) \
	vec_grow((void **)&(a)->v, &(a)->cap, (a)->n, sizeof(*(a)->v))

#endif
