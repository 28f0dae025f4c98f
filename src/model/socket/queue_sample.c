/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/socket/queue_sample.h"

#include <stdlib.h>

static int by_sock(const void *va, const void *vb)
{
	const struct queue_sample *a = va, *b = vb;

	return (a->sock > b->sock) - (a->sock < b->sock);
}

void queue_samples_sort(struct queue_samples *s)
{
	size_t kept = 0;

	if (s->n)
		qsort(s->v, s->n, sizeof(*s->v), by_sock);
	/* a socket of several processes was seen in each */
	for (size_t i = 0; i < s->n; i++)
		if (!kept || s->v[kept - 1].sock != s->v[i].sock)
			s->v[kept++] = s->v[i];
	s->n = kept;
}

const struct queue_sample *queue_samples_find(const struct queue_samples *s,
					      uint32_t sock)
{
	const struct queue_sample key = { .sock = sock };

	return s->n ? bsearch(&key, s->v, s->n, sizeof(*s->v), by_sock) : NULL;
}
