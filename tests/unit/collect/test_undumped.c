/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets in no dump, sockets in no process's fds, and whose they are. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "account/account.h"
#include "model/join/undumped.h"
#include "model/join/accept.h"
#include "collect/owners/fd_match.h"
#include "model/join/group.h"
#include "collect/owners/inflight.h"
#include "model/join/kernel_owner.h"
#include "collect/sockets/listed.h"
#include "collect/netns/netns.h"
#include "collect/sockets/undumped.h"
#include "collect/owners/unowned.h"
#include "diagnose/diagnose.h"
#include "model/snapshot.h"
#include "tap.h"

#define MIB (INT64_C(1) << 20)
#define PAGES(bytes) ((bytes) / 4096)

struct bench {
	struct snapshot snap;
	struct netns netns;
	struct process processes[3];
	struct sock socks[2];
	struct account acct;
	struct findings out;
};

/* 2 CPUs; TCP is charged so much, 10 sockets exist, 2 are in the table. */
static void machine(struct bench *b, int64_t used)
{
	*b = (struct bench){ 0 };
	b->snap.host.cpus = opt_u64(2);
	b->snap.host.page_size = opt_u64(4096);
	b->snap.host.kernel_version = opt_u64(KERNEL(6, 18));
	b->snap.protocols.v[PROTO_TCP].dumped = true;
	b->snap.protocols.v[PROTO_UDP].dumped = true;
	b->snap.protocols.after.tcp_alloc = opt_i64(10);
	b->snap.protocols.after.tcp_mem_pages = opt_i64(PAGES(used));
	b->snap.protocols.before = b->snap.protocols.after;
	b->netns.stat.tcp_inuse = opt_i64(1);
	b->netns.stat.tcp6_inuse = opt_i64(1);
	b->snap.netns.v = &b->netns;
	b->snap.netns.n = 1;
	for (int i = 0; i < 3; i++) {
		b->processes[i].pid = 100 + i;
		strcpy(b->processes[i].comm, "server");
	}
	b->snap.processes.v = b->processes;
	b->snap.processes.n = 3;
	b->snap.socks.v = b->socks;
}

START_TEST(memory_that_is_missing_is_suspicious)
{
	struct bench b;

	machine(&b, 96 * MIB);
	ck_assert(undumped_suspected(&b.snap));
	/* the sockets that were seen explain it */
	b.snap.protocols.v[PROTO_TCP].totals.charged_bytes = 95 * MIB;
	ck_assert(!undumped_suspected(&b.snap));
	b.snap.protocols.v[PROTO_TCP].totals.charged_bytes = 0;
	/* a dump that failed explains nothing */
	b.snap.protocols.v[PROTO_TCP].dumped = false;
	ck_assert(!undumped_suspected(&b.snap));
	b.snap.protocols.v[PROTO_TCP].dumped = true;
	/* no socket is missing: another blur */
	b.netns.stat.tcp_inuse = opt_i64(9);
	ck_assert(!undumped_suspected(&b.snap));
	/* UDP has no count of all sockets */
	b.snap.protocols.after.udp_mem_pages = opt_i64(PAGES(96 * MIB));
	b.snap.protocols.before = b.snap.protocols.after;
	ck_assert(undumped_suspected(&b.snap));
	/* what moved during the dump explains nothing for certain */
	b.snap.protocols.before.udp_mem_pages = opt_i64(0);
	ck_assert(!undumped_suspected(&b.snap));
}
END_TEST

START_TEST(little_is_not_worth_a_pass)
{
	struct bench b;

	/* reserves of two CPUs and 16 MiB */
	machine(&b, 18 * MIB);
	ck_assert(!undumped_suspected(&b.snap));
	machine(&b, 18 * MIB + 4096);
	ck_assert(undumped_suspected(&b.snap));
}
END_TEST

