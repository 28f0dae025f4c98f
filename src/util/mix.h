/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KMW_UTIL_MIX_H
#define KMW_UTIL_MIX_H

#include <stdint.h>

/* The finalizer of splitmix64: inodes are sequential, slots must not be. */
static inline uint64_t mix64(uint64_t id)
{
	id ^= id >> 30;
	id *= 0xbf58476d1ce4e5b9ULL;
	id ^= id >> 27;
	id *= 0x94d049bb133111ebULL;
	return id ^ id >> 31;
}

#endif
