/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/human.h"

#include <stdio.h>
#include <string.h>

static const char unknown[] = "-";

size_t human_size(char dst[HUMAN_MAX], int64_t bytes, enum human how)
{
	size_t sign = bytes < 0;

	if (how == HUMAN_LONG)
		return strlen(human_bytes(dst, bytes));
	if (how == HUMAN_SHORT)
		return strlen(human_short(dst, bytes));
	dst[0] = '-';
	return sign + human_count(dst + sign,
				  sign ? 0 - (uint64_t)bytes : (uint64_t)bytes);
}

const char *human_opt(char dst[HUMAN_MAX], struct opt_u64 bytes, enum human how)
{
	return human_opt_i64(dst, opt_signed(bytes), how);
}

const char *human_opt_i64(char dst[HUMAN_MAX], struct opt_i64 bytes,
			  enum human how)
{
	if (!bytes.known)
		return strcpy(dst, unknown);
	human_size(dst, bytes.v, how);
	return dst;
}

const char *human_opt_count(char dst[HUMAN_MAX], struct opt_u64 n)
{
	if (!n.known)
		return strcpy(dst, unknown);
	human_count(dst, n.v);
	return dst;
}

const char *human_share(char dst[HUMAN_MAX], struct opt_i64 part,
			struct opt_u64 whole)
{
	double percent;

	if (!part.known || !whole.known || !whole.v)
		return strcpy(dst, unknown);
	percent = 100.0 * (double)part.v / (double)whole.v;
	if (percent > 0 && percent < 0.5)
		return strcpy(dst, "<1%");
	if (percent < 0 && percent > -0.5)
		return strcpy(dst, ">-1%");
	snprintf(dst, HUMAN_MAX, "%.0f%%", percent);
	return dst;
}
