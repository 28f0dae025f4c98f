/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/captured_socks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/join/accept.h"
#include "model/join/group.h"
#include "model/snapshot.h"
#include "parse/text/ss.h"
#include "util/fnv.h"
#include "util/vec.h"

/* A process is worth a row for so many, though none holds anything. */
#define MANY_SOCKETS 1000

/* One listing while it is read. */
struct reading {
	struct captured_socks *c;
	uint32_t netns;
	bool taken[PROTO_N];	  /* an earlier listing had the protocol */
	bool seen[PROTO_N];	  /* this one has it */
	unsigned no_mem[PROTO_N]; /* rows without skmem that should have it */
	unsigned no_address;
};

static int add_string(struct snapshot *snap, struct span s, uint32_t *ret)
{
	char text[256];

	/* 0 is no string's place */
	if (!snap->strings.len && buf_append(&snap->strings, "", 1))
		return -ENOMEM;
	span_copy(s, text, sizeof(text));
	return snapshot_add_string(snap, text, ret);
}

/* Two paths with one hash would be one cgroup: 2^-64. */
static uint64_t hash(struct span s)
{
	return fnv_id(fnv_bytes(FNV_BASIS, s.p, s.len));
}

/* ss prints paths for ids: they get ids again, 1, 2, … */
static int add_cgroup(struct captured_socks *c, struct span path,
		      uint64_t *ret_id)
{
	uint32_t id = (uint32_t)c->cgroups.n + 1;
	uint64_t key = hash(path);
	char text[512];
	int err;

	if (!path.len)
		return 0;
	err = idhash_add(&c->cgroups, key, id);
	if (err && err != -EEXIST)
		return err;
	*ret_id = *idhash_find(&c->cgroups, key);
	if (err == -EEXIST)
		return 0;
	span_copy(path, text, sizeof(text));
	return snapshot_add_cgroup(c->snap, id, text);
}

static int add_name(struct captured_socks *c, const struct ss_user *u,
		    bool kept)
{
	if (VEC_GROW(c))
		return -ENOMEM;
	c->v[c->n] = (struct captured_name){ .pid = u->pid, .kept = kept };
	span_copy(u->name, c->v[c->n].comm, sizeof(c->v->comm));
	c->n++;
	return 0;
}

static int add_owner(struct captured_socks *c, uint32_t sock,
		     const struct ss_user *u)
{
	struct sock_owners *o = &c->snap->owners;

	if (o->n >= UINT32_MAX - 1 || VEC_GROW(o))
		return -ENOMEM;
	o->v[o->n++] =
		(struct sock_owner){ .sock = sock, .pid = u->pid, .fd = u->fd };
	return add_name(c, u, true);
}

/* A masked pid is 0: then only the name of the first one is known. */
static int add_users(struct captured_socks *c, struct span users, uint32_t sock)
{
	struct ss_user u;
	int err = 0;

	while (!err && ss_user(&users, &u)) {
		struct sock *s = &c->snap->socks.v[sock];

		if (u.pid)
			err = add_owner(c, sock, &u);
		else if (!s->program && u.name.len)
			err = add_string(c->snap, u.name, &s->program);
		s->via = VIA_FD;
	}
	return err;
}

/* A row that is only counted counts for its processes, too. */
static int add_names(struct captured_socks *c, struct span users)
{
	struct ss_user u;
	int err = 0;

	while (!err && ss_user(&users, &u))
		if (u.pid)
			err = add_name(c, &u, false);
	return err;
}

/* Returns 0, -EEXIST (a repeated row) or -ENOMEM. */
static int keep(struct captured_socks *c, const struct ss_row *row,
		uint32_t netns)
{
	struct socks *socks = &c->snap->socks;
	struct sock *s;
	int err = 0;

	if (row->sock.cookie)
		err = idhash_add(&c->cookies, row->sock.cookie, 0);
	if (err)
		return err;
	if (socks_grow(socks))
		return -ENOMEM;
	s = &socks->v[socks->n++];
	*s = row->sock;
	s->netns = netns;
	s->uid_unknown |= s->inode_unknown; /* both are of ss -e */
	if (s->proto == PROTO_UNIX && !span_is(row->name, "*"))
		err = add_string(c->snap, row->name, &s->name);
	if (!err)
		err = add_cgroup(c, row->cgroup, &s->cgroup_id);
	if (!err)
		err = add_users(c, row->users, (uint32_t)(socks->n - 1));
	return err;
}

static void count(struct reading *r, const struct ss_row *row, uint64_t held)
{
	struct snapshot *snap = r->c->snap;
	const struct sock *s = &row->sock;
	struct dump_totals *t = &snap->protocols.v[s->proto].totals;

	t->sockets++;
	t->holding += held > 0;
	t->held_bytes += held;
	t->charged_bytes += sock_charged_bytes(s);
	snap->netns.v[r->netns].sockets[s->proto][s->state]++;
	r->no_mem[s->proto] += !s->has_mem && !sock_is_mini(s);
	r->no_address += !row->has_address;
	r->seen[s->proto] = true;
	r->c->any = true;
	r->c->users |= row->users.len > 0;
}

static int add_row(struct reading *r, const struct ss_row *row)
{
	const struct sock *s = &row->sock;
	uint64_t held = sock_held_bytes(s);
	int err = 0;

	if (r->taken[s->proto])
		return 0;
	if (r->c->keep_all || sock_is_worth_keeping(s))
		err = keep(r->c, row, r->netns);
	else
		err = add_names(r->c, row->users);
	if (!err)
		count(r, row, held);
	return err == -EEXIST ? 0 : err;
}

