/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/sockets/left_open.h"

#include "model/socket/socket.h"

/* So few are no leak, and so many tell enough: 9 MiB of records. */
#define LEAST 500
#define MOST 65536

static bool holds_nothing(const struct sock *s)
{
	return sock_is_left_open(s) && !sock_held_bytes(s);
}

bool left_open_keeps(const struct sock *s, uint32_t *seen)
{
	if (holds_nothing(s) && (*seen)++ >= MOST)
		return false;
	return sock_is_worth_keeping(s);
}

void left_open_forget(struct socks *socks, size_t first, uint32_t seen)
{
	size_t to = first;

	if (!seen || seen >= LEAST)
		return;
	for (size_t i = first; i < socks->n; i++)
		if (!holds_nothing(&socks->v[i]))
			socks->v[to++] = socks->v[i];
	socks->n = to;
}
