/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packet rings: pages that the kernel took from nobody's counter. */
#ifndef KMW_ACCOUNT_KERNEL_RINGS_H
#define KMW_ACCOUNT_KERNEL_RINGS_H

#include <stdint.h>
#include <sys/types.h>

struct snapshot;

struct rings {
	uint64_t bytes; /* of all, but those that vmalloc counts */
	pid_t pid;	/* who has the most of it; 0 where nobody is known */
};

/*
 * Sums the rings of packet sockets. The umem of an XDP socket is none: it is
 * the process's own memory, pinned, and in AnonPages (net/xdp/xdp_umem.c).
 */
struct rings rings_sum(const struct snapshot *snap);

#endif
