/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/human.h"

#include <string.h>

#define UNIT_MAX 6

/* In place of snprintf(): the tables of 100k sockets have millions of cells. */
size_t human_count(char *dst, uint64_t n)
{
	char digits[HUMAN_MAX];
	size_t at = sizeof(digits);
	size_t len;

	do {
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	len = sizeof(digits) - at;
	memcpy(dst, digits + at, len);
	dst[len] = '\0';
	return len;
}

/* The unit that leaves less than 1024.0, and the amount in tenths of it. */
static unsigned scale(uint64_t v, uint64_t *ret_tenths)
{
	unsigned unit = 1;
	unsigned shift;
	uint64_t part;

	while (unit < UNIT_MAX && v >> (10 * (unit + 1)))
		unit++;
	shift = 10 * unit;
	part = v & (((uint64_t)1 << shift) - 1);
	*ret_tenths = (v >> shift) * 10 +
		      ((part * 10 + ((uint64_t)1 << (shift - 1))) >> shift);
	if (*ret_tenths >= 10240 && unit < UNIT_MAX) {
		*ret_tenths = 10;
		unit++;
	}
	return unit;
}

/* Writes "8.0M", or bytes without a unit. Returns the end. */
static char *put(char *dst, int64_t bytes, const char *space,
		 unsigned *ret_unit)
{
	uint64_t v = bytes < 0 ? 0 - (uint64_t)bytes : (uint64_t)bytes;
	uint64_t tenths;

	*ret_unit = 0;
	if (bytes < 0)
		*dst++ = '-';
	if (v < 1024)
		return dst + human_count(dst, v);
	*ret_unit = scale(v, &tenths);
	dst += human_count(dst, tenths / 10);
	*dst++ = '.';
	*dst++ = (char)('0' + tenths % 10);
	dst = stpcpy(dst, space);
	*dst++ = "BKMGTPE"[*ret_unit];
	*dst = '\0';
	return dst;
}

const char *human_bytes(char dst[HUMAN_MAX], int64_t bytes)
{
	unsigned unit;
	char *end = put(dst, bytes, " ", &unit);

	strcpy(end, unit ? "iB" : " B");
	return dst;
}

const char *human_short(char dst[HUMAN_MAX], int64_t bytes)
{
	unsigned unit;

	put(dst, bytes, "", &unit);
	return dst;
}
