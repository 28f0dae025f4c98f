/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/context.h"
#include "collect/probe/readers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collect/probe/probe_cgroup.h"
#include "collect/base/clock.h"
#include "collect/probe/probe_epoll.h"
#include "collect/probe/probe_threads.h"
#include "source/source.h"
#include "collect/base/proc_file.h"
#include "model/snapshot.h"
#include "util/vec.h"

#define READERS_MAX 64
#define HOLDS_MAX 16384
#define THREADS_IN_ALL 8192

/* A process that has suspect sockets. */
struct reader {
	pid_t pid;
	struct hold *holds; /* of readers.v, together */
	size_t n_holds;
	bool sets_known;
	bool ring;
	struct threads before;
	struct threads after;
	struct cgroup_quota quota;
	uint64_t at_ms; /* of before */
	enum not_reading why;
	pid_t tid; /* that why is about */
};

struct readers {
	struct collect *c;
	const struct source *src; /* of c */
	int proc;		  /* likewise */
	struct hold *v;		  /* by reader, by probe */
	size_t n;
	size_t cap;
	bool *missed; /* of each probe: not all who have it are read */
	struct reader reader[READERS_MAX];
	size_t n_readers;
	struct cgroup_mounts mounts;
	size_t budget; /* threads */
};

static uint32_t reader_of(struct readers *r, pid_t pid)
{
	uint32_t i = 0;

	while (i < r->n_readers && r->reader[i].pid != pid)
		i++;
	if (i == r->n_readers && i < READERS_MAX)
		r->reader[r->n_readers++].pid = pid;
	return i;
}

/*
 * The socket that is read from. A UNIX sender is charged for what its peer has
 * not read (net/unix/af_unix.c). NULL where the peer's row was not kept.
 */
static const struct sock *read_end(const struct snapshot *snap,
				   const struct sock *s)
{
	if (s->proto != PROTO_UNIX || !s->peer_inode || !sock_tx_bytes(s))
		return s;
	for (size_t i = 0; i < snap->socks.n; i++) {
		const struct sock *peer = &snap->socks.v[i];

		if (peer->proto == PROTO_UNIX && peer->inode == s->peer_inode &&
		    peer->netns == s->netns)
			return peer;
	}
	return NULL;
}

static int add_holds(struct readers *r, const struct snapshot *snap,
		     uint32_t probe)
{
	const struct sock *s =
		read_end(snap, &snap->socks.v[snap->probes.v[probe].sock]);

	if (!s)
		r->missed[probe] = true;
	for (uint32_t i = 0; s && i < s->n_owners; i++) {
		const struct sock_owner *o =
			&snap->owners.v[s->first_owner + i];
		uint32_t reader = reader_of(r, o->pid);

		if (reader == READERS_MAX || r->n >= HOLDS_MAX) {
			r->missed[probe] = true;
			continue;
		}
		if (VEC_GROW(r))
			return -ENOMEM;
		r->v[r->n++] = (struct hold){ .probe = probe,
					      .reader = reader,
					      .fd = o->fd,
					      .inode = s->inode };
	}
	return 0;
}

static int by_reader(const void *a, const void *b)
{
	const struct hold *x = a, *y = b;

	if (x->reader != y->reader)
		return (x->reader > y->reader) - (x->reader < y->reader);
	return (x->probe > y->probe) - (x->probe < y->probe);
}

static void group_holds(struct readers *r)
{
	if (r->n)
		qsort(r->v, r->n, sizeof(*r->v), by_reader);
	for (size_t i = 0; i < r->n; i++) {
		struct reader *reader = &r->reader[r->v[i].reader];

		if (!reader->n_holds++)
			reader->holds = &r->v[i];
	}
}

static void note(struct gaps *gaps, const char *what, int err,
		 const char *effect, pid_t pid)
{
	if (err == -ENOENT || err == -ESRCH) /* it has ended */
		return;
	gaps_add(gaps, what, err < 0 ? -err : err, effect, "pid %d", pid);
}

