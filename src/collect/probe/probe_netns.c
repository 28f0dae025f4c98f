/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/probe/probe_netns.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/sockets/diag.h"
#include "collect/probe/probe.h"
#include "collect/netns/netns.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "parse/net/net.h"
#include "util/buf.h"

struct trip {
	const struct source *src;
	struct snapshot *snap;
	struct netns_home home;
	struct netns_places places;
	bool searched;
};

const struct probe_place *probe_place_find(const struct probe_places *p,
					   uint32_t netns)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->v[i].netns == netns)
			return &p->v[i];
	return NULL;
}

static bool in_protocol_with_reads(const struct snapshot *snap, uint32_t netns)
{
	for (size_t i = 0; i < snap->probes.n; i++) {
		const struct sock *s = &snap->socks.v[snap->probes.v[i].sock];

		if (s->netns == netns && proto_payer(s->proto) == PROTO_UDP)
			return true;
	}
	return false;
}

static int open_file(const struct source *src, const char *thread,
		     const char *process)
{
	int fd = source_open(src, thread, O_RDONLY);

	/* before 3.17; this is the main thread there */
	return fd == -ENOENT ? source_open(src, process, O_RDONLY) : fd;
}

/*
 * A file of /proc/net stays with the namespace that it was opened in. Kernels
 * before 5.0 may give the file of the namespace that was left.
 */
static void open_counters(const struct source *src, struct probe_places *ret,
			  struct probe_place *p)
{
	struct stat st;

	p->snmp = open_file(src, "proc/thread-self/net/snmp",
			    "proc/self/net/snmp");
	if (p->snmp < 0 || fstat(p->snmp, &st))
		return;
	ret->files[ret->n] = st.st_ino;
	for (size_t i = 0; i < ret->n; i++)
		if (ret->files[i] == st.st_ino) {
			close(p->snmp);
			p->snmp = -1;
			return;
		}
	p->snmp6 = open_file(src, "proc/thread-self/net/snmp6",
			     "proc/self/net/snmp6");
}

/* The ways by an fd that the first reading found. Returns 0 or -ENOMEM. */
static int add_kept(struct trip *t)
{
	int err = 0;

	for (size_t i = 0; err != -ENOMEM && i < t->snap->netns.n; i++) {
		const struct netns *ns = &t->snap->netns.v[i];

		if (ns->keeper > 0)
			err = netns_add_fd(&t->places, ns->inode, ns->keeper,
					   ns->keeper_fd, -1);
	}
	return err == -ENOMEM ? err : 0;
}

/* Home needs no search; elsewhere all ways are looked for, once. */
static int find_way(struct trip *t, uint64_t inode, size_t *ret)
{
	struct gaps none = { 0 }; /* they are known from the first time */
	const uint32_t *at;
	int err = 0;

	if (!t->searched)
		err = netns_find(t->src, &t->home, NULL, &none, &t->places);
	if (!err && !t->searched)
		err = add_kept(t);
	t->searched = true;
	gaps_free(&none);
	if (err)
		return err;
	at = idhash_find(&t->places.by_inode, inode);
	if (!at)
		return -ENOENT;
	*ret = *at;
	return 0;
}

static int visit(struct trip *t, uint32_t netns, struct probe_places *ret)
{
	struct probe_place p = { .netns = netns, .snmp = -1, .snmp6 = -1 };
	uint64_t inode = t->snap->netns.v[netns].inode;
	bool away = inode != t->home.inode;
	size_t place = 0;
	int err = 0;

	if (away)
		err = find_way(t, inode, &place);
	if (!err && away)
		err = netns_enter(&t->home, &t->places, place);
	if (err)
		return err;
	err = diag_open(&p.diag);
	if (!err && in_protocol_with_reads(t->snap, netns))
		open_counters(t->src, ret, &p);
	if (away && netns_return(&t->home)) {
		diag_close(p.diag);
		return -ENOTRECOVERABLE;
	}
	if (!err)
		ret->v[ret->n++] = p;
	return err;
}

static int visit_one(struct trip *t, uint32_t netns, struct probe_places *ret)
{
	const struct netns *ns = &t->snap->netns.v[netns];
	int err = ret->n < PROBE_NETNS_MAX ? visit(t, netns, ret) : -E2BIG;

	if (!err || err == -ENOMEM || err == -ENOTRECOVERABLE)
		return err;
	if (err != -ENOENT) /* that one is gone, with its sockets */
		gaps_add(&t->snap->gaps, PROBE_GAP, -err, PROBE_GAP_EFFECT,
			 "netns %llu", (unsigned long long)ns->inode);
	return 0;
}

/* The namespaces that are asked for. Returns 0 or -ENOMEM. */
static int list_wanted(const struct snapshot *snap, bool **ret)
{
	bool *wanted = calloc(snap->netns.n + 1, sizeof(*wanted));

	if (!wanted)
		return -ENOMEM;
	for (size_t i = 0; i < snap->probes.n; i++)
		wanted[snap->socks.v[snap->probes.v[i].sock].netns] = true;
	*ret = wanted;
	return 0;
}

int probe_places_open(const struct source *src, struct snapshot *snap,
		      struct probe_places *ret)
{
	struct trip t = { .src = src, .snap = snap, .home = { .fd = -1 } };
	bool *wanted = NULL;
	int err = netns_home_open(src, &t.home);

	ret->n = 0;
	/* then only ours was seen, too: see collect_sockets() */
	err = err == -ENOMEM ? err : list_wanted(snap, &wanted);
	for (uint32_t i = 0; !err && i < snap->netns.n; i++)
		if (wanted[i])
			err = visit_one(&t, i, ret);
	free(wanted);
	netns_places_free(&t.places);
	netns_home_close(&t.home);
	if (err)
		probe_places_close(ret);
	return err;
}

static struct opt_u64 read_counters(const struct probe_place *p)
{
	struct netcounters now = { .udp_in_datagrams = { .known = false } };
	struct buf text = { 0 };
	unsigned bad = 0;

	if (p->snmp >= 0 && !source_read_fd(p->snmp, &text))
		(void)parse_snmp(span_of(text.data, text.len), &now, &bad);
	if (p->snmp6 >= 0 && !source_read_fd(p->snmp6, &text))
		(void)parse_snmp6(span_of(text.data, text.len), &now, &bad);
	buf_free(&text);
	return now.udp_in_datagrams;
}

struct opt_u64 probe_place_reads(const struct probe_place *p,
				 const struct snapshot *snap)
{
	struct opt_u64 before =
		snap->netns.v[p->netns].counters.udp_in_datagrams;
	struct opt_u64 now = read_counters(p);

	if (!before.known || !now.known)
		return (struct opt_u64){ 0 };
	/* summed over the CPUs one after the other: it may seem to fall */
	return opt_u64(now.v > before.v ? now.v - before.v : 0);
}

void probe_places_close(struct probe_places *p)
{
	for (size_t i = 0; i < p->n; i++) {
		diag_close(p->v[i].diag);
		if (p->v[i].snmp >= 0)
			close(p->v[i].snmp);
		if (p->v[i].snmp6 >= 0)
			close(p->v[i].snmp6);
	}
	p->n = 0;
}
