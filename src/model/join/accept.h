/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A connection that was not accepted yet has no inode and so no fd; it belongs
 * to whoever has the listener. Which listener made it is not told: it is found
 * by address, as the kernel finds it (net/ipv4/inet_hashtables.c). Pure.
 */
#ifndef KMW_MODEL_JOIN_ACCEPT_H
#define KMW_MODEL_JOIN_ACCEPT_H

#include <stdbool.h>

struct sock;
struct sock_owners;
struct socks;

/* Whether a row without an inode waits in an accept queue. */
bool accept_is_waiting(const struct sock *s);

/* Whether a row without an inode is closed and only still sends. */
bool accept_is_orphan(const struct sock *s);

/*
 * Whether the listener may have made the child: same namespace and port, same
 * local address or the wildcard, no other device. :: takes IPv4 unless v6only.
 */
bool accept_takes(const struct sock *listener, const struct sock *child);

/*
 * A listing without inodes: where no more connections of a listener have no
 * process than wait in its accept queue, it is those that wait. Clears
 * inode_unknown of them. Returns 0 or -ENOMEM.
 */
int accept_infer_waiting(struct socks *socks);

/*
 * Gives each waiting row the owners of its listener, of the one with the exact
 * address before the wildcard, of all that share it by SO_REUSEPORT: appends
 * to owners (fd -1) and sets via. The listeners must have theirs. Returns 0,
 * -E2BIG (more owners than are worth their memory: the rest has none) or
 * -ENOMEM.
 */
int accept_owners(struct socks *socks, struct sock_owners *owners);

#endif