static void read_epoll(struct epoll_probe *e, struct reader *r,
		       struct gaps *gaps)
{
	int err = epoll_probe(e, r->pid, r->holds, r->n_holds);

	r->ring = err == -EXFULL;
	r->sets_known = !err;
	if (err && !r->ring)
		note(gaps, "fdinfo", err,
		     "whether an epoll set of these processes watches their "
		     "queues is not known",
		     r->pid);
}

static int read_threads(struct readers *r, struct reader *reader,
			struct threads *ret, struct gaps *gaps)
{
	int err = threads_read(r->proc, reader->pid, &r->budget, ret);

	if (err == -ENOMEM)
		return err;
	if (!err)
		err = ret->denied;
	if (err)
		note(gaps, "syscall", err,
		     "what the threads of these processes wait for is not "
		     "known",
		     reader->pid);
	return 0;
}

static int first_probe(struct readers *r, struct snapshot *snap)
{
	struct epoll_probe e;
	int err = epoll_probe_open(r->c, &e);

	if (err)
		return err;
	for (size_t i = 0; !err && i < r->n_readers; i++) {
		struct reader *reader = &r->reader[i];

		cgroup_read_quota(r->src, &r->mounts, reader->pid,
				  &reader->quota);
		reader->at_ms = clock_boot_ms();
		err = read_threads(r, reader, &reader->before, &snap->gaps);
		if (!err)
			read_epoll(&e, reader, &snap->gaps);
	}
	epoll_probe_close(&e);
	return err;
}

int readers_open(struct collect *c, const uint32_t *order, size_t n,
		 struct readers **ret)
{
	struct snapshot *snap = c->snap;
	struct readers *r = calloc(1, sizeof(*r));
	int err = 0;

	if (!r)
		return -ENOMEM;
	r->c = c;
	r->src = &c->src;
	r->proc = c->proc;
	r->budget = THREADS_IN_ALL;
	r->missed = calloc(snap->probes.n + 1, sizeof(*r->missed));
	if (!r->missed)
		err = -ENOMEM;
	else if (r->proc < 0)
		err = r->proc;
	for (size_t i = 0; !err && i < n; i++)
		err = add_holds(r, snap, order[i]);
	if (!err)
		err = cgroup_mounts_find(r->src, &r->mounts);
	group_holds(r);
	if (!err)
		err = first_probe(r, snap);
	if (err)
		readers_close(r);
	else
		*ret = r;
	return err;
}

static void explain(struct readers *r, struct reader *reader)
{
	struct cgroup_quota now = { .n = 0 };
	const struct threads_span span = {
		.ms = clock_boot_ms() - reader->at_ms,
		.ticks_per_second = (uint64_t)sysconf(_SC_CLK_TCK),
	};

	reader->tid = reader->pid;
	reader->why = threads_why(&reader->before, &reader->after, span,
				  &reader->tid);
	if (reader->why == READER_STOPPED || !reader->after.n)
		return;
	/* a frozen thread is in D, a throttled one in R: the cause comes first */
	if (cgroup_is_frozen(r->src, &r->mounts, reader->pid)) {
		reader->why = READER_FROZEN;
		return;
	}
	cgroup_read_quota(r->src, &r->mounts, reader->pid, &now);
	if (cgroup_was_throttled(&reader->quota, &now))
		reader->why = READER_THROTTLED;
}

static enum tristate is_awaited(const struct reader *r, const struct hold *h)
{
	enum tristate before, after;

	if (h->fd < 0)
		return MAYBE;
	before = threads_await(&r->before, h->fd);
	after = threads_await(&r->after, h->fd);
	if (before == YES || after == YES)
		return YES;
	return before == NO && after == NO && !r->ring ? NO : MAYBE;
}

