/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/net/netdev.h"

#include <errno.h>
#include <linux/ethtool_netlink.h>
#include <string.h>

#include "parse/diag/nlattr.h"

/* NETDEV_A_PAGE_POOL_* */
enum {
	POOL_ID = 1,
	POOL_IFINDEX,
	POOL_NAPI_ID,
	POOL_INFLIGHT,
	POOL_INFLIGHT_MEM,
	POOL_DETACH_TIME,
	POOL_DMABUF,
	POOL_IO_URING,
};

/* NETDEV_A_PAGE_POOL_STATS_*: INFO is nested, the counters begin at 8. */
#define POOL_STATS_INFO 1
#define POOL_STATS_FIRST 8

/* ETHTOOL_A_RINGS_RX_BUF_LEN, newer than some headers */
#define RINGS_RX_BUF_LEN 10

/* Ethernet and VLAN headers, and the room that drivers leave before them. */
#define FRAME_EXTRA 22
#define HEADROOM 64
/* struct skb_shared_info, in whole cache lines */
#define SHARED_INFO 320
#define BUFFER_MIN 2048
/* No driver has larger ones: what tells of more is broken. */
#define BUFFER_MAX (1U << 20)

/* A pool, and what it has to say of itself. */
struct pool_seen {
	struct page_pool p;
	struct opt_u64 id, bytes;
};

static int read_foreign(struct span value, void *ret_bool)
{
	(void)value;
	*(bool *)ret_bool = true;
	return 0;
}

static const struct nlattr_row pool_rows[] = {
	NLATTR_READ(POOL_ID, nlattr_opt_uint, struct pool_seen, id),
	NLATTR_COPY(POOL_IFINDEX, struct pool_seen, p.ifindex),
	NLATTR_READ(POOL_INFLIGHT_MEM, nlattr_opt_uint, struct pool_seen,
		    bytes),
	NLATTR_READ(POOL_DETACH_TIME, nlattr_opt_uint, struct pool_seen,
		    p.detached_s),
	NLATTR_READ(POOL_DMABUF, read_foreign, struct pool_seen, p.foreign),
	NLATTR_READ(POOL_IO_URING, read_foreign, struct pool_seen, p.foreign),
};

int parse_page_pool(struct span attrs, struct page_pool *ret)
{
	struct pool_seen s = { 0 };

	if (NLATTRS(attrs, pool_rows, &s) || !s.id.known || !s.bytes.known)
		return -EBADMSG;
	s.p.id = s.id.v;
	/* the count is signed in the kernel and may blur below 0 */
	s.p.inflight_bytes = s.bytes.v > INT64_MAX ? 0 : s.bytes.v;
	*ret = s.p;
	return 0;
}

/* The pool's id, out of the attributes that page-pool-get begins with. */
static int read_pool_info(struct span nest, void *ret_u64)
{
	static const struct nlattr_row row[] = {
		{ .type = POOL_ID, .read = nlattr_uint },
	};

	return NLATTRS(nest, row, ret_u64);
}

int parse_page_pool_stats(struct span attrs, uint64_t *ret_id,
			  struct opt_u64 ret_counters[POOL_COUNTERS_N])
{
	/* a kernel may have more counters, behind these */
	struct nlattr_row rows[POOL_COUNTERS_N];
	static const struct nlattr_row info[] = {
		{ .type = POOL_STATS_INFO, .read = read_pool_info },
	};
	struct opt_u64 counters[POOL_COUNTERS_N] = { 0 };
	uint64_t id = 0;

	for (unsigned i = 0; i < POOL_COUNTERS_N; i++)
		rows[i] = (struct nlattr_row){
			.type = POOL_STATS_FIRST + i,
			.read = nlattr_opt_uint,
			.offset = i * sizeof(*counters),
		};
	if (NLATTRS(attrs, info, &id) || NLATTRS(attrs, rows, counters) || !id)
		return -EBADMSG;
	*ret_id = id;
	memcpy(ret_counters, counters, sizeof(counters));
	return 0;
}

static int read_header(struct span nest, void *ret_u32)
{
	static const struct nlattr_row row[] = {
		{ .type = ETHTOOL_A_HEADER_DEV_INDEX,
		  .size = sizeof(uint32_t) },
	};

	return NLATTRS(nest, row, ret_u32);
}

static int add_u32(struct span value, void *sum_u32)
{
	uint32_t n, *sum = sum_u32;

	if (nlattr_get(value, &n, sizeof(n)) ||
	    __builtin_add_overflow(*sum, n, sum))
		return -EBADMSG;
	return 0;
}

static const struct nlattr_row rings_rows[] = {
	NLATTR_READ(ETHTOOL_A_RINGS_HEADER, read_header, struct nic_rings,
		    ifindex),
	NLATTR_READ(ETHTOOL_A_RINGS_RX, add_u32, struct nic_rings, rx),
	NLATTR_READ(ETHTOOL_A_RINGS_RX_MINI, add_u32, struct nic_rings, rx),
	NLATTR_READ(ETHTOOL_A_RINGS_RX_JUMBO, add_u32, struct nic_rings, rx),
	NLATTR_COPY(RINGS_RX_BUF_LEN, struct nic_rings, buffer_size),
};

int parse_nic_rings(struct span attrs, struct nic_rings *ret)
{
	struct nic_rings r = { 0 };

	if (NLATTRS(attrs, rings_rows, &r) || !r.ifindex)
		return -EBADMSG;
	*ret = r;
	return 0;
}

static const struct nlattr_row channels_rows[] = {
	NLATTR_READ(ETHTOOL_A_CHANNELS_HEADER, read_header, struct nic_channels,
		    ifindex),
	NLATTR_READ(ETHTOOL_A_CHANNELS_RX_COUNT, add_u32, struct nic_channels,
		    rx),
	NLATTR_READ(ETHTOOL_A_CHANNELS_COMBINED_COUNT, add_u32,
		    struct nic_channels, rx),
};

int parse_nic_channels(struct span attrs, struct nic_channels *ret)
{
	struct nic_channels c = { 0 };

	if (NLATTRS(attrs, channels_rows, &c) || !c.ifindex)
		return -EBADMSG;
	*ret = c;
	return 0;
}

uint64_t nic_ring_bytes(const struct nic_rings *r, uint32_t queues,
			uint32_t mtu)
{
	uint64_t buffer = BUFFER_MIN, need;

	need = r->buffer_size
		       ? r->buffer_size
		       : (uint64_t)mtu + FRAME_EXTRA + HEADROOM + SHARED_INFO;
	if (need > BUFFER_MAX)
		return 0;
	while (buffer < need)
		buffer <<= 1;
	/* a queue of a million entries, a million queues: 2^20 each fits */
	if (r->rx > 1U << 20 || queues > 1U << 20)
		return 0;
	return buffer * r->rx * (queues ? queues : 1);
}
