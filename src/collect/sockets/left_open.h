/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets in CLOSE-WAIT that hold nothing: they count by their number. */
#ifndef KMW_COLLECT_SOCKETS_LEFT_OPEN_H
#define KMW_COLLECT_SOCKETS_LEFT_OPEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sock;
struct socks;

/*
 * Whether a row of a dump is worth a record, as sock_is_worth_keeping() says,
 * up to some number of those; they are counted in *seen.
 */
bool left_open_keeps(const struct sock *s, uint32_t *seen);

/*
 * Takes back those behind the first ones where there are few: a leak has many,
 * and each that is kept has its owner looked for.
 */
void left_open_forget(struct socks *socks, size_t first, uint32_t seen);

#endif
