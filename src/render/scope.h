/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was looked at, summed. */
#ifndef KMW_RENDER_SCOPE_H
#define KMW_RENDER_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "model/net/netns.h"
#include "model/socket/protocol.h"

struct snapshot;

/* How many network namespaces were met with that look. */
size_t scope_netns(const struct netnses *all, enum netns_access access);

/* The sums over all protocols; false, and 0, where none was dumped. */
bool scope_sockets(const struct snapshot *snap, struct dump_totals *ret);

#endif
