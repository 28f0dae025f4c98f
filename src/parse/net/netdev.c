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

/* nla_put_uint() (6.7): 4 bytes where they do, else 8 */
static int get_uint(struct span value, uint64_t *ret)
{
	uint32_t small;

	if (value.len == sizeof(*ret))
		return nlattr_get(value, ret, sizeof(*ret));
	if (value.len != sizeof(small) ||
	    nlattr_get(value, &small, sizeof(small)))
		return -EBADMSG;
	*ret = small;
	return 0;
}

struct pool_seen {
	bool id;
	bool bytes;
};

static int take_pool(const struct nlattr_view *a, struct page_pool *p,
		     struct pool_seen *seen)
{
	uint64_t n = 0;

	switch (a->type) {
	case POOL_ID:
		seen->id = true;
		return get_uint(a->value, &p->id);
	case POOL_IFINDEX:
		return nlattr_get(a->value, &p->ifindex, sizeof(p->ifindex));
	case POOL_INFLIGHT_MEM:
		seen->bytes = true;
		return get_uint(a->value, &p->inflight_bytes);
	case POOL_DETACH_TIME:
		if (get_uint(a->value, &n))
			return -EBADMSG;
		p->detached_s = opt_u64(n);
		return 0;
	case POOL_DMABUF:
	case POOL_IO_URING:
		p->foreign = true;
		return 0;
	default:
		return 0;
	}
}

int parse_page_pool(struct span attrs, struct page_pool *ret)
{
	struct pool_seen seen = { 0 };
	struct page_pool p = { 0 };
	struct nlattr_view a;
	int more;

	while ((more = nlattr_next(&attrs, &a)) > 0)
		if (take_pool(&a, &p, &seen))
			return -EBADMSG;
	if (more < 0 || !seen.id || !seen.bytes)
		return -EBADMSG;
	/* the count is signed in the kernel and may blur below 0 */
	if (p.inflight_bytes > INT64_MAX)
		p.inflight_bytes = 0;
	*ret = p;
	return 0;
}

/* The pool's id, out of the attributes that page-pool-get begins with. */
static int take_pool_info(struct span value, uint64_t *ret_id)
{
	struct nlattr_view a;
	int more;

	while ((more = nlattr_next(&value, &a)) > 0)
		if (a.type == POOL_ID && get_uint(a.value, ret_id))
			return -EBADMSG;
	return more;
}

int parse_page_pool_stats(struct span attrs, uint64_t *ret_id,
			  struct opt_u64 ret_counters[POOL_COUNTERS_N])
{
	struct opt_u64 counters[POOL_COUNTERS_N] = { 0 };
	struct nlattr_view a;
	uint64_t id = 0, n;
	int more;

	while ((more = nlattr_next(&attrs, &a)) > 0) {
		if (a.type == POOL_STATS_INFO) {
			if (take_pool_info(a.value, &id))
				return -EBADMSG;
			continue;
		}
		/* a kernel may have more of them, behind these */
		if (a.type < POOL_STATS_FIRST ||
		    a.type >= POOL_STATS_FIRST + POOL_COUNTERS_N)
			continue;
		if (get_uint(a.value, &n))
			return -EBADMSG;
		counters[a.type - POOL_STATS_FIRST] = opt_u64(n);
	}
	if (more < 0 || !id)
		return -EBADMSG;
	*ret_id = id;
	memcpy(ret_counters, counters, sizeof(counters));
	return 0;
}

static int take_header(struct span value, uint32_t *ret_ifindex)
{
	struct nlattr_view a;
	int more;

	while ((more = nlattr_next(&value, &a)) > 0)
		if (a.type == ETHTOOL_A_HEADER_DEV_INDEX &&
		    nlattr_get(a.value, ret_ifindex, sizeof(*ret_ifindex)))
			return -EBADMSG;
	return more < 0 ? more : 0;
}

static int add_u32(struct span value, uint32_t *sum)
{
	uint32_t n;

	if (nlattr_get(value, &n, sizeof(n)) ||
	    __builtin_add_overflow(*sum, n, sum))
		return -EBADMSG;
	return 0;
}

static int take_rings(const struct nlattr_view *a, struct nic_rings *r)
{
	switch (a->type) {
	case ETHTOOL_A_RINGS_HEADER:
		return take_header(a->value, &r->ifindex);
	case ETHTOOL_A_RINGS_RX:
	case ETHTOOL_A_RINGS_RX_MINI:
	case ETHTOOL_A_RINGS_RX_JUMBO:
		return add_u32(a->value, &r->rx);
	case RINGS_RX_BUF_LEN:
		return nlattr_get(a->value, &r->buffer_size,
				  sizeof(r->buffer_size));
	default:
		return 0;
	}
}

int parse_nic_rings(struct span attrs, struct nic_rings *ret)
{
	struct nic_rings r = { 0 };
	struct nlattr_view a;
	int more;

	while ((more = nlattr_next(&attrs, &a)) > 0)
		if (take_rings(&a, &r))
			return -EBADMSG;
	if (more < 0 || !r.ifindex)
		return -EBADMSG;
	*ret = r;
	return 0;
}

int parse_nic_channels(struct span attrs, struct nic_channels *ret)
{
	struct nic_channels c = { 0 };
	struct nlattr_view a;
	int more;

	while ((more = nlattr_next(&attrs, &a)) > 0) {
		int err = 0;

		if (a.type == ETHTOOL_A_CHANNELS_HEADER)
			err = take_header(a.value, &c.ifindex);
		else if (a.type == ETHTOOL_A_CHANNELS_RX_COUNT ||
			 a.type == ETHTOOL_A_CHANNELS_COMBINED_COUNT)
			err = add_u32(a.value, &c.rx);
		if (err)
			return -EBADMSG;
	}
	if (more < 0 || !c.ifindex)
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
