/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/consumer_list.h"
#include "collect/net/netdevs.h"

#include <errno.h>
#include <linux/ethtool_netlink.h>
#include <net/if.h>
#include <netlink/netlink.h>
#include <netlink/route/link.h>
#include <netlink/socket.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "collect/base/context.h"
#include "collect/net/genl.h"
#include "collect/net/pools.h"
#include "collect/net/tuns.h"
#include "collect/netns/netns.h"
#include "source/facts.h"
#include "source/source.h"
#include "collect/net/tunnels.h"
#include "model/snapshot.h"
#include "parse/net/netdev.h"
#include "parse/parse.h"
#include "util/buf.h"
#include "util/clock.h"
#include "util/vec.h"

#define NICS_MAX 4096

#define CONNTRACK "proc/sys/net/netfilter/nf_conntrack"

/* Hash buckets of connections are list heads (nf_conntrack_core.c). */
#define CONNTRACK_BUCKET 8

struct nic {
	struct nic_rings rings;
	uint32_t queues;
};

struct nics {
	struct nic *v;
	size_t n;
	size_t cap;
};

/* A network namespace, and the sockets that belong to it. */
struct visit {
	struct collect *collect;
	struct snapshot *snap;
	const struct netns_place *place;
	struct nl_sock *genl;
	struct nl_sock *rtnl;
	struct pools pools;
	struct nics nics;
	bool cut;
};

static int take_rings(struct span attrs, void *data)
{
	struct visit *v = data;
	struct nic nic = { .queues = 1 };

	if (parse_nic_rings(attrs, &nic.rings) || !nic.rings.rx)
		return 0;
	if (v->nics.n >= NICS_MAX) {
		v->cut = true;
		return 0;
	}
	if (VEC_GROW(&v->nics))
		return -ENOMEM;
	v->nics.v[v->nics.n++] = nic;
	return 0;
}

static int take_channels(struct span attrs, void *data)
{
	struct visit *v = data;
	struct nic_channels c;

	if (parse_nic_channels(attrs, &c) || !c.rx)
		return 0;
	for (size_t i = 0; i < v->nics.n; i++)
		if (v->nics.v[i].rings.ifindex == c.ifindex)
			v->nics.v[i].queues = c.rx;
	return 0;
}

/* The interface's name to c, and its MTU; 0 where it is not known. */
static uint32_t ask_link(struct visit *v, uint32_t ifindex, struct consumer *c)
{
	struct rtnl_link *link = NULL;
	const char *name;
	uint32_t mtu = 0;

	if (!ifindex || !v->rtnl ||
	    rtnl_link_get_kernel(v->rtnl, (int)ifindex, NULL, &link))
		return 0;
	name = rtnl_link_get_name(link);
	if (name)
		consumer_name(c, span_of(name, strlen(name)));
	mtu = rtnl_link_get_mtu(link);
	rtnl_link_put(link);
	return mtu;
}

static void name_link(uint32_t ifindex, char *dst, void *data)
{
	struct consumer c = { 0 };

	(void)ask_link(data, ifindex, &c);
	span_copy(span_of(c.holder, strlen(c.holder)), dst, IFNAMSIZ);
}

static int add_pools(struct visit *v)
{
	uint64_t now = (uint64_t)clock_ms(CLOCK_BOOTTIME) / 1000;

	return pools_add(&v->pools, v->place->inode, now, name_link, v,
			 v->snap);
}

static int add_rings(struct visit *v)
{
	int err = 0;

	for (size_t i = 0; i < v->nics.n && !err; i++) {
		const struct nic *nic = &v->nics.v[i];
		struct consumer c = { .name = "nic-rings",
				      .basis = BASIS_ESTIMATE };
		uint32_t mtu;

		/* where a driver has page pools its rings are filled of them */
		if (pools_have(&v->pools, nic->rings.ifindex))
			continue;
		mtu = ask_link(v, nic->rings.ifindex, &c);
		c.bytes = nic_ring_bytes(&nic->rings, nic->queues, mtu);
		c.count = nic->queues;
		err = consumers_add(v->snap, &c);
	}
	return err;
}

static int ask(struct visit *v, const char *family, uint8_t version,
	       uint8_t command, int (*attrs)(struct span, void *), void *data,
	       const char *effect)
{
	int err = genl_dump(v->genl, family, version, command, attrs, data);

	/* a kernel that is too old, or built without it */
	if (!err || err == -ENOENT || err == -EOPNOTSUPP || err == -ENOMEM)
		return err == -ENOMEM ? err : 0;
	gaps_add(&v->snap->gaps, family, -err, effect, "netns %llu",
		 (unsigned long long)v->place->inode);
	return 0;
}

