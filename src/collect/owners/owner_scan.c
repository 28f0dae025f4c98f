/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/owners/owner_scan.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "collect/base/context.h"
#include "collect/sockets/sockets.h"
#include "collect/netns/netns_name.h"
#include "source/source.h"
#include "collect/sockets/undumped.h"
#include "model/join/undumped.h"
#include "model/snapshot.h"

int owner_scan_need_places(struct owner_scan *h)
{
	struct gaps none = { 0 }; /* they are known from the first time */
	int err;

	if (h->places.n || h->home.fd < 0)
		return 0;
	if (h->c->opts.netns_self)
		err = netns_add_home(&h->home, &h->places);
	else
		err = netns_find(&h->c->src, &h->home, NULL, &none, &h->places);
	gaps_free(&none);
	return err;
}

/* All sockets of the dumps, to know which fd is in none. */
static int list_sockets(struct owner_scan *h)
{
	int r = owner_scan_need_places(h);

	if (!r)
		r = listed_inodes(h->c->snap, &h->home, &h->places, 0,
				  &h->listed);
	h->for_undumped = !r;
	inodes_sort(&h->listed);
	return r == 1 ? 0 : r;
}

/* What was asked for and cannot be done must be said. */
static int refuse(struct owner_scan *h)
{
	if (h->c->opts.intrusive)
		gaps_add(&h->c->snap->gaps, "--intrusive", 0,
			 "sockets in no dump cannot be distinguished from "
			 "those that were not seen",
			 "not every namespace was examined");
	return 0;
}

int owner_scan_open(struct collect *c, struct owner_scan *ret)
{
	const struct collect_opts *opts = &c->opts;
	const struct snapshot *snap = c->snap;
	int err;

	*ret = (struct owner_scan){ .c = c,
				    .home = { .fd = -1 },
				    .no_bpf = opts->no_bpf ? -ECANCELED : 0,
				    .sees_all = snap->privileged &&
						!snap->contained };
	if (netns_home_open(&c->src, &ret->home))
		return refuse(ret);
	ret->missing = opts->intrusive || undumped_suspected(snap);
	if (!ret->missing)
		return 0;
	/* where a namespace is missing every socket of it would be one */
	if (opts->netns_self || !snap->protocols.v[PROTO_TCP].complete ||
	    !snap->protocols.v[PROTO_UDP].complete)
		return refuse(ret);
	err = list_sockets(ret);
	return err || ret->for_undumped ? err : refuse(ret);
}

/* The inodes that an fd may have; TIME_WAIT and the like have 0. */
static int wanted_inodes(const struct socks *socks, struct refhash *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < socks->n; i++)
		n += socks->v[i].inode != 0;
	if (n && refhash_reserve(ret, n))
		return -ENOMEM;
	for (size_t i = 0; i < socks->n; i++)
		if (socks->v[i].inode &&
		    refhash_add(ret, (uint32_t)i) == -ENOMEM)
			return -ENOMEM;
	return 0;
}

static int known_netns(const struct owner_scan *h, struct idhash *ret)
{
	int err = 0;

	for (size_t i = 0; err != -ENOMEM && i < h->c->snap->netns.n; i++)
		err = idhash_add(ret, h->c->snap->netns.v[i].inode, 0);
	for (size_t i = 0; err != -ENOMEM && i < h->places.n; i++)
		err = idhash_add(ret, h->places.v[i].inode, 0);
	return err == -ENOMEM ? err : 0;
}

int owner_scan_fds(struct owner_scan *h, const struct fd_want *want,
		   struct fdscan *ret)
{
	if (!h->no_bpf)
		h->no_bpf = fdscan_bpf(h->c->proc, want, ret);
	if (!h->no_bpf || h->no_bpf == -ENOMEM)
		return h->no_bpf;
	return fdscan(&h->c->fds, want, ret);
}

