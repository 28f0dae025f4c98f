/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/snapshot.h"

/* A packet socket's ring and whose it is. */
struct ring {
	uint32_t sock;
	pid_t pid;
	char comm[32];
};

struct rings {
	struct ring *v;
	size_t n;
};

static int by_program(const void *a, const void *b)
{
	const struct ring *x = a, *y = b;
	int c = strcmp(x->comm, y->comm);

	return c ? c : (x->pid > y->pid) - (x->pid < y->pid);
}

static bool has_ring(const struct sock *s)
{
	return s->proto == PROTO_PACKET && s->ring_bytes;
}

static int find_rings(const struct snapshot *snap, struct rings *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < snap->socks.n; i++)
		n += has_ring(&snap->socks.v[i]);
	if (!n)
		return 0;
	ret->v = calloc(n, sizeof(*ret->v));
	if (!ret->v)
		return -ENOMEM;
	for (size_t i = 0; i < snap->socks.n; i++) {
		const struct sock *s = &snap->socks.v[i];
		struct ring *r = &ret->v[ret->n];
		const struct process *p;

		if (!has_ring(s))
			continue;
		ret->n++;
		r->sock = (uint32_t)i;
		if (s->n_owners)
			r->pid = snap->owners.v[s->first_owner].pid;
		p = r->pid ? processes_find(&snap->processes, r->pid) : NULL;
		if (p)
			memcpy(r->comm, p->comm, sizeof(r->comm));
	}
	qsort(ret->v, ret->n, sizeof(*ret->v), by_program);
	return 0;
}

static void add_cookie(struct judge *j, struct finding *f, uint64_t cookie)
{
	struct subject *s = &f->subject;

	if (!s->cookies)
		s->cookies = calloc(SUBJECT_SOCKETS_MAX, sizeof(*s->cookies));
	if (!s->cookies)
		j->err = -ENOMEM;
	else if (s->n_cookies < SUBJECT_SOCKETS_MAX)
		s->cookies[s->n_cookies++] = cookie;
}

static void point_out(struct judge *j, struct finding *f, const struct ring *r,
		      size_t n)
{
	memcpy(f->subject.comm, r->comm, sizeof(r->comm));
	f->subject.socket_count = n;
	for (size_t i = 0; i < n; i++) {
		const struct sock *s = &j->snap->socks.v[r[i].sock];

		if (r[i].pid)
			finding_pid(f, r[i].pid);
		add_cookie(j, f, s->cookie);
		j->out->sock_code[r[i].sock] = F_PACKET_RING;
	}
}

static void evidence(struct judge *j, struct finding *f, const struct ring *r,
		     size_t n)
{
	uint64_t drops = 0, vmalloc = 0;

	for (size_t i = 0; i < n; i++) {
		const struct sock *s = &j->snap->socks.v[r[i].sock];

		drops += s->mem.drops;
		vmalloc += s->ring_vmalloc ? s->ring_bytes : 0;
	}
	say(f, "blocks of the ring times their size: they are there whether "
	       "packets come or not, and covered by no counter");
	if (vmalloc)
		say(f, "%s of it have blocks above 4 MiB, which are in vmalloc",
		    BYTES(vmalloc));
	if (drops)
		say(f, "%llu packets found it full", LLU(drops));
}

static void judge_rings(struct judge *j, const struct ring *r, size_t n)
{
	uint64_t bytes = 0;
	enum severity sev;
	struct finding *f;

	for (size_t i = 0; i < n; i++)
		bytes += j->snap->socks.v[r[i].sock].ring_bytes;
	sev = finding_severity(j, F_PACKET_RING, bytes);
	if (sev == SEV_OK)
		return;
	if (r->pid)
		f = finding_open(j, F_PACKET_RING, sev, CONF_HIGH,
				 opt_i64((int64_t)bytes),
				 "%zu packet %s of %s (pid %d%s) %s %s", n,
				 n > 1 ? "rings" : "ring",
				 *r->comm ? OUTSIDE(r->comm) : "?", (int)r->pid,
				 r[n - 1].pid != r->pid ? " …" : "",
				 n > 1 ? "take" : "takes", BYTES(bytes));
	else
		f = finding_open(j, F_PACKET_RING, sev, CONF_HIGH,
				 opt_i64((int64_t)bytes),
				 "packet rings whose owner could not be "
				 "identified take %s",
				 BYTES(bytes));
	if (!f)
		return;
	point_out(j, f, r, n);
	evidence(j, f, r, n);
	finding_remedies(f, NULL);
}

void rule_packet_rings(struct judge *j)
{
	struct rings all = { 0 };
	int err = find_rings(j->snap, &all);
	size_t first = 0;

	if (err)
		j->err = err;
	for (size_t i = 1; i <= all.n; i++) {
		if (i < all.n && !strcmp(all.v[i].comm, all.v[first].comm))
			continue;
		judge_rings(j, &all.v[first], i - first);
		first = i;
	}
	free(all.v);
}
