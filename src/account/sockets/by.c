/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/sockets/by.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "model/snapshot.h"
#include "util/fnv.h"
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
	uint64_t h = fnv_string(FNV_BASIS, key);
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
static int count(struct sums *s, size_t sock, const char *key, pid_t pid)
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
	if (VEC_GROW(&s->out->members))
		return -ENOMEM;
	s->out->members.v[s->out->members.n++] =
		(struct by_member){ .sock = (uint32_t)sock,
				    .row = (uint32_t)at };
	row->last = (uint32_t)(sock + 1);
	row->pid = pid;
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
		return count(s, sock, key, 0);
	for (uint32_t i = 0; !err && i < k->n_owners; i++) {
		pid_t pid = s->snap->owners.v[k->first_owner + i].pid;

		owner_key(s, pid, key);
		err = count(s, sock, key, s->out->by == BY_PROCESS ? pid : 0);
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
	return count(s, sock, c ? snap->strings.data + c->name : "", 0);
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
	return count(s, sock, key, 0);
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
	return count(s, sock, key, 0);
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

/* Ranks the rows; members then say the new places. */
static int rank(struct by_sum *s)
{
	uint32_t *place = calloc(s->n ? s->n : 1, sizeof(*place));

	if (!place)
		return -ENOMEM;
	for (size_t i = 0; i < s->n; i++)
		s->v[i].last = (uint32_t)i;
	if (s->n)
		qsort_r(s->v, s->n, sizeof(*s->v), by_held, s);
	for (size_t i = 0; i < s->n; i++)
		place[s->v[i].last] = (uint32_t)i;
	for (size_t i = 0; i < s->members.n; i++)
		s->members.v[i].row = place[s->members.v[i].row];
	free(place);
	return 0;
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
	if (!err)
		err = rank(&out);
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
	free(s->members.v);
	buf_free(&s->keys);
	*s = (struct by_sum){ 0 };
}

const char *by_key(const struct by_sum *s, const struct by_row *row)
{
	return row->key == NO_KEY ? NULL : s->keys.data + row->key;
}

bool by_has_sock(const struct by_sum *s, const struct by_row *row,
		 uint32_t sock)
{
	const struct by_member *m = s->members.v;
	size_t lo = 0, hi = s->members.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (m[mid].sock < sock)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < s->members.n && m[lo].sock == sock; lo++)
		if (m[lo].row == (uint32_t)(row - s->v))
			return true;
	return false;
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
