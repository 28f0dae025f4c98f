/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel's list of open files tells, to owners and sockets. */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "account/account.h"
#include "bpf/files.h"
#include "collect/owners/fd_match.h"
#include "collect/sockets/listed.h"
#include "collect/sockets/undumped.h"
#include "diagnose/diagnose.h"
#include "model/join/undumped.h"
#include "model/snapshot.h"
#include "shown.h"
#include "tap.h"

#define MIB (1u << 20)

static const struct bpf_sock_facts closed = {
	.cookie = 77,
	.netns = 11,
	.uid = 1000,
	.rmem_alloc = 3 * MIB,
	.rcvbuf = 6 * MIB,
	.fwd_alloc = -4096,
	.optmem = 512,
	.drops = 2,
	.family = AF_INET,
	.type = SOCK_STREAM,
	.protocol = IPPROTO_TCP,
	.state = SOCK_CLOSE,
	.sport = 443,
	.dport = 50000,
	.local = { 10, 0, 0, 7 },
	.peer = { 10, 0, 0, 9 },
};

START_TEST(a_socket_as_the_kernel_reported_it)
{
	struct undumped u;

	undumped_of(&closed, 5, &u);
	ck_assert_uint_eq(u.netns, 11);
	ck_assert_uint_eq(u.sock.inode, 5);
	ck_assert_uint_eq(u.sock.cookie, 77);
	ck_assert_uint_eq(u.sock.uid, 1000);
	ck_assert_int_eq(u.sock.proto, PROTO_TCP);
	ck_assert_int_eq(u.sock.state, SOCK_CLOSE);
	ck_assert_uint_eq(u.sock.sport, 443);
	ck_assert_uint_eq(u.sock.dport, 50000);
	ck_assert_uint_eq(u.sock.local[3], 7);
	ck_assert_uint_eq(u.sock.peer[3], 9);
	ck_assert_uint_eq(u.sock.mem.drops, 2);
	ck_assert_uint_eq(sock_held_bytes(&u.sock), 3 * MIB + 512);
	ck_assert_int_eq(sock_charged_bytes(&u.sock), 3 * MIB - 4096);
	ck_assert(u.sock.undumped && u.sock.iterated);
	ck_assert(undumped_holds(&u.sock));
}
END_TEST

START_TEST(a_disconnected_udp_socket)
{
	struct bpf_sock_facts udp = closed;
	struct undumped u;

	udp.protocol = IPPROTO_UDP;
	udp.type = SOCK_DGRAM;
	udp.sport = 0;
	undumped_of(&udp, 5, &u);
	ck_assert_int_eq(u.sock.proto, PROTO_UDP);
	ck_assert_uint_eq(sock_held_bytes(&u.sock), 3 * MIB + 512);
	ck_assert(undumped_holds(&u.sock));
	/* a state that we do not know */
	udp.state = 200;
	undumped_of(&udp, 5, &u);
	ck_assert_int_eq(u.sock.state, SOCK_UNKNOWN);
}
END_TEST

/* Processes 10 and 20 share the socket with inode 5; 30 has 6. */
START_TEST(each_socket_once_with_all_its_processes)
{
	struct undumped v[3];
	struct undumped_list from = { .v = v, .n = 3 };
	struct netns *netns = calloc(1, sizeof(*netns));
	struct snapshot snap = { .netns = { .v = netns, .n = 1, .cap = 1 } };
	struct sock_owners owners = { 0 };

	ck_assert_ptr_nonnull(netns);
	netns->inode = 11;
	for (int i = 0; i < 3; i++) {
		undumped_of(&closed, i < 2 ? 5 : 6, &v[i]);
		v[i].pid = 10 + 10 * i;
		v[i].fd = 3 + i;
	}
	v[2].netns = 12;
	/* of our own namespace only */
	ck_assert_int_eq(undumped_add_owned(&from, true, &snap, &owners), 0);
	ck_assert_uint_eq(snap.socks.n, 1);
	ck_assert_uint_eq(owners.n, 2);
	ck_assert_uint_eq(owners.v[0].sock, 0);
	ck_assert_uint_eq(owners.v[1].sock, 0);
	ck_assert_int_eq(owners.v[1].pid, 20);
	ck_assert_int_eq(owners.v[1].fd, 4);
	ck_assert_uint_eq(snap.netns.n, 1);
	owners.n = 0;
	/* of all: behind the one that is there */
	ck_assert_int_eq(undumped_add_owned(&from, false, &snap, &owners), 0);
	ck_assert_uint_eq(snap.socks.n, 3);
	ck_assert_uint_eq(owners.n, 3);
	ck_assert_uint_eq(owners.v[0].sock, 1);
	ck_assert_uint_eq(owners.v[2].sock, 2);
	ck_assert_int_eq(owners.v[2].pid, 30);
	ck_assert_uint_eq(snap.netns.n, 2);
	ck_assert_uint_eq(snap.netns.v[1].inode, 12);
	free(owners.v);
	free(snap.socks.v);
	free(snap.netns.v);
}
END_TEST