START_TEST(closed_with_data_or_without_a_port)
{
	struct sock tcp = { .proto = PROTO_TCP,
			    .state = SOCK_CLOSE,
			    .sport = 80,
			    .has_mem = 1,
			    .mem.rmem_alloc = 1 };
	struct sock udp = { .proto = PROTO_UDP,
			    .state = SOCK_CLOSE,
			    .rqueue = 1,
			    .has_mem = 1,
			    .mem.rmem_alloc = 1 };

	ck_assert(undumped_holds(&tcp));
	ck_assert(undumped_holds(&udp));
	/* made since the dump */
	tcp.state = SOCK_ESTABLISHED;
	udp.sport = 53;
	ck_assert(!undumped_holds(&tcp));
	ck_assert(!undumped_holds(&udp));
	/* not connected yet */
	tcp.state = SOCK_CLOSE;
	tcp.mem.rmem_alloc = 0;
	ck_assert(!undumped_holds(&tcp));
}
END_TEST

START_TEST(found_sockets_count_like_dumped_ones)
{
	struct undumped v[2] = { { .netns = 77 }, { .netns = 99 } };
	struct undumped_list from = { .v = v, .n = 2 };
	struct netns *netns = calloc(2, sizeof(*netns));
	struct snapshot snap = { .netns = { .v = netns, .n = 2, .cap = 2 } };
	const struct dump_totals *t = &snap.protocols.v[PROTO_TCP].totals;

	ck_assert_ptr_nonnull(netns);
	netns[0].inode = 11;
	netns[1].inode = 77;
	for (size_t i = 0; i < 2; i++)
		v[i].sock = (struct sock){ .proto = PROTO_TCP,
					   .state = SOCK_CLOSE,
					   .has_mem = 1,
					   .undumped = 1,
					   .inode = 5 + (uint32_t)i,
					   .mem = { .rmem_alloc = 100,
						    .fwd_alloc = 28 } };
	ck_assert_int_eq(undumped_add(&from, &snap), 0);
	ck_assert_uint_eq(snap.socks.n, 2);
	ck_assert_uint_eq(snap.socks.v[0].netns, 1);
	/* one that nobody looked into */
	ck_assert_uint_eq(snap.socks.v[1].netns, 2);
	ck_assert_uint_eq(snap.netns.n, 3);
	ck_assert_uint_eq(snap.netns.v[2].inode, 99);
	ck_assert_int_eq(snap.netns.v[2].access, NETNS_UNREADABLE);
	ck_assert_uint_eq(t->sockets, 2);
	ck_assert_uint_eq(t->holding, 2);
	ck_assert_uint_eq(t->held_bytes, 200);
	ck_assert_int_eq(t->charged_bytes, 256);
	ck_assert_uint_eq(snap.netns.v[1].sockets[PROTO_TCP][SOCK_CLOSE], 1);
	free(snap.socks.v);
	free(snap.netns.v);
}
END_TEST

static const struct finding *judge(struct bench *b)
{
	ck_assert_int_eq(account(&b->snap, &b->acct), 0);
	ck_assert_int_eq(diagnose(&b->snap, &b->acct, &b->out), 0);
	return &b->out.v[0];
}

static void done(struct bench *b)
{
	findings_free(&b->out);
	account_free(&b->acct);
}

START_TEST(the_unseen_share_is_said_of_who_has_the_sockets)
{
	struct bench b;
	const struct finding *f;

	machine(&b, 96 * MIB);
	b.processes[0].sockets_without_row = opt_u64(1);
	b.processes[1].sockets_without_row = opt_u64(8);
	b.processes[2].sockets_without_row = opt_u64(4);
	f = judge(&b);
	ck_assert_int_eq(f->code, F_TCP_CLOSED_UNREAD);
	ck_assert_int_eq(f->bytes.v, 96 * MIB);
	ck_assert_int_eq(f->confidence, CONF_LOW);
	ck_assert_uint_eq(f->subject.n_pids, 1);
	ck_assert_int_eq(f->subject.pids[0], 101);
	ck_assert_str_eq(f->subject.comm, "server");
	ck_assert_uint_eq(f->subject.socket_count, 8);
	for (size_t i = 0; i < b.out.n; i++)
		ck_assert_int_ne(b.out.v[i].code, F_UNSEEN_SOCKETS);
	done(&b);
	/* nearly all of them in one process; another with more than half */
	b.processes[1].sockets_without_row = opt_u64(20);
	f = judge(&b);
	ck_assert_int_eq(f->confidence, CONF_MEDIUM);
	done(&b);
	b.processes[2].sockets_without_row = opt_u64(11);
	f = judge(&b);
	ck_assert_int_eq(f->confidence, CONF_LOW);
	ck_assert_uint_eq(f->subject.n_pids, 2);
	done(&b);
}
END_TEST