static enum tristate is_watched(const struct reader *r, const struct hold *h)
{
	if (h->level || h->edge)
		return YES;
	return r->sets_known && h->fd >= 0 ? NO : MAYBE;
}

/* One answer for several holders: any YES, else all NO. */
static enum tristate join(enum tristate a, enum tristate b)
{
	if (a == YES || b == YES)
		return YES;
	return a == NO && b == NO ? NO : MAYBE;
}

static void read_wchan(const struct readers *r, pid_t pid, pid_t tid, char *dst,
		       size_t cap)
{
	proc_read(proc_at(r->proc, pid), dst, cap, "task/%d/wchan", (int)tid);
	if (!strcmp(dst, "0")) /* nowhere, or not for us to know */
		dst[0] = '\0';
}

/*
 * A reason is worth nothing where another holder could read: it waits for the
 * socket, and nothing keeps it from it.
 */
static void take_why(const struct readers *r, const struct reader *reader,
		     enum tristate watched, enum tristate awaited,
		     bool *excused, struct probe *l)
{
	if (reader->why == READER_UNKNOWN) {
		*excused |= watched == YES || awaited == YES;
	} else if (l->why == READER_UNKNOWN) {
		l->why = reader->why;
		l->why_pid = reader->pid;
		if (l->why == READER_BLOCKED)
			read_wchan(r, reader->pid, reader->tid, l->wchan,
				   sizeof(l->wchan));
	}
	if (*excused) {
		l->why = READER_UNKNOWN;
		l->why_pid = 0;
		l->wchan[0] = '\0';
	}
}

/* What is gathered of one probe while its holders are gone through. */
struct verdict {
	bool any; /* a holder */
	bool level;
	bool edge;
	bool spent;
	bool excused;
};

static void take_hold(const struct readers *r, const struct hold *h,
		      struct verdict *v, struct probe *l)
{
	const struct reader *reader = &r->reader[h->reader];
	enum tristate watched = is_watched(reader, h);
	enum tristate awaited = is_awaited(reader, h);

	l->watched = v->any ? join(l->watched, watched) : watched;
	l->awaited = v->any ? join(l->awaited, awaited) : awaited;
	v->any = true;
	v->level |= h->level;
	v->edge |= h->edge;
	v->spent |= h->spent;
	take_why(r, reader, watched, awaited, &v->excused, l);
}

static void finish_probe(const struct verdict *v, bool missed, struct probe *l)
{
	if (missed && l->watched == NO)
		l->watched = MAYBE;
	if (missed && l->awaited == NO)
		l->awaited = MAYBE;
	l->edge_triggered = v->edge && !v->level;
	l->disarmed = v->spent && !v->edge && !v->level;
}

int readers_finish(struct readers *r, struct snapshot *snap)
{
	struct gaps none = { 0 }; /* they are known from the first reading */
	struct verdict *verdicts;
	int err = 0;

	verdicts = calloc(snap->probes.n + 1, sizeof(*verdicts));
	if (!verdicts)
		return -ENOMEM;
	r->budget = THREADS_IN_ALL;
	for (size_t i = 0; !err && i < r->n_readers; i++) {
		struct reader *reader = &r->reader[i];

		err = read_threads(r, reader, &reader->after, &none);
		if (!err)
			explain(r, reader);
	}
	for (size_t i = 0; !err && i < r->n; i++)
		take_hold(r, &r->v[i], &verdicts[r->v[i].probe],
			  &snap->probes.v[r->v[i].probe]);
	for (size_t i = 0; !err && i < snap->probes.n; i++)
		finish_probe(&verdicts[i], r->missed[i], &snap->probes.v[i]);
	gaps_free(&none);
	free(verdicts);
	return err;
}

void readers_close(struct readers *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n_readers; i++) {
		threads_free(&r->reader[i].before);
		threads_free(&r->reader[i].after);
	}
	free(r->v);
	free(r->missed);
	free(r);
}
