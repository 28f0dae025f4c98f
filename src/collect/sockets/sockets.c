/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/sockets/sockets.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "collect/base/context.h"
#include "collect/base/cache.h"
#include "collect/sockets/diag.h"
#include "source/netfiles.h"
#include "collect/netns/netns.h"
#include "collect/net/qdisc.h"
#include "collect/sockets/sockdump.h"
#include "collect/sockets/sockfiles.h"
#include "source/source.h"
#include "collect/sockets/unix_ends.h"
#include "model/snapshot.h"
#include "util/idhash.h"
#include "util/vec.h"

/*
 * /proc/net belongs to the namespace of the process, or of its main thread;
 * this one (3.17) to that of the calling thread.
 */
#define OWN_DIR "proc/thread-self/net"
#define OLD_OWN_DIR "proc/self/net"

/* One tour of all namespaces. */
struct tour {
	const struct source *src;
	const struct collect_opts *opts;
	struct snapshot *snap;
	struct netns_home home;
	struct netns_places places;
	struct idhash files;	 /* inodes of the sockstat files read so far */
	struct sockfiles lists;	 /* of the namespace that we are in */
	struct mnl_socket *rtnl; /* opened where the visit is */
	size_t first_unix;	 /* place of the first one in socks, if any */
	bool limits_read;
};

/*
 * Whether dir belongs to a namespace that was not read yet. Kernels before 5.0
 * may find a stale directory entry behind setns(): the file of the namespace
 * that was left. Each namespace has a file with an inode of its own.
 */
static int claim_dir(struct tour *t, const char *dir)
{
	struct stat st;
	char path[128];

	snprintf(path, sizeof(path), "%s/sockstat", dir);
	if (fstatat(t->src->root, path, &st, 0))
		return -errno;
	return idhash_add(&t->files, st.st_ino, 0);
}

/* Finds the directory of the namespace that we are in. Returns 0 or -errno. */
static int find_dir(struct tour *t, pid_t pid, char *dir, size_t cap)
{
	int err;

	snprintf(dir, cap, "%s", OWN_DIR);
	err = claim_dir(t, dir);
	if (err == -ENOENT) {
		snprintf(dir, cap, "%s", OLD_OWN_DIR);
		err = claim_dir(t, dir);
	}
	if (err == -EEXIST && pid) {
		snprintf(dir, cap, "proc/%d/net", pid);
		err = claim_dir(t, dir);
	}
	return err;
}

static bool is_zero(struct opt_i64 v)
{
	return v.known && !v.v;
}

/*
 * No socket of anybody ("used"), nor of the kernel's own in the two tables, no
 * fragment: what else there is to read of it counts what is gone.
 */
static bool is_empty(const struct sockstat *st)
{
	return is_zero(st->sockets_used) && is_zero(st->tcp_inuse) &&
	       is_zero(st->udp_inuse) && !opt_i64_or0(st->tcp6_inuse) &&
	       !opt_i64_or0(st->udp6_inuse) && !opt_i64_or0(st->tcp_tw) &&
	       !opt_i64_or0(st->frag_bytes) && !opt_i64_or0(st->frag6_bytes);
}

/*
 * All that only being inside can tell; of an empty namespace beside the initial
 * one no more than that. Returns 0, -ENOMEM or another -errno.
 */
static int read_files(struct tour *t, struct netns *ns, bool *ret_empty)
{
	char dir[64];
	int err = find_dir(t, ns->pid, dir, sizeof(dir));

	if (!err)
		err = netfiles_sockstat(t->src, dir, &t->snap->gaps, &ns->stat);
	if (err)
		return err;
	*ret_empty =
		t->limits_read && !t->opts->keep_all && is_empty(&ns->stat);
	for (enum proto p = 0; *ret_empty && p < PROTO_N; p++)
		ns->inuse[p] = opt_u64(0);
	if (*ret_empty)
		return 0;
	err = netfiles_counters(t->src, dir, &t->snap->gaps, ns);
	if (!err)
		err = netfiles_inuse(t->src, dir, &t->snap->gaps, ns);
	if (!err)
		sockfiles_open(t->src, dir, ns, &t->lists);
	if (!err)
		err = netfiles_limits(t->src, &t->snap->gaps, ns);
	if (!err)
		err = netfiles_nfqueue(t->src, dir,
				       (uint32_t)(ns - t->snap->netns.v),
				       t->snap);
	if (err || t->limits_read || !netfiles_in_initial_netns(t->src))
		return err;
	t->limits_read = true;
	ns->initial = true;
	strcpy(ns->name, "host");
	return netfiles_host_limits(t->src, t->snap);
}

