/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/net/page_pool.h"

const char *pool_counter_name(enum pool_counter c)
{
	static const char *const names[] = {
#define X(id, name) name,
		POOL_COUNTERS(X)
#undef X
	};

	return names[c];
}
