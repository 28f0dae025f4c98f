/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/sockets/listed.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "collect/sockets/diag.h"
#include "collect/sockets/families.h"
#include "collect/netns/netns.h"
#include "model/snapshot.h"
#include "parse/diag/diag.h"
#include "util/idhash.h"
#include "util/vec.h"

static const struct request {
	enum proto proto;
	uint8_t af;
} requests[] = {
	{ PROTO_TCP, AF_INET },
	{ PROTO_TCP, AF_INET6 },
	{ PROTO_UDP, AF_INET },
	{ PROTO_UDP, AF_INET6 },
};

enum { N_REQUESTS = sizeof(requests) / sizeof(requests[0]) };

/* One pass over the namespaces. */
struct pass {
	const struct snapshot *snap;
	struct idhash by_inode; /* namespaces, to their index */
	const struct netns_home *home;
	const struct netns_places *places;
	struct inodes *ret;
};

static int take_row(struct span payload, void *data)
{
	struct inodes *ret = data;
	struct diag_row row;

	if (family_parse(payload, PROTO_TCP, &row) || !row.sock.inode)
		return 0;
	if (VEC_GROW(ret))
		return -ENOMEM;
	ret->v[ret->n++] = row.sock.inode;
	return 0;
}

/*
 * Each dump walks a hash that all namespaces share: only where there is
 * something. ns: NULL where it is not known.
 */
static bool is_none(const struct pass *p, const struct netns *ns,
		    const struct request *rq)
{
	uint64_t kernel = p->snap->host.kernel_version.v;
	struct opt_u64 n = { 0 };

	if (ns)
		n = family_count(ns, kernel, rq->proto, rq->af);
	return n.known && !n.v;
}

static bool are_none(const struct pass *p, const struct netns *ns)
{
	for (size_t i = 0; i < N_REQUESTS; i++)
		if (!is_none(p, ns, &requests[i]))
			return false;
	return true;
}

/* Returns 0 or -errno. */
static int dump(const struct pass *p, const struct netns *ns, struct diag *d)
{
	for (size_t i = 0; i < N_REQUESTS; i++) {
		struct diag_request rq;
		int err;

		if (is_none(p, ns, &requests[i]))
			continue;
		family_request(requests[i].proto, requests[i].af, false, &rq);
		err = diag_dump(d, &rq, take_row, p->ret);
		/* inconsistent: what is missing was made or closed just now */
		if (err && err != -EINTR && err != -ENOENT)
			return err;
	}
	return 0;
}

/* Returns 0, -ENOMEM, -ENOTRECOVERABLE or another -errno. */
static int list_place(const struct pass *p, size_t place)
{
	const uint32_t *at =
		idhash_find(&p->by_inode, p->places->v[place].inode);
	const struct netns *ns = at ? &p->snap->netns.v[*at] : NULL;
	struct diag *d = NULL;
	int err = 0;

	if (are_none(p, ns))
		return 0;
	if (place)
		err = netns_enter(p->home, p->places, place);
	if (err) /* gone, and its sockets with it */
		return err == -ENOENT ? 0 : err;
	err = diag_open(&d);
	if (place && netns_return(p->home))
		err = -ENOTRECOVERABLE;
	if (!err)
		err = dump(p, ns, d);
	diag_close(d);
	return err;
}

int listed_inodes(const struct snapshot *snap, const struct netns_home *home,
		  const struct netns_places *places, size_t first,
		  struct inodes *ret)
{
	struct pass p = {
		.snap = snap, .home = home, .places = places, .ret = ret
	};
	int incomplete = 0, err = 0;

	for (size_t i = 0; i < snap->netns.n && err != -ENOMEM; i++)
		err = idhash_add(&p.by_inode, snap->netns.v[i].inode,
				 (uint32_t)i);
	for (size_t i = first; i < places->n; i++) {
		if (err == -ENOMEM || err == -ENOTRECOVERABLE)
			break;
		err = list_place(&p, i);
		incomplete |= err != 0;
	}
	idhash_free(&p.by_inode);
	if (err == -ENOMEM || err == -ENOTRECOVERABLE)
		return err;
	return incomplete;
}

static int by_number(const void *va, const void *vb)
{
	const uint32_t *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

void inodes_sort(struct inodes *s)
{
	if (s->n)
		qsort(s->v, s->n, sizeof(*s->v), by_number);
}

bool inodes_has(const struct inodes *s, uint64_t inode)
{
	uint32_t key = (uint32_t)inode;

	/* sock_diag tells 32 bits of it, /proc all */
	return s->n && bsearch(&key, s->v, s->n, sizeof(*s->v), by_number);
}

void inodes_free(struct inodes *s)
{
	free(s->v);
	*s = (struct inodes){ 0 };
}
