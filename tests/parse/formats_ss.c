/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <inttypes.h>
#include <string.h>
#include <sys/socket.h>

#include "formats.h"
#include "parse/text/ss.h"
#include "util/escape.h"

/* "001.KEY=VALUE" of a row; what rests on all of them is "~listing.001.…". */
static void put_number(FILE *out, unsigned row, const char *key, uint64_t v)
{
	fprintf(out, "%03u.%s=%" PRIu64 "\n", row, key, v);
}

static void put_outside(FILE *out, unsigned row, const char *key, struct span s)
{
	char text[1024];

	if (s.len > sizeof(text) / ESCAPE_MAX)
		s.len = sizeof(text) / ESCAPE_MAX;
	escape(text, sizeof(text), s.p, s.len);
	fprintf(out, "%03u.%s=%s\n", row, key, text);
}

static void put_end(FILE *out, unsigned row, const char *key,
		    const struct sock *s, const uint8_t *address, unsigned port)
{
	static const uint8_t any[16];
	char text[INET6_ADDRSTRLEN] = "*";

	if (s->family != AF_INET && s->family != AF_INET6)
		return;
	if (memcmp(address, any, sizeof(any)))
		inet_ntop(s->family, address, text, sizeof(text));
	else if (!port)
		return;
	fprintf(out, "%03u.%s=%s|%u\n", row, key, text, port);
}

static void put_mem(FILE *out, unsigned row, const struct sock *s)
{
	const struct skmem *m = &s->mem;

	if (!s->has_mem)
		return;
	fprintf(out, "%03u.mem=r%u rb%u t%u tb%u f%d w%u o%u bl%u", row,
		m->rmem_alloc, m->rcvbuf, m->wmem_alloc, m->sndbuf,
		m->fwd_alloc, m->wmem_queued, m->optmem, m->backlog);
	if (s->has_drops)
		fprintf(out, " d%u", m->drops);
	fputc('\n', out);
}

static void put_sock(FILE *out, unsigned row, const struct sock *s)
{
	const struct {
		const char *key;
		uint64_t v;
		bool known;
	} numbers[] = {
		{ "recvq", s->rqueue, true },
		{ "sendq", s->wqueue, true },
		{ "inode", s->inode, !s->inode_unknown },
		{ "peer_inode", s->peer_inode,
		  s->proto == PROTO_UNIX && s->peer_inode },
		{ "uid", s->uid, s->uid },
		{ "cookie", s->cookie, s->cookie },
		{ "v6only", 1, s->v6only },
		{ "ring", s->ring_bytes, s->ring_bytes },
	};

	fprintf(out, "~listing.%03u.proto=%s family %u\n", row,
		proto_name((enum proto)s->proto), s->family);
	fprintf(out, "%03u.state=%s\n", row,
		sock_state_name((enum sock_state)s->state));
	put_end(out, row, "local", s, s->local, s->sport);
	put_end(out, row, "peer", s, s->peer, s->dport);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (numbers[i].known)
			put_number(out, row, numbers[i].key, numbers[i].v);
	if (s->timer)
		fprintf(out, "~listing.%03u.timer=%u, %u times\n", row,
			s->timer, s->retrans);
	put_mem(out, row, s);
}

static void put_users(FILE *out, unsigned row, struct span users)
{
	struct ss_user u;
	char key[32];

	for (unsigned i = 1; ss_user(&users, &u); i++) {
		snprintf(key, sizeof(key), "user%u", i);
		put_outside(out, row, key, u.name);
		fprintf(out, "%03u.%s.pid=%d fd %d\n", row, key, (int)u.pid,
			(int)u.fd);
	}
}

int format_ss(struct span text, FILE *out, unsigned *bad)
{
	struct ss_listing l = ss_listing(text);
	struct ss_row row;
	unsigned n = 0;

	while (ss_next(&l, &row, bad)) {
		put_sock(out, ++n, &row.sock);
		if (!row.has_address)
			fprintf(out, "~listing.%03u.address=unknown\n", n);
		if (row.name.len)
			put_outside(out, n, "name", row.name);
		if (row.cgroup.len)
			put_outside(out, n, "cgroup", row.cgroup);
		put_users(out, n, row.users);
	}
	return n || *bad ? 0 : -1;
}
