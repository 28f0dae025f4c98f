/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sockets of all network namespaces. */
#ifndef KMW_COLLECT_SOCKETS_SOCKETS_H
#define KMW_COLLECT_SOCKETS_SOCKETS_H

#include <stddef.h>

struct collect;
struct netns_places;

/* netns (all), sockets, protocols: one sock_diag dump a family and protocol. */
int collect_sockets(struct collect *c);

/*
 * The same for namespaces that were found later, the places (netns.h) from
 * first on; protocols.after is read again. Returns 0, -ENOTRECOVERABLE or
 * -ENOMEM.
 */
int collect_sockets_of(struct collect *c, const struct netns_places *places,
		       size_t first);

#endif