static bool any_wanted(struct tour *t, const struct netns *ns, bool empty)
{
	struct protocol *all = t->snap->protocols.v;
	uint32_t at = (uint32_t)(ns - t->snap->netns.v);
	bool any = false;

	for (enum proto p = 0; p < PROTO_N; p++) {
		if (!empty &&
		    sockdump_wanted(t->snap, at, p, t->opts->keep_all))
			any = true;
		else if (!all[p].no_handler)
			/* none to see is as good as all seen */
			all[p].dumped = true;
	}
	return any;
}

static void mark_incomplete(struct tour *t)
{
	for (enum proto p = 0; p < PROTO_N; p++)
		t->snap->protocols.v[p].complete = false;
}

static void refuse(struct tour *t, struct netns *ns, int err)
{
	ns->access = NETNS_UNREADABLE;
	mark_incomplete(t);
	gaps_add(&t->snap->gaps, "netns", err,
		 "the sockets of these network namespaces are not seen",
		 "%llu%s%s", (unsigned long long)ns->inode,
		 ns->name[0] ? ", " : "", ns->name);
}

/* Returns 0 or -ENOMEM. */
static int dump_all(struct tour *t, uint32_t at, struct diag *d)
{
	struct snapshot *snap = t->snap;
	const struct sockdump sd = { .snap = snap,
				     .diag = d,
				     .files = &t->lists,
				     .netns = at,
				     .keep_all = t->opts->keep_all };

	snap->netns.v[at].access = NETNS_DUMPED;
	for (enum proto p = 0; p < PROTO_N; p++) {
		int complete;

		if (!sockdump_wanted(snap, at, p, sd.keep_all))
			continue;
		if (p == PROTO_UNIX && snap->socks.n < t->first_unix)
			t->first_unix = snap->socks.n;
		complete = sockdump(&sd, p);
		if (complete < 0)
			return complete;
		if (!complete)
			snap->protocols.v[p].complete = false;
	}
	return qdisc_dump(t->rtnl, at, snap);
}

/* Goes there, reads, opens the diag socket there, and comes home. */
static int read_inside(struct tour *t, size_t place, struct netns *ns,
		       struct diag **ret_diag)
{
	bool away = place > 0, empty = false;
	int err = away ? netns_enter(&t->home, &t->places, place) : 0;

	if (err)
		return err;
	err = read_files(t, ns, &empty);
	if (!err && any_wanted(t, ns, empty))
		err = diag_open(ret_diag);
	if (*ret_diag)
		t->rtnl = qdisc_open();
	/* what follows would all be of the wrong namespace */
	if (away && netns_return(&t->home))
		return -ENOTRECOVERABLE;
	return err;
}

/*
 * The dump itself runs at home: the socket stays where it was opened. A
 * namespace that ended meanwhile is left out. Returns 0 or -errno.
 */
static int visit(struct tour *t, size_t place)
{
	const struct netns_place *from = &t->places.v[place];
	struct netnses *all = &t->snap->netns;
	struct diag *d = NULL;
	struct netns *ns;
	int err;

	if (VEC_GROW(all))
		return -ENOMEM;
	ns = &all->v[all->n];
	*ns = (struct netns){ .inode = from->inode,
			      .pid = from->first,
			      .keeper = from->holder,
			      .keeper_fd = from->holder_fd,
			      .access = NETNS_SKIPPED_EMPTY };
	strcpy(ns->name, from->name);
	err = read_inside(t, place, ns, &d);
	if (err == -ENOENT && place > 0)
		goto out; /* gone, and its sockets with it */
	all->n++;
	if (err && err != -ENOMEM && err != -ENOTRECOVERABLE)
		refuse(t, ns, err);
	else if (!err && d)
		err = dump_all(t, (uint32_t)(all->n - 1), d);
out:
	diag_close(d);
	qdisc_close(t->rtnl);
	t->rtnl = NULL;
	sockfiles_close(&t->lists);
	return err == -ENOMEM || err == -ENOTRECOVERABLE ? err : 0;
}