START_TEST(without_such_sockets_the_share_stays_unseen)
{
	struct bench b;

	machine(&b, 96 * MIB);
	ck_assert_int_eq(judge(&b)->code, F_UNSEEN_SOCKETS);
	done(&b);
	/* no socket is missing */
	b.processes[1].sockets_without_row = opt_u64(8);
	b.snap.protocols.after.tcp_alloc = opt_i64(2);
	ck_assert_int_eq(judge(&b)->code, F_UNSEEN_SOCKETS);
	done(&b);
}
END_TEST

START_TEST(sockets_that_were_asked_are_a_finding_of_their_own)
{
	struct sock_owner owner = { .sock = 0, .pid = 102 };
	struct bench b;
	const struct finding *f;

	machine(&b, 96 * MIB);
	b.processes[1].sockets_without_row = opt_u64(8);
	b.socks[0] = (struct sock){ .proto = PROTO_TCP,
				    .state = SOCK_CLOSE,
				    .family = AF_INET,
				    .inode = 5,
				    .cookie = 1005,
				    .has_mem = 1,
				    .undumped = 1,
				    .via = VIA_FD,
				    .n_owners = 1,
				    .mem.rmem_alloc = 95 * MIB };
	b.snap.socks.n = 1;
	b.snap.owners = (struct sock_owners){ .v = &owner, .n = 1 };
	b.snap.protocols.v[PROTO_TCP].totals.charged_bytes = 95 * MIB;
	f = judge(&b);
	ck_assert_uint_eq(b.out.n, 1);
	ck_assert_int_eq(f->code, F_TCP_CLOSED_UNREAD);
	ck_assert_int_eq(f->bytes.v, 95 * MIB);
	ck_assert_int_eq(f->confidence, CONF_HIGH);
	ck_assert_int_eq(f->subject.pids[0], 102);
	ck_assert_uint_eq(f->subject.cookies[0], 1005);
	done(&b);
}
END_TEST

START_TEST(inodes_are_found)
{
	uint32_t v[] = { 70, 5, UINT32_MAX, 12 };
	struct inodes s = { .v = v, .n = 4 };

	inodes_sort(&s);
	ck_assert(inodes_has(&s, 5));
	ck_assert(inodes_has(&s, 70));
	ck_assert(inodes_has(&s, UINT32_MAX));
	ck_assert(!inodes_has(&s, 6));
	/* sock_diag has the lower half of a 64-bit inode */
	ck_assert(inodes_has(&s, UINT64_C(3) << 32 | 12));
	ck_assert(!inodes_has(&(struct inodes){ 0 }, 5));
}
END_TEST

START_TEST(unowned_are_those_with_a_file_and_no_fd)
{
	struct sock s = {
		.proto = PROTO_UDP, .inode = 9, .has_mem = 1, .rqueue = 1
	};

	ck_assert(unowned_holds(&s));
	s.rqueue = 0;
	ck_assert(!unowned_holds(&s));
	s.rqueue = 1;
	s.inode = 0; /* an orphan, or not accepted */
	ck_assert(!unowned_holds(&s));
	s.inode = 9;
	s.via = VIA_FD;
	s.n_owners = 1;
	ck_assert(!unowned_holds(&s));
}
END_TEST

