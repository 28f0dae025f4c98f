/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/socket/probe.h"

#include <stdlib.h>

#include "model/socket/socket.h"

static const char *const names[READER_N] = {
	[READER_STOPPED] = "stopped",	  [READER_FROZEN] = "frozen",
	[READER_THROTTLED] = "throttled", [READER_BLOCKED] = "blocked",
	[READER_WAITING] = "waiting",	  [READER_SPINNING] = "spinning",
};

static int by_sock(const void *key, const void *elem)
{
	const uint32_t *sock = key;
	const struct probe *l = elem;

	return (*sock > l->sock) - (*sock < l->sock);
}

const struct probe *probes_find(const struct probes *l, uint32_t sock)
{
	return l->n ? bsearch(&sock, l->v, l->n, sizeof(*l->v), by_sock) : NULL;
}

const char *not_reading_name(enum not_reading why)
{
	return (unsigned)why < READER_N ? names[why] : NULL;
}

void probes_free(struct probes *l)
{
	free(l->v);
	*l = (struct probes){ 0 };
}

void probe_take_row(struct probe *l, const struct sock *row)
{
	l->seen = true;
	l->rqueue = row->rqueue;
	l->wqueue = row->wqueue;
	l->rmem_alloc = row->mem.rmem_alloc;
	l->wmem_queued = row->mem.wmem_queued;
	l->drops = row->mem.drops;
}

void probe_in_order(const struct sock *s, const struct probe *l,
		    struct sock *ret_first, struct probe *ret_second)
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
