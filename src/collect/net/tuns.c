/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/net/tuns.h"

#include <errno.h>
#include <netlink/cache.h>
#include <netlink/route/link.h>
#include <string.h>

#include "collect/base/context.h"
#include "collect/base/proc_file.h"
#include "collect/base/consumer_list.h"
#include "model/snapshot.h"
#include "util/span.h"

#define INFO_BYTES 512

/* What a packet may be, whatever the MTU, and its head (GSO_LEGACY_MAX_SIZE). */
#define PACKET_MAX 65536
#define PACKET_HEAD 1024
#define QUEUE_MAX (1U << 20)
#define QUEUES_MAX 256 /* MAX_TAP_QUEUES */

/* fdinfo of it has a line "iff:\tNAME" (tun_chr_show_fdinfo(), 3.19). */
static bool is_of(int proc, const struct fd_ref *ref, const char *name)
{
	char text[INFO_BYTES];
	struct span rest, line;
	ssize_t n = proc_read(proc_at(proc, ref->pid), text, sizeof(text),
			      "fdinfo/%d", ref->fd);

	rest = span_of(text, n > 0 ? (size_t)n : 0);
	while (span_line(&rest, &line))
		if (span_starts(line, "iff:\t") &&
		    span_is(span_of(line.p + 5, line.len - 5), name))
			return true;
	return false;
}

/* Who has it open; 0 where nobody was seen. Out of memory only that is lost. */
static pid_t holder(struct collect *c, const char *name)
{
	const struct fd_refs *refs = &c->fds.refs[FD_TUN];

	if (c->proc < 0 || fd_walk_all(&c->fds))
		return 0;
	for (size_t i = 0; i < refs->n; i++)
		if (is_of(c->proc, &refs->v[i], name))
			return refs->v[i].pid;
	return 0;
}

static int add(struct collect *c, struct rtnl_link *link)
{
	struct consumer row = { .name = "tun-queues",
				.basis = BASIS_UPPER_BOUND };
	const char *kind = rtnl_link_get_type(link);
	const char *name = rtnl_link_get_name(link);
	uint64_t queues = rtnl_link_get_num_tx_queues(link);
	uint64_t packets = rtnl_link_get_txqlen(link);

	/* one that never was full has lost no packet, and is no suspect */
	if (!kind || strcmp(kind, "tun") || !name ||
	    !rtnl_link_get_stat(link, RTNL_LINK_TX_DROPPED))
		return 0;
	if (packets > QUEUE_MAX || queues > QUEUES_MAX)
		return 0;
	row.count = queues ? queues : 1;
	row.bytes = row.count * packets * (PACKET_MAX + PACKET_HEAD);
	row.pid = holder(c, name);
	consumer_name(&row, span_of(name, strlen(name)));
	return consumers_add(c->snap, &row);
}

int tuns_add(struct collect *c, struct nl_sock *rtnl)
{
	struct nl_cache *links = NULL;
	int err = 0;

	/* what cannot be listed is a gap of the sockets */
	if (!rtnl || rtnl_link_alloc_cache(rtnl, AF_UNSPEC, &links))
		return 0;
	for (struct nl_object *o = nl_cache_get_first(links); o && !err;
	     o = nl_cache_get_next(o))
		err = add(c, (struct rtnl_link *)o);
	nl_cache_free(links);
	return err;
}