static int report(struct fd_match *m, uint32_t kind, uint32_t inode, int fd)
{
	struct bpf_record r = {
		.file = { .kind = kind, .inode = inode, .pid = 10, .fd = fd },
	};

	if (kind == FILE_UNLISTED)
		r.sock = closed;
	if (kind == FILE_QUEUE)
		r.queue = (struct bpf_queue_facts){ 100, 64, 4096, 53248 };
	fd_match_process(m, r.file.pid);
	return fd_match_reported(m, &r);
}

START_TEST(what_is_wanted_is_noted)
{
	struct sock kept = { .inode = 5 };
	uint32_t rows[] = { 5, 7 };
	struct socks socks = { .v = &kept, .n = 1, .cap = 1 };
	struct refhash by_inode = { .id_of = socks_inode_of, .array = &socks };
	struct inodes listed = { .v = rows, .n = 2, .cap = 2 };
	struct fd_want want = { .socks = &by_inode, .listed = &listed };
	struct fd_match m = { .want = &want };

	ck_assert_int_eq(refhash_add(&by_inode, 0), 0);
	/* a kept one, and it was in a dump: closed since then or not */
	ck_assert_int_eq(report(&m, FILE_UNLISTED, 5, 3), 0);
	ck_assert_uint_eq(m.sockets, 1);
	ck_assert_uint_eq(m.without_row, 0);
	ck_assert_uint_eq(m.finds.owners.n, 1);
	ck_assert_int_eq(m.finds.owners.v[0].fd, 3);
	ck_assert_uint_eq(m.finds.closed.n, 0);
	/* in no dump, but reported: nobody has to ask it */
	ck_assert_int_eq(report(&m, FILE_UNLISTED, 6, 4), 0);
	ck_assert_uint_eq(m.without_row, 1);
	ck_assert_uint_eq(m.finds.closed.n, 1);
	ck_assert_uint_eq(m.finds.closed.v[0].sock.inode, 6);
	ck_assert_int_eq(m.finds.closed.v[0].pid, 10);
	ck_assert_uint_eq(m.finds.undumped.n, 0);
	/* in a dump; in none, of a namespace that was not seen */
	ck_assert_int_eq(report(&m, FILE_INET, 7, 5), 0);
	ck_assert_uint_eq(m.without_row, 0);
	ck_assert_int_eq(report(&m, FILE_INET, 8, 6), 0);
	ck_assert_uint_eq(m.without_row, 1);
	ck_assert_uint_eq(m.finds.undumped.n, 1);
	ck_assert_int_eq(m.finds.undumped.v[0].fd, 6);
	/* a thread's own fd cannot be borrowed */
	ck_assert_int_eq(report(&m, FILE_INET, 9, -1), 0);
	ck_assert_uint_eq(m.without_row, 1);
	ck_assert_uint_eq(m.finds.undumped.n, 1);
	/* another family has its own dumps */
	ck_assert_int_eq(report(&m, FILE_SOCKET, 10, 7), 0);
	ck_assert_uint_eq(m.sockets, 1);
	ck_assert_uint_eq(m.without_row, 0);
	/* a queue of a kept socket, and of another one */
	ck_assert_int_eq(report(&m, FILE_QUEUE, 5, 3), 0);
	ck_assert_int_eq(report(&m, FILE_QUEUE, 7, 5), 0);
	ck_assert_uint_eq(m.without_row, 0);
	ck_assert_uint_eq(m.finds.queues.n, 1);
	ck_assert_uint_eq(m.finds.queues.v[0].sock, 0);
	ck_assert_uint_eq(m.finds.queues.v[0].payload_bytes, 4096);
	/* nobody asked for these */
	ck_assert_int_eq(report(&m, FILE_CARRIER, 11, 8), 0);
	ck_assert_int_eq(report(&m, FILE_RING, 0, 9), 0);
	ck_assert_uint_eq(m.finds.carriers.n + m.finds.rings.n, 0);
	want.carriers = true;
	ck_assert_int_eq(report(&m, FILE_CARRIER, 11, 8), 0);
	ck_assert_int_eq(report(&m, FILE_RING, 0, 9), 0);
	ck_assert_uint_eq(m.finds.carriers.n, 1);
	ck_assert_uint_eq(m.finds.rings.n, 1);
	ck_assert_int_eq(m.finds.rings.v[0].fd, 9);
	fd_match_free(&m);
	refhash_free(&by_inode);
}
END_TEST

