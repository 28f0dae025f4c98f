/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who should read what a UNIX socket has sent. */
#ifndef KMW_ACCOUNT_SOCKETS_UNIX_READERS_H
#define KMW_ACCOUNT_SOCKETS_UNIX_READERS_H

#include <stdint.h>

struct snapshot;

/*
 * For each UNIX socket that sent what was not read yet: ret is the socket that
 * should read it, if it is a kept one. That is its peer, or the listener where
 * it was not accepted; for datagrams sent without connect() the one queue that
 * they can be in: there is only one, or one process has them all. Where the
 * sender has closed, the reader is its own. ret has as many elements as there
 * are sockets; others are left alone. Returns 0 or -ENOMEM.
 */
int unix_readers_find(const struct snapshot *snap, uint32_t *ret);

#endif