static int ask_all(struct visit *v)
{
	static const char pools[] = "page pools are not counted";
	static const char stats[] = "what happened to their pages is not "
				    "known";
	static const char rings[] = "rings of interfaces are not counted";
	int err = ask(v, NETDEV_FAMILY, NETDEV_VERSION, NETDEV_PAGE_POOL_GET,
		      pools_take, &v->pools, pools);

	pools_sort(&v->pools);
	if (!err && v->pools.n)
		err = ask(v, NETDEV_FAMILY, NETDEV_VERSION,
			  NETDEV_PAGE_POOL_STATS_GET, pools_take_stats,
			  &v->pools, stats);
	if (!err)
		err = ask(v, ETHTOOL_GENL_NAME, ETHTOOL_GENL_VERSION,
			  ETHTOOL_MSG_RINGS_GET, take_rings, v, rings);
	if (!err && v->nics.n)
		err = ask(v, ETHTOOL_GENL_NAME, ETHTOOL_GENL_VERSION,
			  ETHTOOL_MSG_CHANNELS_GET, take_channels, v, rings);
	if (!err)
		err = add_pools(v);
	if (!err)
		err = add_rings(v);
	if (!err)
		err = tuns_add(v->collect, v->rtnl);
	if (v->cut || v->pools.cut)
		gaps_add(&v->snap->gaps, "interfaces", 0,
			 "not all page pools and rings are counted",
			 "netns %llu", (unsigned long long)v->place->inode);
	return err;
}

/* The size of one tracked connection, where slabinfo tells it. */
static uint64_t conntrack_object(const struct snapshot *snap)
{
	const struct slabs *slabs = &snap->memory.slabs;

	for (size_t i = 0; i < slabs->n; i++)
		if (!strncmp(slabs->v[i].name, "nf_conntrack", 12) &&
		    strcmp(slabs->v[i].name, "nf_conntrack_expect"))
			return slabs->v[i].object_bytes;
	return 0;
}

/* Read inside: the files are those of the namespace that the thread is in. */
static int add_conntrack(const struct source *src, struct visit *v, bool home)
{
	struct consumer table = { .name = "conntrack",
				  .basis = BASIS_ESTIMATE,
				  .counted_in = COUNTED_SLAB };
	struct consumer hash = { .name = "conntrack-hash",
				 .basis = BASIS_ESTIMATE,
				 .counted_in = COUNTED_VMALLOC };
	struct buf text = { 0 };
	uint64_t buckets = 0;
	int err;

	(void)facts_number(src, &text, &table.count, CONNTRACK "_count");
	table.bytes = table.count * conntrack_object(v->snap);
	consumer_name(&table, span_of(v->place->name, strlen(v->place->name)));
	err = consumers_add(v->snap, &table);
	/* one table for all namespaces (4.9) */
	if (!err && home) {
		(void)facts_number(src, &text, &buckets, CONNTRACK "_buckets");
		hash.bytes = buckets * CONNTRACK_BUCKET;
		err = consumers_add(v->snap, &hash);
	}
	buf_free(&text);
	return err;
}

/* What only being inside can do: the rest is asked from home. */
static int read_inside(const struct source *src, struct visit *v, bool home)
{
	int err = genl_open(&v->genl);

	if (!err)
		err = tunnels_open(&v->rtnl);
	return err ? err : add_conntrack(src, v, home);
}

static int visit_place(struct collect *c, const struct netns_home *home,
		       const struct netns_places *places, size_t at)
{
	struct snapshot *snap = c->snap;
	struct visit v = { .collect = c,
			   .snap = snap,
			   .place = &places->v[at] };
	int err = at ? netns_enter(home, places, at) : 0;

	if (err)
		return err == -ENOTRECOVERABLE ? err : 0;
	err = read_inside(&c->src, &v, !at);
	if (at && netns_return(home))
		err = -ENOTRECOVERABLE;
	else if (!err)
		err = ask_all(&v);
	else if (err != -ENOMEM)
		gaps_add(&snap->gaps, "generic netlink", -err,
			 "page pools and rings of interfaces are not counted",
			 "netns %llu", (unsigned long long)v.place->inode);
	genl_close(v.genl);
	tunnels_close(v.rtnl);
	pools_free(&v.pools);
	free(v.nics.v);
	return err == -ENOMEM || err == -ENOTRECOVERABLE ? err : 0;
}

int netdevs_collect(struct collect *c)
{
	const struct source *src = &c->src;
	struct netns_places places = { 0 };
	struct netns_home home = { .fd = -1 };
	struct gaps none = { 0 }; /* they are known from the sockets */
	int err = netns_home_open(src, &home);

	if (err)
		return err == -ENOMEM ? err : 0;
	err = c->opts.netns_self ? netns_add_home(&home, &places)
				 : netns_find(src, &home, NULL, &none, &places);
	for (size_t i = 0; i < places.n && !err; i++)
		err = visit_place(c, &home, &places, i);
	netns_places_free(&places);
	netns_home_close(&home);
	gaps_free(&none);
	return err;
}
