/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/queues/subject.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/snapshot.h"
#include "util/idhash.h"
#include "util/vec.h"

static int by_pid(const void *a, const void *b)
{
	pid_t x = *(const pid_t *)a, y = *(const pid_t *)b;

	return (x > y) - (x < y);
}

static size_t unique(pid_t *pids, size_t n)
{
	size_t out = 0;

	if (n)
		qsort(pids, n, sizeof(*pids), by_pid);
	for (size_t i = 0; i < n; i++)
		if (!out || pids[out - 1] != pids[i])
			pids[out++] = pids[i];
	return out;
}

static int add_owners(const struct judge *j, const struct sock *s,
		      struct subject *to, size_t *cap)
{
	for (uint32_t o = 0; o < s->n_owners; o++) {
		int err = vec_grow((void **)&to->pids, cap, to->n_pids,
				   sizeof(*to->pids));

		if (err)
			return err;
		to->pids[to->n_pids++] =
			j->snap->owners.v[s->first_owner + o].pid;
	}
	return 0;
}

int subject_pids(const struct judge *j, const struct groups *gs,
		 const struct group *g, struct subject *s)
{
	struct idhash seen = { 0 }; /* thousands may wait for one reader */
	size_t cap = 0;
	int err = 0;

	for (size_t i = g->first; !err && i < g->first + g->n; i++) {
		const struct member *m = &gs->members[i];

		if (m->lost || m->reader == NO_SOCK)
			continue;
		err = idhash_add(&seen, m->reader + 1ULL, 0);
		if (!err)
			err = add_owners(j, &j->snap->socks.v[m->reader], s,
					 &cap);
		else if (err == -EEXIST)
			err = 0;
	}
	idhash_free(&seen);
	s->n_pids = unique(s->pids, s->n_pids);
	return err;
}

int subject_sockets(const struct judge *j, const struct groups *gs,
		    const struct group *g, struct subject *s)
{
	s->socket_count = g->sockets;
	s->cookies = calloc(SUBJECT_SOCKETS_MAX, sizeof(*s->cookies));
	if (!s->cookies)
		return -ENOMEM;
	for (size_t i = g->first;
	     i < g->first + g->n && s->n_cookies < SUBJECT_SOCKETS_MAX; i++)
		if (!gs->members[i].lost)
			s->cookies[s->n_cookies++] =
				j->snap->socks.v[gs->members[i].sock].cookie;
	return 0;
}

const char *group_cgroup(const struct judge *j, const struct groups *gs,
			 const struct group *g)
{
	const struct sock *last = NULL;
	const char *path = NULL;

	for (size_t i = g->first; i < g->first + g->n; i++) {
		const struct sock *s = &j->snap->socks.v[gs->members[i].sock];
		const char *p;

		if (gs->members[i].lost)
			continue;
		/* thousands of orphans may be of one cgroup */
		if (last && !s->n_owners && !last->n_owners &&
		    s->cgroup_id == last->cgroup_id)
			continue;
		p = snapshot_sock_cgroup_path(j->snap, s);
		if (!p || (last && strcmp(p, path)))
			return NULL;
		path = p;
		last = s;
	}
	/* the root is where everything is: it says nothing */
	return path && strcmp(path, "/") ? path : NULL;
}

void subject_cgroup(const struct judge *j, const struct groups *gs,
		    const struct group *g, struct subject *s)
{
	const char *path = group_cgroup(j, gs, g);

	if (path)
		s->cgroup = strdup(path);
}
