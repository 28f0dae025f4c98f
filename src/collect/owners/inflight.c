/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/owners/inflight.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "collect/base/proc_file.h"
#include "collect/owners/fd_match.h"
#include "parse/proc/fdinfo.h"
#include "util/buf.h"
#include "util/idhash.h"
#include "util/vec.h"

/* An instance has at most 32768 registered files, a line each. */
#define FDINFO_MAX (4u << 20)

/* A busy instance keeps its lock, and the list is left out. */
#define TRIES 3

/* Candidates that are named where one of them must be it. */
#define CARRIERS_NAMED 8

/* Matches, in all: many instances times many sockets. */
#define MATCHES_MAX (1u << 20)

/* The d_iname of a socket's file (net/socket.c), by what it is. */
static const struct kind {
	const char *name;
	uint8_t proto;
	uint8_t family;
} kinds[] = {
	{ "TCP", PROTO_TCP, AF_INET },
	{ "TCPv6", PROTO_TCP, AF_INET6 },
	{ "UDP", PROTO_UDP, AF_INET },
	{ "UDPv6", PROTO_UDP, AF_INET6 },
};

enum { N_KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static int add_match(struct sock_owners *o, uint32_t sock, pid_t pid)
{
	if (o->n >= MATCHES_MAX)
		return 0;
	if (VEC_GROW(o))
		return -ENOMEM;
	o->v[o->n++] =
		(struct sock_owner){ .sock = sock, .pid = pid, .fd = -1 };
	return 0;
}

/* Bits of the kinds of sockets that an old kernel names there. */
static unsigned kind_bits(struct span name)
{
	for (unsigned i = 0; i < N_KINDS; i++)
		if (span_is(name, kinds[i].name))
			return 1u << i;
	return 0;
}

/* How many files the list had; ret_kinds gets those that have no inode. */
static int take_files(const struct buf *text, pid_t pid,
		      const struct idhash *wanted, struct sock_owners *ret,
		      unsigned *ret_kinds)
{
	struct span rest = span_of(text->data, text->len);
	struct ring_file file;
	bool before = false;
	int n = 0;

	while (parse_fdinfo_ring_file(&rest, &before, &file)) {
		const uint32_t *at =
			file.inode ? idhash_find(wanted, file.inode) : NULL;

		n++;
		*ret_kinds |= file.inode ? 0 : kind_bits(file.name);
		if (at && add_match(ret, *at, pid))
			return -ENOMEM;
	}
	return n;
}

static int match_kinds(unsigned bits, pid_t pid, const struct idhash *wanted,
		       const struct socks *socks, struct sock_owners *ret)
{
	int err = 0;

	for (size_t i = 0; !err && bits && i < wanted->size; i++) {
		const struct sock *s = &socks->v[wanted->values[i]];

		if (!wanted->keys[i])
			continue;
		for (unsigned k = 0; k < N_KINDS && !err; k++)
			if (bits & 1u << k && s->proto == kinds[k].proto &&
			    s->family == kinds[k].family)
				err = add_match(ret, wanted->values[i], pid);
	}
	return err;
}

int inflight_rings(int proc, const struct fd_finds *finds,
		   const struct idhash *wanted, const struct socks *socks,
		   struct sock_owners *ret)
{
	struct buf text = { 0 };
	int err = 0;

	for (size_t i = 0; err >= 0 && i < finds->rings.n; i++) {
		const struct fd_ref *ref = &finds->rings.v[i];
		unsigned bits = 0;

		for (unsigned k = 0, n = 0; k < TRIES && !n; k++) {
			err = proc_read_all(proc_at(proc, ref->pid), FDINFO_MAX,
					    &text, "fdinfo/%d", ref->fd);
			/* the beginning of a longer one is worth as much */
			if (err == -EFBIG)
				err = 0;
			if (!err)
				err = take_files(&text, ref->pid, wanted, ret,
						 &bits);
			n = err != 0;
		}
		if (err == -ENOMEM)
			break;
		err = match_kinds(bits, ref->pid, wanted, socks, ret);
	}
	buf_free(&text);
	return err == -ENOMEM ? err : 0;
}

static int by_pid(const void *va, const void *vb)
{
	const struct fd_ref *a = va, *b = vb;

	return (a->pid > b->pid) - (a->pid < b->pid);
}

/* The processes of the carriers, each once, the first few of them. */
static size_t carrier_pids(const struct fd_refs *refs, pid_t *pids, size_t max)
{
	size_t n = 0;

	if (refs->n)
		qsort(refs->v, refs->n, sizeof(*refs->v), by_pid);
	for (size_t i = 0; i < refs->n && n < max; i++)
		if (!n || pids[n - 1] != refs->v[i].pid)
			pids[n++] = refs->v[i].pid;
	return n;
}

int inflight_carriers(const struct fd_finds *finds, const struct idhash *wanted,
		      const struct socks *socks, struct sock_owners *ret)
{
	pid_t pids[CARRIERS_NAMED];
	size_t n = carrier_pids(&finds->carriers, pids, CARRIERS_NAMED);
	int err = 0;

	for (size_t i = 0; !err && n && i < wanted->size; i++) {
		uint32_t sock = wanted->values[i];

		if (!wanted->keys[i] || socks->v[sock].via != VIA_NONE)
			continue;
		for (size_t k = 0; !err && k < n; k++)
			err = add_match(ret, sock, pids[k]);
	}
	return err;
}
