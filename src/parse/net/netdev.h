/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the generic netlink families netdev and ethtool tell of an interface's
 * memory. Text is what stands behind the generic netlink header.
 */
#ifndef KMW_PARSE_NET_NETDEV_H
#define KMW_PARSE_NET_NETDEV_H

#include <stdbool.h>
#include <stdint.h>

#include "model/net/page_pool.h"
#include "util/opt.h"
#include "util/span.h"

/* include/uapi/linux/netdev.h, which Debian 12's headers lack */
#define NETDEV_FAMILY "netdev"
#define NETDEV_VERSION 1
#define NETDEV_PAGE_POOL_GET 5
#define NETDEV_PAGE_POOL_STATS_GET 9

/* A page pool (Documentation/netlink/specs/netdev.yaml, since 6.8). */
struct page_pool {
	uint64_t id;
	uint32_t ifindex; /* 0: its interface is gone */
	uint64_t inflight_bytes;
	struct opt_u64 detached_s; /* CLOCK_BOOTTIME; known: it only waits for
				    * its pages to come back */
	bool foreign;		   /* its memory is a device's or a process's */
	struct opt_u64 counters[POOL_COUNTERS_N]; /* not of page-pool-get */
};

/*
 * A message of page-pool-get. The figures are `uint`: 4 or 8 bytes. Returns 0,
 * or -EBADMSG where it is cut or has no id or no inflight-mem.
 */
int parse_page_pool(struct span attrs, struct page_pool *ret);

/*
 * A message of page-pool-stats-get: whose it is, and what it counted since it
 * was made. Returns 0, or -EBADMSG where it is cut or has no id.
 */
int parse_page_pool_stats(struct span attrs, uint64_t *ret_id,
			  struct opt_u64 ret_counters[POOL_COUNTERS_N]);

/* Receive buffers that a driver keeps filled (ETHTOOL_MSG_RINGS_GET, 5.7). */
struct nic_rings {
	uint32_t ifindex;
	uint32_t rx;	      /* entries of one queue, of all kinds */
	uint32_t buffer_size; /* rx-buf-len (5.17); 0: not given */
};

/* Returns 0, or -EBADMSG where it is cut or tells no interface. */
int parse_nic_rings(struct span attrs, struct nic_rings *ret);

struct nic_channels {
	uint32_t ifindex;
	uint32_t rx; /* queues that receive: rx and combined */
};

/* ETHTOOL_MSG_CHANNELS_GET, 5.7. Returns 0 or -EBADMSG. */
int parse_nic_channels(struct span attrs, struct nic_channels *ret);

/*
 * What a queue's buffers take at the least: each is what the driver says, else
 * a packet of the MTU with its headers and the buffer's own end, as a power of
 * two of 2 KiB or more.
 */
uint64_t nic_ring_bytes(const struct nic_rings *r, uint32_t queues,
			uint32_t mtu);

#endif
