/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/look.h"

#include <stdlib.h>

static const char *const names[READER_N] = {
	[READER_STOPPED] = "stopped",	  [READER_FROZEN] = "frozen",
	[READER_THROTTLED] = "throttled", [READER_BLOCKED] = "blocked",
	[READER_WAITING] = "waiting",	  [READER_SPINNING] = "spinning",
};

static int by_sock(const void *key, const void *elem)
{
	const uint32_t *sock = key;
	const struct look *l = elem;

	return (*sock > l->sock) - (*sock < l->sock);
}

const struct look *looks_find(const struct looks *l, uint32_t sock)
{
	return l->n ? bsearch(&sock, l->v, l->n, sizeof(*l->v), by_sock) : NULL;
}

const char *not_reading_name(enum not_reading why)
{
	return (unsigned)why < READER_N ? names[why] : NULL;
}

void looks_free(struct looks *l)
{
	free(l->v);
	*l = (struct looks){ 0 };
}
