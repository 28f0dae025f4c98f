/* SPDX-License-Identifier: GPL-2.0-or-later */
/* UNIX sockets: names, who should read, whose sender is gone. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "account/account.h"
#include "account/sockets/unix_readers.h"
#include "model/join/group.h"
#include "model/join/subflow.h"
#include "collect/sockets/unix_ends.h"
#include "model/snapshot.h"
#include "parse/diag/diag.h"
#include "tap.h"
#include "util/idhash.h"

#define N 8

struct bench {
	struct snapshot snap;
	struct sock socks[N];
	struct sock_owner owners[N];
	uint32_t reader[N];
};

static struct sock *add(struct bench *b, uint32_t inode, uint32_t peer,
			uint32_t sent, uint32_t rqueue)
{
	struct sock *s = &b->socks[b->snap.socks.n++];

	b->snap.protocols.v[PROTO_UNIX].totals.sockets++;
	*s = (struct sock){ .proto = PROTO_UNIX,
			    .family = AF_UNIX,
			    .type = SOCK_STREAM,
			    .state = SOCK_ESTABLISHED,
			    .has_mem = 1,
			    .inode = inode,
			    .peer_inode = peer,
			    .rqueue = rqueue,
			    .mem = { .wmem_alloc = sent } };
	return s;
}

static void own(struct bench *b, struct sock *s, pid_t pid)
{
	s->first_owner = (uint32_t)b->snap.owners.n;
	s->n_owners = 1;
	b->owners[b->snap.owners.n++] =
		(struct sock_owner){ .sock = (uint32_t)(s - b->socks),
				     .pid = pid };
}

static void begin(struct bench *b)
{
	*b = (struct bench){ 0 };
	b->snap.socks.v = b->socks;
	b->snap.owners.v = b->owners;
	for (size_t i = 0; i < N; i++)
		b->reader[i] = NO_SOCK;
}

static void find(struct bench *b)
{
	ck_assert_int_eq(unix_ends_find_gone(&b->snap, 0), 0);
	ck_assert_int_eq(unix_readers_find(&b->snap, b->reader), 0);
}

START_TEST(the_peer_reads)
{
	struct bench b;

	begin(&b);
	add(&b, 10, 11, 5000, 0);
	add(&b, 11, 10, 0, 4000);
	add(&b, 12, 99, 5000, 0); /* its peer is not kept */
	find(&b);
	ck_assert_uint_eq(b.reader[0], 1);
	ck_assert_uint_eq(b.reader[1], NO_SOCK);
	ck_assert_uint_eq(b.reader[2], NO_SOCK);
	ck_assert(!b.socks[1].orphan_queue);
	ck_assert_uint_eq(sock_held_bytes(&b.socks[0]), 5000);
	ck_assert_uint_eq(sock_held_bytes(&b.socks[1]), 0);
}
END_TEST

START_TEST(the_sender_has_closed)
{
	struct bench b;

	begin(&b);
	add(&b, 11, 0, 0, 4000);
	find(&b);
	ck_assert(b.socks[0].orphan_queue);
	ck_assert_uint_eq(sock_held_bytes(&b.socks[0]), 4000);
	ck_assert_uint_eq(b.reader[0], 0);
	ck_assert_uint_eq(b.snap.protocols.v[PROTO_UNIX].totals.held_bytes,
			  4000);
	ck_assert_uint_eq(b.snap.protocols.v[PROTO_UNIX].totals.holding, 1);
}
END_TEST

/* sendto(): the one queue it can be in, or those of one process */
START_TEST(datagrams_without_a_peer)
{
	struct bench b;
	struct sock *one, *two;

	begin(&b);
	add(&b, 10, 0, 5000, 0)->type = SOCK_DGRAM;
	one = add(&b, 11, 0, 0, 100);
	one->type = SOCK_DGRAM;
	find(&b);
	/* it may be the sender's: nobody is gone */
	ck_assert(!one->orphan_queue);
	ck_assert_uint_eq(b.reader[0], 1);
	two = add(&b, 12, 0, 0, 200);
	two->type = SOCK_DGRAM;
	b.reader[0] = NO_SOCK;
	find(&b);
	ck_assert_uint_eq(b.reader[0], NO_SOCK);
	own(&b, one, 7);
	own(&b, two, 7);
	find(&b);
	ck_assert_uint_eq(b.reader[0], 2);
	/* a queue that a connected sender explains is no candidate */
	add(&b, 13, 12, 300, 0)->type = SOCK_DGRAM;
	find(&b);
	ck_assert_uint_eq(b.reader[0], 1);
	ck_assert_uint_eq(b.reader[3], 2);
}
END_TEST

