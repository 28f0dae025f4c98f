/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/memory/memory.h"

const char *meminfo_name(enum meminfo_key key)
{
	static const char *const names[] = {
#define X(k, line) [k] = line,
		MEMINFO_KEYS(X) MEMINFO_COUNTS(X)
#undef X
	};

	return names[key];
}

const char *vmstat_name(enum vmstat_key key)
{
	static const char *const names[] = {
#define X(k, line) [k] = line,
		VMSTAT_KEYS(X)
#undef X
	};

	return names[key];
}

bool meminfo_is_count(enum meminfo_key key)
{
	return key >= MEM_HUGEPAGES_TOTAL;
}
