/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/sockets/by.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "model/snapshot.h"
#include "util/idhash.h"
#include "util/vec.h"

#define KEY_MAX 128

struct sums {
	const struct snapshot *snap;
	struct by_sum *out;
	struct idhash rows;    /* hash of a key: row */
	struct idhash cgroups; /* id: index of snap->cgroups */
	size_t unknown;	       /* the row without a key, or NO_KEY */
};

/* FNV-1a */
static uint64_t hash(const char *s)
{
	uint64_t h = 0xcbf29ce484222325ULL;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3ULL;
	return h;
}

static int new_row(struct by_sum *out, size_t key, size_t *ret)
{
	if (out->n >= UINT32_MAX || VEC_GROW(out))
		return -ENOMEM;
	*ret = out->n;
	out->v[out->n++] = (struct by_row){ .key = key };
	return 0;
}

/* The row with that key; two keys may have one hash. */
static int find_row(struct sums *s, const char *key, size_t *ret)
{
	struct buf *keys = &s->out->keys;
	uint64_t h = hash(key);
	const uint32_t *at;
	size_t start;
	int err;

	for (;; h++) {
		at = idhash_find(&s->rows, h);
		if (!at && h)
			break;
		if (at && !strcmp(keys->data + s->out->v[*at].key, key)) {
			*ret = *at;
			return 0;
		}
	}
	start = keys->len;
	err = buf_append(keys, key, strlen(key) + 1);
	if (!err)
		err = new_row(s->out, start, ret);
	return err ? err : idhash_add(&s->rows, h, (uint32_t)*ret);
}

static int unknown_row(struct sums *s, size_t *ret)
{
	int err = 0;

	if (s->unknown == NO_KEY)
		err = new_row(s->out, NO_KEY, &s->unknown);
	*ret = s->unknown;
	return err;
}

/* Counts a socket under a key, once; an empty key is not known. */
static int count(struct sums *s, size_t sock, const char *key)
{
	const struct sock *k = &s->snap->socks.v[sock];
	struct by_row *row;
	size_t at = 0;
	int err = *key ? find_row(s, key, &at) : unknown_row(s, &at);

	if (err)
		return err;
	row = &s->out->v[at];
	if (row->last == sock + 1)
		return 0;
	row->last = (uint32_t)(sock + 1);
	row->sockets++;
	row->held_bytes += sock_held_bytes(k);
	row->drops += k->mem.drops;
	return 0;
}

static void owner_key(const struct sums *s, pid_t pid, char key[KEY_MAX])
{
	const struct process *p = processes_find(&s->snap->processes, pid);
	const char *comm = p ? p->comm : "";

	if (s->out->by == BY_COMMAND)
		snprintf(key, KEY_MAX, "%s", comm);
	else
		snprintf(key, KEY_MAX, "%d%s%s", (int)pid, *comm ? " " : "",
			 comm);
}

static int count_owners(struct sums *s, size_t sock)
{
	const struct sock *k = &s->snap->socks.v[sock];
	char key[KEY_MAX] = "";
	int err = 0;

	/* a capture may have the name alone */
	if (!k->n_owners && k->program)
		snprintf(key, sizeof(key), "%s",
			 s->snap->strings.data + k->program);
	if (!k->n_owners)
		return count(s, sock, key);
	for (uint32_t i = 0; !err && i < k->n_owners; i++) {
		owner_key(s, s->snap->owners.v[k->first_owner + i].pid, key);
		err = count(s, sock, key);
	}
	return err;
}

static int count_cgroup(struct sums *s, size_t sock)
{
	const struct snapshot *snap = s->snap;
	const struct sock *k = &snap->socks.v[sock];
	const struct cgroup_path *c = snapshot_owner_cgroup(snap, k);
	const uint32_t *at = NULL;

	if (!c && k->cgroup_id)
		at = idhash_find(&s->cgroups, k->cgroup_id);
	if (at)
		c = &snap->cgroups.v[*at];
	return count(s, sock, c ? snap->strings.data + c->name : "");
}

static int count_netns(struct sums *s, size_t sock)
{
	uint32_t i = s->snap->socks.v[sock].netns;
	const struct netns *ns =
		i < s->snap->netns.n ? &s->snap->netns.v[i] : NULL;
	char key[KEY_MAX] = "";

	if (ns && ns->name[0])
		snprintf(key, sizeof(key), "%s", ns->name);
	else if (ns && ns->inode)
		snprintf(key, sizeof(key), "%" PRIu64, ns->inode);
	return count(s, sock, key);
}

static int count_port(struct sums *s, size_t sock)
{
	const struct sock *k = &s->snap->socks.v[sock];
	char key[KEY_MAX];

	if (k->family == AF_INET || k->family == AF_INET6)
		snprintf(key, sizeof(key), "%s/%u", proto_name(k->proto),
			 k->sport);
	else
		snprintf(key, sizeof(key), "%s", proto_name(k->proto));
	return count(s, sock, key);
}

static int (*const counters[BY_N])(struct sums *s, size_t sock) = {
	[BY_PROCESS] = count_owners, [BY_CGROUP] = count_cgroup,
	[BY_NETNS] = count_netns,    [BY_COMMAND] = count_owners,
	[BY_PORT] = count_port,
};

static int by_held(const void *a, const void *b, void *arg)
{
	const struct by_row *x = a, *y = b;
	const struct by_sum *s = arg;

	if (x->held_bytes != y->held_bytes)
		return (x->held_bytes < y->held_bytes) -
		       (x->held_bytes > y->held_bytes);
	if (x->sockets != y->sockets)
		return (x->sockets < y->sockets) - (x->sockets > y->sockets);
	if (x->key == NO_KEY || y->key == NO_KEY)
		return (x->key == NO_KEY) - (y->key == NO_KEY);
	return strcmp(s->keys.data + x->key, s->keys.data + y->key);
}

int account_by(const struct snapshot *snap, enum by by, struct by_sum *ret)
{
	struct by_sum out = { .by = by };
	struct sums s = { .snap = snap, .out = &out, .unknown = NO_KEY };
	int err = 0;

	for (size_t i = 0; err != -ENOMEM && i < snap->cgroups.n; i++)
		err = idhash_add(&s.cgroups, snap->cgroups.v[i].id,
				 (uint32_t)i);
	if (err != -ENOMEM) /* an id that is 0 or there already */
		err = 0;
	for (size_t i = 0; !err && i < snap->socks.n; i++)
		err = counters[by](&s, i);
	if (!err && out.n)
		qsort_r(out.v, out.n, sizeof(*out.v), by_held, &out);
	idhash_free(&s.rows);
	idhash_free(&s.cgroups);
	if (err)
		by_free(&out);
	else
		*ret = out;
	return err;
}

void by_free(struct by_sum *s)
{
	if (!s)
		return;
	free(s->v);
	buf_free(&s->keys);
	*s = (struct by_sum){ 0 };
}

const char *by_key(const struct by_sum *s, const struct by_row *row)
{
	return row->key == NO_KEY ? NULL : s->keys.data + row->key;
}

const char *by_name(enum by by)
{
	static const char *const names[BY_N] = {
		[BY_PROCESS] = "process", [BY_CGROUP] = "cgroup",
		[BY_NETNS] = "netns",	  [BY_COMMAND] = "command",
		[BY_PORT] = "port",
	};

	return names[by];
}