static void add_gaps(const struct reading *r, unsigned bad)
{
	struct gaps *gaps = &r->c->snap->gaps;

	if (bad)
		gaps_add(gaps, "ss", EBADMSG,
			 "rows and figures that could not be read are left out",
			 "%u places", bad);
	if (r->no_address)
		gaps_add(gaps, "ss", 0,
			 "addresses that are names are not shown", "%u rows",
			 r->no_address);
	for (enum proto p = 0; p < PROTO_N; p++)
		if (r->no_mem[p])
			gaps_add(gaps, "skmem", 0,
				 "of these sockets only the queued payload is "
				 "known; they hold more",
				 "%u of %s", r->no_mem[p], proto_name(p));
}

int captured_socks_add(struct captured_socks *c, struct span text,
		       uint32_t netns)
{
	struct reading r = { .c = c, .netns = netns };
	struct ss_listing l = ss_listing(text);
	struct netns *ns = &c->snap->netns.v[netns];
	struct ss_row row;
	unsigned bad = 0;
	int err = 0;

	for (enum proto p = 0; p < PROTO_N; p++)
		for (size_t i = 0; i < SOCK_STATE_N; i++)
			r.taken[p] |= ns->sockets[p][i] > 0;
	while (!err && ss_next(&l, &row, &bad))
		err = add_row(&r, &row);
	add_gaps(&r, bad);
	for (enum proto p = 0; p < PROTO_N; p++) {
		if (!r.seen[p])
			continue;
		c->snap->protocols.v[p].dumped = true;
		c->snap->protocols.v[p].payload_only |= r.no_mem[p] > 0;
	}
	if (text.len)
		ns->access = NETNS_DUMPED;
	return err;
}

int captured_socks_add_one(struct captured_socks *c, const struct sock *s,
			   uint32_t netns)
{
	const struct ss_row row = { .sock = *s, .has_address = true };
	struct reading r = { .c = c, .netns = netns };
	struct protocol *p = &c->snap->protocols.v[s->proto];
	int err = add_row(&r, &row);

	p->dumped = true;
	p->payload_only |= r.no_mem[s->proto] > 0;
	c->snap->netns.v[netns].access = NETNS_DUMPED;
	return err;
}

static int by_pid(const void *va, const void *vb)
{
	const struct captured_name *a = va, *b = vb;

	return (a->pid > b->pid) - (a->pid < b->pid);
}

static int add_processes(struct captured_socks *c)
{
	int err = 0;

	if (c->n)
		qsort(c->v, c->n, sizeof(*c->v), by_pid);
	/* in order, so that each goes to the table's end */
	for (size_t i = 0; !err && i < c->n; i++) {
		struct process p = { .pid = c->v[i].pid, .uid = UID_UNKNOWN };
		bool kept = c->v[i].kept;
		size_t n = 1;

		/* a name for each of its sockets */
		for (; i + n < c->n && c->v[i + n].pid == p.pid; n++)
			kept |= c->v[i + n].kept;
		p.socket_fds = opt_u64(n);
		i += n - 1;
		if (!kept && n < MANY_SOCKETS)
			continue;
		memcpy(p.comm, c->v[i].comm, sizeof(p.comm));
		err = processes_insert(&c->snap->processes, &p);
		err = err == -EEXIST ? 0 : err;
	}
	return err;
}

static bool orphan_state(unsigned state)
{
	return state == SOCK_FIN_WAIT1 || state == SOCK_FIN_WAIT2 ||
	       state == SOCK_CLOSING || state == SOCK_LAST_ACK;
}

/*
 * Without ino: a closing socket that nobody has, where others are had, is an
 * orphan. Of any other state it may as well be another user's.
 */
static void find_orphans(struct captured_socks *c)
{
	for (size_t i = 0; i < c->snap->socks.n; i++) {
		struct sock *s = &c->snap->socks.v[i];

		if (s->proto != PROTO_TCP || s->n_owners || s->program)
			continue;
		if (c->users && orphan_state(s->state))
			s->inode_unknown = 0;
		if (accept_is_orphan(s) && s->via == VIA_NONE)
			s->via = VIA_ORPHAN;
	}
}

static void number_rows(struct captured_socks *c)
{
	uint64_t next = 1;

	for (size_t i = 0; i < c->snap->socks.n; i++) {
		struct sock *s = &c->snap->socks.v[i];

		if (s->cookie)
			continue;
		while (idhash_find(&c->cookies, next))
			next++;
		s->cookie = next++;
	}
}

int captured_socks_finish(struct captured_socks *c)
{
	struct snapshot *snap = c->snap;
	int err;

	if (!c->any)
		return 0;
	snap->owners_looked_for = c->users;
	group_owners(&snap->socks, &snap->owners);
	err = add_processes(c);
	if (!err)
		err = accept_infer_waiting(&snap->socks);
	if (!err)
		err = accept_owners(&snap->socks, &snap->owners);
	if (err && err != -E2BIG)
		return err;
	find_orphans(c);
	number_rows(c);
	return 0;
}

void captured_socks_free(struct captured_socks *c)
{
	free(c->v);
	idhash_free(&c->cookies);
	idhash_free(&c->cgroups);
}
