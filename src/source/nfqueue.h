/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets that wait for the verdict of a program. */
#ifndef KMW_SOURCE_NFQUEUE_H
#define KMW_SOURCE_NFQUEUE_H

#include <stdint.h>

struct snapshot;
struct source;

/*
 * Reads dir/netfilter/nfnetlink_queue (dir: "proc/thread-self/net") of the
 * namespace with that index, which exists only where the module is loaded.
 * Returns 0 or -ENOMEM.
 */
int nfqueue_read(const struct source *src, const char *dir, uint32_t netns,
		 struct snapshot *snap);

#endif