START_TEST(a_queue_that_changed_meanwhile_tells_nothing)
{
	static const struct bpf_queue_facts bad[] = {
		{ 0 },			 /* its link was cut */
		{ 2, 3, 30, 3000 },	 /* more than there are */
		{ 100, 65, 650, 65000 }, /* than are looked at */
		{ 9, 9, 4000, 3000 },	 /* no such buffer */
	};
	struct sock kept = { .inode = 5 };
	struct socks socks = { .v = &kept, .n = 1, .cap = 1 };
	struct refhash by_inode = { .id_of = socks_inode_of, .array = &socks };
	struct fd_want want = { .socks = &by_inode };
	struct fd_match m = { .want = &want };
	struct bpf_record r = { .file = { FILE_QUEUE, 5, 10, 3 } };

	ck_assert_int_eq(refhash_add(&by_inode, 0), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		r.queue = bad[i];
		ck_assert_int_eq(fd_match_reported(&m, &r), 0);
	}
	ck_assert_uint_eq(m.finds.queues.n, 0);
	ck_assert_uint_eq(m.finds.owners.n, sizeof(bad) / sizeof(*bad));
	r.queue = (struct bpf_queue_facts){ 3, 3, 30, 3000 };
	ck_assert_int_eq(fd_match_reported(&m, &r), 0);
	ck_assert_uint_eq(m.finds.queues.n, 1);
	fd_match_free(&m);
	refhash_free(&by_inode);
}
END_TEST

START_TEST(samples_are_found_once_by_socket)
{
	struct queue_sample v[] = { { .sock = 9 },
				    { .sock = 2 },
				    { .sock = 9 } };
	struct queue_samples s = { .v = v, .n = 3 };

	queue_samples_sort(&s);
	ck_assert_uint_eq(s.n, 2);
	ck_assert_uint_eq(queue_samples_find(&s, 2)->sock, 2);
	ck_assert_uint_eq(queue_samples_find(&s, 9)->sock, 9);
	ck_assert_ptr_null(queue_samples_find(&s, 3));
}
END_TEST

/* One UDP socket, 104 MiB of which so many datagrams were looked at. */
static void judge(struct queue_sample q, const char *expected)
{
	struct sock s = { .proto = PROTO_UDP,
			  .state = SOCK_CLOSE,
			  .inode = 5,
			  .cookie = 1005,
			  .has_mem = 1,
			  .rqueue = 104 * MIB,
			  .mem = { .rmem_alloc = 104 * MIB,
				   .rcvbuf = 208 * MIB } };
	struct netns netns = { .inode = 11 };
	struct snapshot snap = { .host.page_size = opt_u64(4096),
				 .host.kernel_version = opt_u64(KERNEL(6, 18)),
				 .netns = { .v = &netns, .n = 1 },
				 .socks = { .v = &s, .n = 1 },
				 .queues = { .v = &q, .n = 1 } };
	struct account acct = { 0 };
	struct findings out = { 0 };
	bool said = false;

	ck_assert_int_eq(account(&snap, &acct), 0);
	ck_assert_int_eq(diagnose(&snap, &acct, &out), 0);
	ck_assert_int_eq(out.v[0].code, F_UDP_UNREAD);
	for (size_t i = 0; i < out.v[0].evidence.n; i++)
		said |= !strcmp(as_shown(out.v[0].evidence.v[i]), expected);
	ck_assert_msg(said, "not said: %s", expected);
	findings_free(&out);
	account_free(&acct);
}

START_TEST(small_datagrams_are_said_to_be_small)
{
	judge((struct queue_sample){ .waiting = 131072,
				     .datagrams = 64,
				     .payload_bytes = 64 * 64,
				     .truesize_bytes = 64 * 832 },
	      "104.0 MiB charged for about 8.0 MiB of payload (13.0 x in the "
	      "first 64 of each queue): small datagrams");
	judge((struct queue_sample){ .waiting = 2,
				     .datagrams = 2,
				     .payload_bytes = 52 * MIB,
				     .truesize_bytes = 104 * MIB },
	      "104.0 MiB charged for 52.0 MiB of payload (2.0 x)");
	judge((struct queue_sample){ .waiting = 131072,
				     .datagrams = 64,
				     .truesize_bytes = 64 * 832 },
	      "104.0 MiB charged for datagrams without data");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("reported");

	tcase_add_test(t, a_socket_as_the_kernel_reported_it);
	tcase_add_test(t, a_disconnected_udp_socket);
	tcase_add_test(t, each_socket_once_with_all_its_processes);
	tcase_add_test(t, what_is_wanted_is_noted);
	tcase_add_test(t, a_queue_that_changed_meanwhile_tells_nothing);
	tcase_add_test(t, samples_are_found_once_by_socket);
	tcase_add_test(t, small_datagrams_are_said_to_be_small);
	return tap_run(t);
}
