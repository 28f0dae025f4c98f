/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/join/subflow.h"

#include <errno.h>
#include <stdlib.h>

#include "model/socket/socket.h"
#include "util/idhash.h"
#include "util/vec.h"

struct twin {
	uint32_t inode;
	uint32_t sock;
};

static int by_inode(const void *va, const void *vb)
{
	const struct twin *a = va, *b = vb;

	if (a->inode != b->inode)
		return a->inode < b->inode ? -1 : 1;
	return (a->sock > b->sock) - (a->sock < b->sock);
}

static int find_inodes(const struct socks *socks, struct idhash *ret)
{
	for (size_t i = 0; i < socks->n; i++) {
		const struct sock *s = &socks->v[i];

		if (s->proto == PROTO_MPTCP &&
		    idhash_add(ret, s->inode, 0) == -ENOMEM)
			return -ENOMEM;
	}
	return 0;
}

/* All sockets with one of these inodes, by inode. */
static int find_twins(const struct socks *socks, const struct idhash *inodes,
		      struct twin **ret, size_t *ret_n)
{
	struct twin *v = NULL;
	size_t n = 0, cap = 0;

	for (size_t i = 0; i < socks->n; i++) {
		uint32_t inode = socks->v[i].inode;

		if (!idhash_find(inodes, inode))
			continue;
		if (vec_grow((void **)&v, &cap, n, sizeof(*v))) {
			free(v);
			return -ENOMEM;
		}
		v[n++] = (struct twin){ inode, (uint32_t)i };
	}
	if (n)
		qsort(v, n, sizeof(*v), by_inode);
	*ret = v;
	*ret_n = n;
	return 0;
}

static size_t first_of(const struct twin *v, size_t n, uint32_t inode)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (v[mid].inode < inode)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

int subflow_owners(const struct socks *socks, struct sock_owners *owners)
{
	struct idhash inodes = { 0 };
	struct twin *v = NULL;
	size_t n = 0, found = owners->n;
	int err = find_inodes(socks, &inodes);

	if (!err && inodes.n)
		err = find_twins(socks, &inodes, &v, &n);
	for (size_t i = 0; !err && n && i < found; i++) {
		struct sock_owner o = owners->v[i];
		uint32_t inode = socks->v[o.sock].inode, of = o.sock;

		for (size_t t = first_of(v, n, inode);
		     !err && t < n && v[t].inode == inode; t++) {
			if (v[t].sock == of)
				continue;
			o.sock = v[t].sock;
			err = VEC_GROW(owners);
			if (!err)
				owners->v[owners->n++] = o;
		}
	}
	free(v);
	idhash_free(&inodes);
	return err;
}