START_TEST(not_accepted_yet)
{
	const uint32_t clients[] = { 10, 20 };
	struct idhash waiting = { 0 };
	struct diag_row row = {
		.sock = { .proto = PROTO_UNIX,
			  .inode = 30,
			  .state = SOCK_LISTEN },
		.waiting = { (const char *)clients, sizeof(clients) + 3 },
	};
	struct bench b;

	begin(&b);
	add(&b, 10, 0, 5000, 0);
	add(&b, 20, 21, 5000, 0); /* has a peer already */
	add(&b, 30, 0, 0, 2)->state = SOCK_LISTEN;
	ck_assert_int_eq(unix_ends_wait(&waiting, &row), 0);
	unix_ends_accept(&b.snap.socks, 0, &waiting);
	idhash_free(&waiting);
	ck_assert_uint_eq(b.socks[0].peer_inode, 30);
	ck_assert_uint_eq(b.socks[1].peer_inode, 21);
	find(&b);
	ck_assert_uint_eq(b.reader[0], 2);
	ck_assert(!b.socks[2].orphan_queue);
}
END_TEST

START_TEST(names)
{
	static const char path[] = "/run/x.sock";
	char longest[200];
	struct snapshot snap = { 0 };
	uint32_t at = 0;

	ck_assert_int_eq(unix_ends_name(&snap, span_of("", 0), &at), 0);
	ck_assert_uint_eq(at, 0);
	ck_assert_int_eq(
		unix_ends_name(&snap, span_of(path, sizeof(path)), &at), 0);
	ck_assert_uint_gt(at, 0);
	ck_assert_str_eq(snap.strings.data + at, path);
	ck_assert_int_eq(unix_ends_name(&snap, span_of("\0a\0b\33", 5), &at),
			 0);
	ck_assert_str_eq(snap.strings.data + at, "@a@b\33");
	memset(longest, 'x', sizeof(longest));
	ck_assert_int_eq(unix_ends_name(&snap,
					span_of(longest, sizeof(longest)), &at),
			 0);
	ck_assert_uint_lt(strlen(snap.strings.data + at), 112);
	snapshot_free(&snap);
}
END_TEST

/* An fd leads to one socket of an inode: its subflows are the same one's. */
START_TEST(subflows_have_the_same_owners)
{
	struct sock socks[] = {
		{ .proto = PROTO_TCP, .inode = 5 },
		{ .proto = PROTO_TCP, .inode = 6 },
		{ .proto = PROTO_TCP, .inode = 5 },
		{ .proto = PROTO_MPTCP, .inode = 5 },
		{ .proto = PROTO_MPTCP, .inode = 0 },
	};
	struct socks all = { .v = socks, .n = 5 };
	struct sock_owners owners = { 0 };

	owners.v = calloc(3, sizeof(*owners.v));
	ck_assert_ptr_nonnull(owners.v);
	owners.cap = 3;
	owners.n = 3;
	owners.v[0] = (struct sock_owner){ 0, 70, 3 };
	owners.v[1] = (struct sock_owner){ 1, 71, 3 };
	owners.v[2] = (struct sock_owner){ 0, 72, 4 };
	ck_assert_int_eq(subflow_owners(&all, &owners), 0);
	ck_assert_uint_eq(owners.n, 7);
	group_owners(&all, &owners);
	ck_assert_uint_eq(socks[0].n_owners, 2);
	ck_assert_uint_eq(socks[1].n_owners, 1);
	ck_assert_uint_eq(socks[2].n_owners, 2);
	ck_assert_uint_eq(socks[3].n_owners, 2);
	ck_assert_uint_eq(socks[4].n_owners, 0);
	ck_assert_int_eq(owners.v[socks[3].first_owner].pid, 70);
	ck_assert_int_eq(owners.v[socks[3].first_owner + 1].pid, 72);
	free(owners.v);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("unix_ends");

	tcase_add_test(t, the_peer_reads);
	tcase_add_test(t, the_sender_has_closed);
	tcase_add_test(t, datagrams_without_a_peer);
	tcase_add_test(t, not_accepted_yet);
	tcase_add_test(t, names);
	tcase_add_test(t, subflows_have_the_same_owners);
	return tap_run(t);
}