static int scan_once(struct owner_scan *h)
{
	struct refhash socks = { .id_of = socks_inode_of,
				 .array = &h->c->snap->socks };
	struct idhash netns = { 0 };
	bool others = !h->c->opts.netns_self && h->home.fd >= 0;
	const struct fd_want want = { .socks = &socks,
				      .netns = others ? &netns : NULL,
				      .listed = h->for_undumped ? &h->listed
								: NULL };
	int err = wanted_inodes(&h->c->snap->socks, &socks);

	if (!err)
		err = known_netns(h, &netns);
	fdscan_free(&h->scan);
	/*
	 * A namespace that only an fd keeps is found by any scan; a scan for
	 * its sake alone is worth it where memory is missing.
	 */
	if (!err && (socks.n || h->for_undumped ||
		     (others && h->sees_all && h->missing)))
		err = owner_scan_fds(h, &want, &h->scan);
	refhash_free(&socks);
	idhash_free(&netns);
	return err;
}

/* Adds the namespaces that the scan found. */
static int add_places(struct owner_scan *h)
{
	const struct fd_refs *refs = &h->scan.finds.netns;
	int err = 0;

	if (refs->n && !h->places.n)
		err = netns_add_home(&h->home, &h->places);
	for (size_t i = 0; !err && i < refs->n; i++) {
		err = netns_add_fd(&h->places, refs->v[i].inode, refs->v[i].pid,
				   refs->v[i].fd, -1);
		if (err == -EEXIST) /* both threads found it */
			err = 0;
	}
	return err;
}

/* Dumps the places from first on. */
static int visit_places(struct owner_scan *h, size_t first)
{
	int err;

	for (size_t i = first; i < h->places.n; i++)
		netns_name_kept(h->c->proc, &h->places.v[i]);
	err = collect_sockets_of(h->c, &h->places, first);
	if (!err && h->for_undumped) {
		err = listed_inodes(h->c->snap, &h->home, &h->places, first,
				    &h->listed);
		inodes_sort(&h->listed);
	}
	return err == 1 ? 0 : err;
}

/* Leaves out those that a dump has by now: to borrow one touches it. */
static void drop_listed(struct owner_scan *h)
{
	struct fd_refs *refs = &h->scan.finds.undumped;
	size_t kept = 0;

	for (size_t i = 0; i < refs->n; i++)
		if (!inodes_has(&h->listed, refs->v[i].inode))
			refs->v[kept++] = refs->v[i];
	refs->n = kept;
}

/* Sockets in no dump, and the namespaces that only they keep. */
static int borrow(struct owner_scan *h)
{
	struct undumped_list found = { 0 };
	size_t first = h->places.n;
	int err;

	drop_listed(h);
	err = undumped_borrow(&h->c->src, &h->scan.finds.undumped, h->c->snap,
			      &h->places, &found);
	if (!err && h->places.n > first)
		err = visit_places(h, first);
	if (!err)
		err = undumped_add(&found, h->c->snap);
	free(found.v);
	return err;
}

/* Follows up what the scan found; whether another one is worth while. */
static int follow(struct owner_scan *h, bool *ret_again)
{
	size_t socks = h->c->snap->socks.n;
	size_t first = h->places.n ? h->places.n : 1;
	int err = add_places(h);

	if (!err && h->places.n > first)
		err = visit_places(h, first);
	if (!err && h->for_undumped && h->c->opts.intrusive)
		err = borrow(h);
	*ret_again = h->c->snap->socks.n > socks ||
		     (h->for_undumped && h->places.n > first);
	return err;
}

static void say_no_bpf(struct owner_scan *h)
{
	static const char effect[] =
		"what sockets in no dump hold is known only as a sum";

	if (h->c->opts.no_bpf)
		gaps_add(&h->c->snap->gaps, "BPF iterator", 0, effect,
			 "--no-bpf");
	else
		gaps_add(&h->c->snap->gaps, "BPF iterator", -h->no_bpf, effect,
			 "iter/task_file");
}

int owner_scan_run(struct owner_scan *h)
{
	bool again = false;
	int err = scan_once(h);

	if (!err)
		err = follow(h, &again);
	/* once: what turns up now was made meanwhile */
	if (!err && again)
		err = scan_once(h);
	if (!err)
		err = undumped_add_owned(&h->scan.finds.closed,
					 h->c->opts.netns_self, h->c->snap,
					 &h->scan.finds.owners);
	if (!err && h->no_bpf && undumped_suspected(h->c->snap))
		say_no_bpf(h);
	return err;
}

void owner_scan_close(struct owner_scan *h)
{
	fdscan_free(&h->scan);
	inodes_free(&h->listed);
	netns_places_free(&h->places);
	netns_home_close(&h->home);
}
