/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/queues/suspects.h"

#include <stdbool.h>

#include "account/account.h"
#include "diagnose/queues/groups.h"
#include "model/snapshot.h"

#define HELD_MIN ((uint64_t)64 << 10)
#define HELD_IN_ALL ((uint64_t)4 << 20)
#define DROPPING_MIN 8

static bool is_suspect(const struct sock *s)
{
	/* neither dump nor exact request finds what is in no table */
	if (s->undumped || classify(s) == F_HEALTHY)
		return false;
	return sock_held_bytes(s) >= HELD_MIN ||
	       sock_rx_bytes(s) * 2 >= s->mem.rcvbuf;
}

/* Thousands of UNIX senders may wait for one reader. */
static bool has(const uint32_t *v, size_t n, uint32_t sock)
{
	for (size_t i = 0; i < n; i++)
		if (v[i] == sock)
			return true;
	return false;
}

size_t suspects_of(const struct snapshot *snap, const struct account *acct,
		   uint32_t *ret, size_t cap)
{
	uint64_t held = 0, dropping = 0;
	size_t n = 0;

	for (size_t i = 0; i < snap->socks.n; i++) {
		uint32_t at = acct->sock_rank[i];
		const struct sock *s = &snap->socks.v[at];

		if (!is_suspect(s))
			continue;
		held += sock_held_bytes(s);
		dropping += s->has_drops && s->mem.drops;
		if (s->proto == PROTO_UNIX)
			at = acct->partner[at];
		if (n < cap && at != NO_SOCK &&
		    (s->proto != PROTO_UNIX || !has(ret, n, at)))
			ret[n++] = at;
	}
	return held >= HELD_IN_ALL || dropping >= DROPPING_MIN ? n : 0;
}
