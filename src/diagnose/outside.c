/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/outside.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Bytes of it that are shown: never a part of a UTF-8 character. */
static size_t shown(const char *raw)
{
	size_t len = strnlen(raw, OUTSIDE_SHOWN_MAX + 1);

	if (len <= OUTSIDE_SHOWN_MAX)
		return len;
	len = OUTSIDE_SHOWN_MAX;
	while (len && ((unsigned char)raw[len] & 0xc0) == 0x80)
		len--;
	return len;
}

const char *outside(char dst[OUTSIDE_ROOM], const char *raw)
{
	size_t len = shown(raw), out = 0;

	if (len)
		dst[out++] = OUTSIDE_BEGIN;
	for (size_t i = 0; i < len; i++) {
		bool mark = raw[i] >= OUTSIDE_BEGIN && raw[i] <= OUTSIDE_QUOTE;

		if (mark)
			dst[out++] = OUTSIDE_QUOTE;
		dst[out++] = mark ? (char)(raw[i] | OUTSIDE_QUOTED) : raw[i];
	}
	if (len)
		dst[out++] = OUTSIDE_END;
	dst[out] = '\0';
	return dst;
}

const char *outside_process(char dst[PROCESS_ROOM], const char *comm, pid_t pid)
{
	snprintf(dst, PROCESS_ROOM, "%s (pid %d)", *comm ? OUTSIDE(comm) : "?",
		 (int)pid);
	return dst;
}
