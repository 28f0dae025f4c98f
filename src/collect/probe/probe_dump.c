/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/probe/probe.h"

#include <errno.h>

#include "collect/sockets/diag.h"
#include "collect/sockets/families.h"
#include "collect/probe/probe_netns.h"
#include "model/snapshot.h"
#include "parse/diag/diag.h"
#include "util/idhash.h"

struct join {
	struct snapshot *snap;
	struct idhash cookies; /* to the probe's index */
	enum proto proto;
};

static int take_row(struct span payload, void *data)
{
	struct join *j = data;
	const uint32_t *at;
	struct diag_row row;

	if (family_parse(payload, j->proto, &row))
		return 0;
	at = idhash_find(&j->cookies, row.sock.cookie);
	if (at)
		probe_take_row(&j->snap->probes.v[*at], &row.sock);
	return 0;
}

/* Finds the probes that the dump is for. Returns 0 or -ENOMEM. */
static int find_wanted(struct join *j, uint32_t netns, uint8_t af)
{
	struct probes *probes = &j->snap->probes;

	for (uint32_t i = 0; i < probes->n; i++) {
		const struct sock *s = &j->snap->socks.v[probes->v[i].sock];

		/* a socket that was in no dump is not missed in this one */
		if (s->netns != netns || s->proto != j->proto ||
		    s->family != af || s->undumped)
			continue;
		if (idhash_add(&j->cookies, s->cookie, i) == -ENOMEM)
			return -ENOMEM;
	}
	return 0;
}

static void mark_gone(struct join *j)
{
	for (size_t i = 0; i < j->cookies.size; i++)
		if (j->cookies.keys[i]) {
			struct probe *l =
				&j->snap->probes.v[j->cookies.values[i]];

			l->gone = !l->seen;
		}
}

static int dump_again(const struct probe_place *p, struct snapshot *snap,
		      enum proto proto, uint8_t af)
{
	struct join j = { .snap = snap, .proto = proto };
	struct diag_request request;
	int err = find_wanted(&j, p->netns, af);

	if (!err && j.cookies.n) {
		family_request(proto, af, true, &request);
		err = diag_dump(p->diag, &request, take_row, &j);
		if (!err)
			mark_gone(&j);
	}
	idhash_free(&j.cookies);
	/* -EINTR: the rows were handed over, but not all may be there */
	return err == -EINTR ? 0 : err;
}

int probe_dump(const struct probe_place *p, struct snapshot *snap)
{
	unsigned long long ns = snap->netns.v[p->netns].inode;

	for (enum proto proto = 0; proto < PROTO_N; proto++) {
		const struct family *f = family_of(proto);

		if (probe_is_exact(proto) || snap->protocols.v[proto].by_file)
			continue;
		for (size_t i = 0; i < 2 && f->af[i]; i++) {
			int err = dump_again(p, snap, proto, f->af[i]);

			if (err == -ENOMEM)
				return err;
			if (err)
				gaps_add(&snap->gaps, PROBE_GAP, -err,
					 PROBE_GAP_EFFECT, "%s, netns %llu",
					 proto_name(proto), ns);
		}
	}
	return 0;
}
