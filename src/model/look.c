/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/look.h"

#include <stdlib.h>

#include "model/socket.h"

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

void look_take_row(struct look *l, const struct sock *row)
{
	l->seen = true;
	l->rqueue = row->rqueue;
	l->wqueue = row->wqueue;
	l->rmem_alloc = row->mem.rmem_alloc;
	l->wmem_queued = row->mem.wmem_queued;
	l->drops = row->mem.drops;
}

void look_in_order(const struct sock *s, const struct look *l,
		   struct sock *ret_first, struct look *ret_second)
{
	*ret_first = *s;
	*ret_second = *l;
	if (!l->before)
		return;
	ret_first->rqueue = l->rqueue;
	ret_first->wqueue = l->wqueue;
	ret_first->mem.rmem_alloc = l->rmem_alloc;
	ret_first->mem.wmem_queued = l->wmem_queued;
	ret_first->mem.drops = l->drops;
	ret_second->rqueue = s->rqueue;
	ret_second->wqueue = s->wqueue;
	ret_second->rmem_alloc = s->mem.rmem_alloc;
	ret_second->wmem_queued = s->mem.wmem_queued;
	ret_second->drops = s->mem.drops;
}