START_TEST(the_kernel_is_known_by_port_and_tunnel)
{
	struct tunnel v[] = { { "VXLAN", 5000 }, { "WireGuard", 0 } };
	struct tunnels none = { 0 }, both = { .v = v, .n = 2 };
	struct sock s = { .proto = PROTO_UDP, .sport = 5000 };

	ck_assert_str_eq(kernel_owner(&s, &both), "VXLAN");
	ck_assert_ptr_null(kernel_owner(&s, &none));
	s.sport = 4789;
	ck_assert_str_eq(kernel_owner(&s, &none), "VXLAN");
	s.sport = 40000; /* whose port rtnetlink does not tell */
	ck_assert_str_eq(kernel_owner(&s, &both), "WireGuard");
	s.sport = 0;
	ck_assert_ptr_null(kernel_owner(&s, &both));
	s = (struct sock){ .proto = PROTO_TCP, .sport = 900, .dport = 2049 };
	ck_assert_str_eq(kernel_owner(&s, &both), "NFS");
	s.dport = 40000;
	ck_assert_ptr_null(kernel_owner(&s, &both));
	s.sport = 8009; /* only as a client */
	ck_assert_ptr_null(kernel_owner(&s, &both));
	s.sport = 0;
	ck_assert_ptr_null(kernel_owner(&s, &both));
	ck_assert_str_eq(tunnel_name("vxlan"), "VXLAN");
	ck_assert_ptr_null(tunnel_name("bridge"));
}
END_TEST

START_TEST(matches_become_owners_once)
{
	struct sock v[3] = { { .n_owners = 1, .via = VIA_FD } };
	struct socks socks = { .v = v, .n = 3 };
	struct sock_owner m[] = { { 2, 50, -1 },
				  { 0, 50, -1 },
				  { 2, 40, -1 },
				  { 2, 50, -1 },
				  { 1, 50, -1 } };
	struct sock_owners matches = { .v = m, .n = 5 }, owners = { 0 };

	ck_assert(!group_append(&socks, &owners, &matches, VIA_IN_FLIGHT));
	ck_assert_uint_eq(owners.n, 3);
	ck_assert_uint_eq(v[0].via, VIA_FD); /* it has an owner already */
	ck_assert_uint_eq(v[0].n_owners, 1);
	ck_assert_uint_eq(v[1].via, VIA_IN_FLIGHT);
	ck_assert_uint_eq(v[1].n_owners, 1);
	ck_assert(!v[1].owner_unsure);
	ck_assert_uint_eq(v[2].n_owners, 2);
	ck_assert_int_eq(owners.v[v[2].first_owner].pid, 40);
	ck_assert_int_eq(owners.v[v[2].first_owner + 1].pid, 50);
	ck_assert(v[2].owner_unsure); /* one of the two */
	free(owners.v);
}
END_TEST

START_TEST(carriers_are_named_for_what_nobody_has)
{
	struct sock v[2] = { { .inode = 8 },
			     { .inode = 9, .via = VIA_IO_URING } };
	struct socks socks = { .v = v, .n = 2 };
	struct fd_ref refs[20];
	struct fd_finds finds = { .carriers = { .v = refs, .n = 20 } };
	struct sock_owners o = { 0 };
	struct idhash wanted = { 0 };

	for (int i = 0; i < 20; i++) /* each process has two of them */
		refs[i] = (struct fd_ref){ 1, 100 - i / 2, i };
	ck_assert(!idhash_add(&wanted, 8, 0));
	ck_assert(!idhash_add(&wanted, 9, 1));
	ck_assert(!inflight_carriers(&finds, &wanted, &socks, &o));
	ck_assert_uint_eq(o.n, 8); /* a few, each once */
	for (size_t i = 0; i < o.n; i++) {
		ck_assert_uint_eq(o.v[i].sock, 0);
		ck_assert_int_eq(o.v[i].pid, 91 + (int)i);
		ck_assert_int_eq(o.v[i].fd, -1);
	}
	free(o.v);
	idhash_free(&wanted);
}
END_TEST

