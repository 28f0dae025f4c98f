/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FNV-1a of 64 bits (draft-eastlake-fnv): small, and the same everywhere and
 * for ever, so that it may also stand in files. It resists nobody who wants
 * two texts with one hash: what is found by it is compared.
 */
#ifndef KMW_UTIL_FNV_H
#define KMW_UTIL_FNV_H

#include <stddef.h>
#include <stdint.h>

#define FNV_BASIS UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

/* Goes on from h, which is FNV_BASIS at first. */
static inline uint64_t fnv_bytes(uint64_t h, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * FNV_PRIME;
	return h;
}

/* The same of a text, without its NUL. */
static inline uint64_t fnv_string(uint64_t h, const char *s)
{
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * FNV_PRIME;
	return h;
}

/* For an id of util/idhash.h, which may not be 0. */
static inline uint64_t fnv_id(uint64_t h)
{
	return h ? h : 1;
}

#endif
