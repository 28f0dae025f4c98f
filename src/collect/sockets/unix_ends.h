/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ends of UNIX sockets: names, and who waits for whom. Pure. */
#ifndef KMW_COLLECT_SOCKETS_UNIX_ENDS_H
#define KMW_COLLECT_SOCKETS_UNIX_ENDS_H

#include <stddef.h>
#include <stdint.h>

#include "util/span.h"

struct diag_row;
struct idhash;
struct snapshot;
struct socks;

/*
 * Keeps the name of a socket in snap->strings: a path, or an abstract name
 * with '@' for each NUL, as ss has it. ret is 0 where it has none.
 * Returns 0 or -ENOMEM.
 */
int unix_ends_name(struct snapshot *snap, struct span raw, uint32_t *ret);

/*
 * Notes the clients whose connections wait in a listener's accept queue: the
 * socket at their other end has no inode yet. Returns 0 or -ENOMEM.
 */
int unix_ends_wait(struct idhash *waiting, const struct diag_row *row);

/* Gives such clients, from socks->v[first] on, their listener as peer. */
void unix_ends_accept(struct socks *socks, size_t first,
		      const struct idhash *waiting);

/*
 * Marks readers with a queue that no socket seen is charged for
 * (sock.orphan_queue), and takes what they hold into the totals. A datagram
 * queue is left alone where some sender has no peer: it may be its. No UNIX
 * socket stands before first: among many of others it is a long way to it.
 * Returns 0 or -ENOMEM.
 */
int unix_ends_find_gone(struct snapshot *snap, size_t first);

#endif