/* Two listeners by SO_REUSEPORT: which has the connection is not known. */
START_TEST(one_of_several_listeners)
{
	struct sock v[3] = { 0 };
	struct socks socks = { .v = v, .n = 3 };
	struct sock_owners o = { 0 };

	for (uint32_t i = 0; i < 2; i++)
		v[i] = (struct sock){ .state = SOCK_LISTEN,
				      .family = AF_INET,
				      .sport = 80,
				      .inode = 7 + i,
				      .first_owner = i,
				      .n_owners = 1 };
	v[2] = (struct sock){ .state = SOCK_ESTABLISHED,
			      .family = AF_INET,
			      .sport = 80,
			      .has_mem = 1 };
	o.v = calloc(2, sizeof(*o.v));
	o.n = o.cap = 2;
	o.v[0] = (struct sock_owner){ 0, 50, 3 };
	o.v[1] = (struct sock_owner){ 1, 60, 3 };
	ck_assert(!accept_owners(&socks, &o));
	ck_assert_uint_eq(v[2].n_owners, 2);
	ck_assert(v[2].owner_unsure);
	/* both have the same listener: each of them may accept it */
	v[1].sport = 81;
	v[2].n_owners = 0;
	v[2].owner_unsure = 0;
	o.n = 2;
	o.v[1] = (struct sock_owner){ 0, 60, 3 };
	v[0].n_owners = 2;
	ck_assert(!accept_owners(&socks, &o));
	ck_assert_uint_eq(v[2].n_owners, 2);
	ck_assert(!v[2].owner_unsure);
	free(o.v);
}
END_TEST

START_TEST(namespace_links)
{
	static const struct {
		const char *link;
		uint64_t inode;
	} cases[] = {
		{ "net:[4026531833]", 4026531833 },
		{ "net:[]", 0 },
		{ "net:[40265x]", 0 },
		{ "mnt:[4026531833]", 0 },
		{ "net:[4026531833", 0 },
		{ "", 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ck_assert_uint_eq(
			netns_link_inode(
				span_of(cases[i].link, strlen(cases[i].link))),
			cases[i].inode);
}
END_TEST

START_TEST(places_are_known_once)
{
	struct netns_home home = { .inode = 1, .fd = -1 };
	struct netns_places p = { 0 };

	ck_assert_int_eq(netns_add_home(&home, &p), 0);
	ck_assert_int_eq(netns_add_fd(&p, 2, 50, 7, -1), 0);
	ck_assert_int_eq(netns_add_fd(&p, 2, 60, 8, -1), -EEXIST);
	ck_assert_int_eq(netns_add_fd(&p, 1, 60, 8, -1), -EEXIST);
	ck_assert_uint_eq(p.n, 2);
	ck_assert_int_eq(p.v[1].holder, 50);
	ck_assert_int_eq(p.v[1].holder_fd, 7);
	ck_assert_int_eq(p.v[1].own_fd, -1);
	netns_places_free(&p);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("unlisted");

	tcase_add_test(t, memory_that_is_missing_is_suspicious);
	tcase_add_test(t, little_is_not_worth_a_pass);
	tcase_add_test(t, closed_with_data_or_without_a_port);
	tcase_add_test(t, found_sockets_count_like_dumped_ones);
	tcase_add_test(t, the_unseen_share_is_said_of_who_has_the_sockets);
	tcase_add_test(t, without_such_sockets_the_share_stays_unseen);
	tcase_add_test(t, sockets_that_were_asked_are_a_finding_of_their_own);
	tcase_add_test(t, inodes_are_found);
	tcase_add_test(t, unowned_are_those_with_a_file_and_no_fd);
	tcase_add_test(t, the_kernel_is_known_by_port_and_tunnel);
	tcase_add_test(t, matches_become_owners_once);
	tcase_add_test(t, carriers_are_named_for_what_nobody_has);
	tcase_add_test(t, one_of_several_listeners);
	tcase_add_test(t, namespace_links);
	tcase_add_test(t, places_are_known_once);
	return tap_run(t);
}