/* Without /proc/self/ns/net (before 3.0, or no /proc of ours) only ours. */
static int find_places(struct tour *t)
{
	struct gaps *gaps = &t->snap->gaps;
	int err = netns_home_open(t->src, &t->home);

	if (!err && !t->opts->netns_self)
		err = netns_find(t->src, &t->home, cache_netns(t->opts->cache),
				 gaps, &t->places);
	else if (!err) {
		gaps_add(gaps, "netns", 0,
			 "other network namespaces were not examined",
			 "--netns=self");
		err = netns_add_home(&t->home, &t->places);
	} else if (err != -ENOMEM) {
		gaps_add(gaps, "ns/net", err,
			 "other network namespaces are not seen",
			 "/proc/self/ns/net");
		err = netns_add_home(&t->home, &t->places);
	}
	if (t->places.refused || t->home.fd < 0 || t->opts->netns_self)
		mark_incomplete(t);
	return err;
}

static int read_host_wide(struct tour *t, struct sockstat *ret)
{
	return netfiles_sockstat(t->src, "proc/net", &t->snap->gaps, ret);
}

static int take_tour(struct tour *t)
{
	struct snapshot *snap = t->snap;
	struct gaps none = { 0 };
	int err = read_host_wide(t, &snap->protocols.before);

	for (size_t i = 0; !err && i < t->places.n; i++)
		err = visit(t, i);
	if (!err) /* a reader and its sender may be in two namespaces */
		err = unix_ends_find_gone(snap, t->first_unix);
	if (!err) /* its gaps are known from the first time */
		err = netfiles_sockstat(t->src, "proc/net", &none,
					&snap->protocols.after);
	gaps_free(&none);
	return err;
}

int collect_sockets(struct collect *c)
{
	struct snapshot *snap = c->snap;
	struct tour t = { .src = &c->src,
			  .opts = &c->opts,
			  .snap = snap,
			  .home = { .fd = -1 },
			  .first_unix = SIZE_MAX };
	int err;

	sockfiles_init(&t.lists);
	for (enum proto p = 0; p < PROTO_N; p++)
		snap->protocols.v[p].complete = true;
	err = find_places(&t);
	if (!err)
		err = netfiles_protocols(&c->src, "proc/net", &snap->gaps,
					 &snap->protocols);
	if (!err)
		err = take_tour(&t);
	if (!err && !t.limits_read)
		gaps_add(&snap->gaps, "udp_mem", ENOENT,
			 "limits are unknown from inside this namespace",
			 "/proc/sys/net/ipv4/udp_mem");
	netns_places_free(&t.places);
	netns_home_close(&t.home);
	idhash_free(&t.files);
	return err;
}

int collect_sockets_of(struct collect *c, const struct netns_places *places,
		       size_t first)
{
	struct snapshot *snap = c->snap;
	struct tour t = { .src = &c->src,
			  .opts = &c->opts,
			  .snap = snap,
			  .home = { .fd = -1 },
			  .places = *places };
	struct gaps none = { 0 };
	int err = netns_home_open(&c->src, &t.home);

	sockfiles_init(&t.lists);
	for (size_t i = 0; i < snap->netns.n; i++)
		t.limits_read |= snap->netns.v[i].initial;
	for (size_t i = first; !err && i < places->n; i++)
		err = visit(&t, i);
	if (!err)
		err = unix_ends_find_gone(snap, t.first_unix);
	if (!err)
		err = netfiles_sockstat(&c->src, "proc/net", &none,
					&snap->protocols.after);
	gaps_free(&none);
	netns_home_close(&t.home);
	idhash_free(&t.files);
	return err == -ENOMEM || err == -ENOTRECOVERABLE ? err : 0;
}
