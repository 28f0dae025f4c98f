/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of UNIX, netlink, raw and packet sockets, and of their rings. */
#include <string.h>
#include <sys/socket.h>

#include "bench.h"
#include "model/snapshot.h"
#include "render/columns/address.h"
#include "shown.h"
#include "tap.h"

/* 10 GiB, of which the kernel has 512 MiB: 300 slab, 212 unaccounted */
static void machine(struct bench *b)
{
	*b = (struct bench){ 0 };
	b->snap.host.page_size = opt_u64(4096);
	b->snap.host.kernel_version = opt_u64(KERNEL(6, 1));
	set(b, MEM_TOTAL, 10 * GIB);
	set(b, MEM_FREE, 6 * GIB);
	set(b, MEM_AVAILABLE, 7 * GIB);
	set(b, MEM_ANON_PAGES, 2 * GIB);
	set(b, MEM_CACHED, 3 * GIB / 2);
	set(b, MEM_SLAB, 300 * MIB);
	set(b, MEM_SUNRECLAIM, 200 * MIB);
	set(b, MEM_SRECLAIMABLE, 100 * MIB);
	set(b, MEM_VMALLOC_USED, 0);
	set(b, MEM_PERCPU, 0);
	b->snap.socks.v = b->socks;
	b->snap.owners.v = b->owners;
	b->snap.processes.v = b->processes;
	b->snap.processes.n = 3;
	b->processes[0].pid = 100;
	strcpy(b->processes[0].comm, "writer");
	b->processes[1].pid = 200;
	strcpy(b->processes[1].comm, "reader");
	b->processes[2].pid = 300;
	strcpy(b->processes[2].comm, "tcp\33dump");
}

static struct sock *add(struct bench *b, enum proto proto, int family,
			pid_t pid)
{
	struct sock *s = &b->socks[b->snap.socks.n];

	*s = (struct sock){ .proto = (uint8_t)proto,
			    .family = (uint8_t)family,
			    .type = SOCK_STREAM,
			    .state = SOCK_CLOSE,
			    .cookie = 1000 + b->snap.socks.n,
			    .inode = 500 + (uint32_t)b->snap.socks.n,
			    .has_mem = 1,
			    .has_drops = 1 };
	if (pid) {
		s->via = VIA_FD;
		s->first_owner = (uint32_t)b->snap.owners.n;
		s->n_owners = 1;
		b->owners[b->snap.owners.n++] =
			(struct sock_owner){ .sock = (uint32_t)b->snap.socks.n,
					     .pid = pid };
	}
	b->snap.socks.n++;
	return s;
}

static void add_queue(struct bench *b, enum proto proto, int family, pid_t pid,
		      uint32_t bytes)
{
	struct sock *s = add(b, proto, family, pid);
	struct protocol *p = &b->snap.protocols.v[proto];

	s->rqueue = s->mem.rmem_alloc = bytes;
	p->dumped = true;
	p->totals.sockets++;
	p->totals.held_bytes += bytes;
}

/* A pair of UNIX sockets: the reader's index is the sender's plus one. */
static void add_pair(struct bench *b, pid_t writer, pid_t reader,
		     uint32_t bytes)
{
	struct sock *from = add(b, PROTO_UNIX, AF_UNIX, writer);
	struct sock *to = add(b, PROTO_UNIX, AF_UNIX, reader);

	from->mem.wmem_alloc = from->wqueue = bytes;
	from->peer_inode = to->inode;
	to->peer_inode = from->inode;
	to->rqueue = bytes / 2;
}

static bool tells(const struct finding *f, const char *words)
{
	return strstr(as_shown(f->title), words) || says(&f->evidence, words);
}

START_TEST(the_reader_is_to_blame)
{
	const struct finding *f;
	struct bench b;

	machine(&b);
	for (size_t i = 0; i < 4; i++)
		add_pair(&b, 100, 200, 50 * MIB);
	f = judge(&b);
	ck_assert_int_eq(f->code, F_UNIX_UNREAD);
	ck_assert_int_eq(f->confidence, CONF_HIGH);
	ck_assert_int_eq(f->bytes.v, 200 * MIB);
	ck_assert_str_eq(as_shown(f->title),
			 "4 UNIX sockets hold 200.0 MiB that reader "
			 "(pid 200) does not read");
	ck_assert_uint_eq(f->subject.n_pids, 1);
	ck_assert_int_eq(f->subject.pids[0], 200);
	ck_assert_str_eq(f->subject.comm, "reader");
	ck_assert_uint_eq(f->subject.socket_count, 4);
	ck_assert(tells(f, "first of all to writer (pid 100)"));
	/* both ends are part of it */
	ck_assert_uint_eq(b.out.sock_code[0], F_UNIX_UNREAD);
	ck_assert_uint_eq(b.out.sock_code[1], F_UNIX_UNREAD);
	forget(&b);
}
END_TEST

/* Two that wait for each other are two findings: neither gives way. */
START_TEST(both_ends)
{
	struct bench b;

	machine(&b);
	add_pair(&b, 100, 200, 300 * MIB);
	b.socks[1].mem.wmem_alloc = 250 * MIB;
	judge(&b);
	ck_assert_uint_ge(b.out.n, 2);
	ck_assert_int_eq(b.out.v[0].code, F_UNIX_UNREAD);
	ck_assert_int_eq(b.out.v[0].bytes.v, 300 * MIB);
	ck_assert_int_eq(b.out.v[0].subject.pids[0], 200);
	ck_assert_int_eq(b.out.v[1].code, F_UNIX_UNREAD);
	ck_assert_int_eq(b.out.v[1].bytes.v, 250 * MIB);
	ck_assert_int_eq(b.out.v[1].subject.pids[0], 100);
	forget(&b);
}
END_TEST

START_TEST(the_sender_is_gone)
{
	const struct finding *f;
	struct bench b;
	struct sock *s;

	machine(&b);
	s = add(&b, PROTO_UNIX, AF_UNIX, 200);
	s->rqueue = 150 * MIB;
	s->orphan_queue = 1;
	f = judge(&b);
	ck_assert_int_eq(f->code, F_UNIX_UNREAD);
	ck_assert_int_eq(f->bytes.v, 150 * MIB);
	ck_assert_int_eq(f->subject.pids[0], 200);
	ck_assert(tells(f, "150.0 MiB of payload came from senders that have "
			   "closed"));
	forget(&b);
}
END_TEST

START_TEST(datagrams_of_nobody_known)
{
	const struct finding *f;
	struct bench b;
	struct sock *s;

	machine(&b);
	s = add(&b, PROTO_UNIX, AF_UNIX, 100);
	s->type = SOCK_DGRAM;
	s->mem.wmem_alloc = 150 * MIB;
	f = judge(&b);
	ck_assert_int_eq(f->code, F_UNIX_UNREAD);
	ck_assert_int_eq(f->confidence, CONF_MEDIUM);
	ck_assert_uint_eq(f->subject.n_pids, 0);
	ck_assert(tells(f, "that an unidentified process does not"));
	ck_assert(tells(f, "writer (pid 100)"));
	forget(&b);
}
END_TEST

START_TEST(queues_by_family)
{
	static const struct {
		enum proto proto;
		int family;
		enum finding_code code;
	} rows[] = {
		{ PROTO_NETLINK, AF_NETLINK, F_NETLINK_UNREAD },
		{ PROTO_RAW, AF_INET, F_RAW_UNREAD },
		{ PROTO_PACKET, AF_PACKET, F_RAW_UNREAD },
		{ PROTO_UDPLITE, AF_INET6, F_UDP_UNREAD },
		{ PROTO_MPTCP, AF_INET, F_TCP_UNREAD },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct finding *f;
		struct bench b;

		machine(&b);
		add_queue(&b, rows[i].proto, rows[i].family, 200, 150 * MIB);
		f = judge(&b);
		ck_assert_int_eq(f->code, rows[i].code);
		ck_assert_int_eq(f->severity, SEV_NOTICE);
		ck_assert_int_eq(f->bytes.v, 150 * MIB);
		ck_assert_int_eq(f->subject.pids[0], 200);
		ck_assert(!tells(f, "of payload ("));
		forget(&b);
	}
}
END_TEST

START_TEST(a_ring_is_kernel_memory)
{
	const struct finding *f;
	struct opt_i64 without;
	struct bench b;
	struct sock *s;

	machine(&b);
	judge(&b);
	without = b.acct.kernel.unaccounted;
	forget(&b);
	s = add(&b, PROTO_PACKET, AF_PACKET, 300);
	s->ring_bytes = 128 * MIB;
	f = judge(&b);
	ck_assert_int_eq(f->code, F_PACKET_RING);
	ck_assert_int_eq(f->severity, SEV_NOTICE);
	ck_assert_int_eq(f->bytes.v, 128 * MIB);
	ck_assert_int_eq(f->subject.pids[0], 300);
	ck_assert_str_eq(as_shown(f->title),
			 "1 packet ring of tcp\\x1bdump (pid 300) "
			 "takes 128.0 MiB");
	ck_assert_uint_eq(b.acct.kernel.n_other, 1);
	ck_assert_str_eq(b.acct.kernel.other[0].name, "packet-rings");
	ck_assert_int_eq(b.acct.kernel.other[0].basis, BASIS_EXACT);
	ck_assert_int_eq(b.acct.kernel.other[0].pid, 300);
	ck_assert_str_eq(b.acct.kernel.other[0].holder, "tcp\33dump");
	ck_assert_int_eq(b.acct.kernel.unaccounted.v, without.v - 128 * MIB);
	ck_assert_uint_eq(b.out.sock_code[0], F_PACKET_RING);
	forget(&b);
	/* vmalloc has counted it already; a tenth of the machine */
	s->ring_vmalloc = 1;
	s->ring_bytes = 2ULL * GIB;
	f = judge(&b);
	ck_assert_int_eq(f->code, F_PACKET_RING);
	ck_assert_int_eq(f->severity, SEV_WARNING);
	ck_assert(tells(f, "which are in vmalloc"));
	ck_assert_uint_eq(b.acct.kernel.n_other, 0);
	forget(&b);
}
END_TEST

/* The one with the largest sum, not the one with the largest ring. */
START_TEST(the_largest_holder_of_rings)
{
	struct bench b;

	machine(&b);
	add(&b, PROTO_PACKET, AF_PACKET, 100)->ring_bytes = 20 * MIB;
	add(&b, PROTO_PACKET, AF_PACKET, 300)->ring_bytes = 15 * MIB;
	add(&b, PROTO_PACKET, AF_PACKET, 300)->ring_bytes = 15 * MIB;
	judge(&b);
	ck_assert_uint_eq(b.acct.kernel.other[0].bytes, 50 * MIB);
	ck_assert_int_eq(b.acct.kernel.other[0].pid, 300);
	forget(&b);
}
END_TEST

/* The umem is the process's own memory: AnonPages has it. */
START_TEST(an_umem_is_no_kernel_memory)
{
	struct bench b;

	machine(&b);
	add(&b, PROTO_XDP, 44, 300)->ring_bytes = 2ULL * GIB;
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	ck_assert_uint_eq(b.acct.kernel.n_other, 0);
	forget(&b);
}
END_TEST

/* Twenty sockets that got the same packets claim what is there once. */
START_TEST(claims_are_capped)
{
	const struct finding *f;
	struct bench b;

	machine(&b);
	add_queue(&b, PROTO_RAW, AF_INET, 200, 100 * MIB);
	f = judge(&b);
	ck_assert(!b.acct.kernel.sockets_capped);
	ck_assert_uint_eq(b.acct.kernel.of_sockets.v, 100 * MIB);
	ck_assert_uint_eq(b.acct.kernel.sockets_claimed.v, 100 * MIB);
	forget(&b);
	for (size_t i = 0; i < 19; i++)
		add_queue(&b, PROTO_RAW, AF_INET, 200, 100 * MIB);
	f = judge(&b);
	ck_assert(b.acct.kernel.sockets_capped);
	/* 300 MiB slab and 212 MiB unaccounted */
	ck_assert_int_eq(b.acct.kernel.unaccounted.v, 212 * MIB);
	ck_assert_uint_eq(b.acct.kernel.of_sockets.v, 512 * MIB);
	ck_assert_uint_eq(b.acct.kernel.sockets_claimed.v, 2000 * MIB);
	ck_assert_int_eq(f->code, F_RAW_UNREAD);
	ck_assert(tells(f, "claim 2.0 GiB"));
	forget(&b);
	/* nothing to hold it against: as it is */
	b.snap.memory.info.v[MEM_SLAB].known = false;
	judge(&b);
	ck_assert(!b.acct.kernel.sockets_capped);
	ck_assert_uint_eq(b.acct.kernel.of_sockets.v, 2000 * MIB);
	forget(&b);
}
END_TEST

static const char *local(const struct sock *s, const char *name)
{
	static char text[ADDRESS_MAX];

	ck_assert_uint_eq(address_local(text, s, name), strlen(text));
	return text;
}

static const char *peer(const struct sock *s)
{
	static char text[ADDRESS_MAX];

	ck_assert_uint_eq(address_peer(text, s), strlen(text));
	return text;
}

START_TEST(ends_as_text)
{
	struct sock s = { .family = AF_UNIX, .proto = PROTO_UNIX };
	char longest[ADDRESS_MAX * 2];

	ck_assert_str_eq(local(&s, NULL), "*");
	ck_assert_str_eq(local(&s, "@x"), "@x");
	ck_assert_str_eq(peer(&s), "*");
	s.peer_inode = 4711;
	ck_assert_str_eq(peer(&s), "socket:[4711]");
	ck_assert_str_eq(address_family_name(&s), "unix");
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	ck_assert_uint_lt(strlen(local(&s, longest)), ADDRESS_MAX);
	s = (struct sock){ .family = AF_NETLINK, .proto = PROTO_NETLINK };
	ck_assert_str_eq(local(&s, NULL), "route:kernel");
	s.local_id[0] = UINT32_MAX - 1;
	s.sport = 99;
	ck_assert_str_eq(local(&s, NULL), "99:4294967294");
	s = (struct sock){ .family = AF_PACKET, .sport = 3 };
	ck_assert_str_eq(local(&s, NULL), "all:*");
	s.ifindex = 2;
	ck_assert_str_eq(local(&s, NULL), "all:2");
	s.sport = 0x88b5;
	ck_assert_str_eq(local(&s, "eth0"), "0x88b5:eth0");
	ck_assert(!address_is_ours(&s));
	s = (struct sock){ .family = AF_VSOCK,
			   .local_id = { UINT32_MAX, 1024 } };
	ck_assert_str_eq(local(&s, NULL), "*:1024");
	s = (struct sock){ .family = AF_INET, .proto = PROTO_RAW, .sport = 1 };
	ck_assert_str_eq(local(&s, NULL), "*:icmp");
	ck_assert(address_is_ours(&s));
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("family_rules");

	tcase_add_test(t, the_reader_is_to_blame);
	tcase_add_test(t, both_ends);
	tcase_add_test(t, the_sender_is_gone);
	tcase_add_test(t, datagrams_of_nobody_known);
	tcase_add_test(t, queues_by_family);
	tcase_add_test(t, a_ring_is_kernel_memory);
	tcase_add_test(t, the_largest_holder_of_rings);
	tcase_add_test(t, an_umem_is_no_kernel_memory);
	tcase_add_test(t, claims_are_capped);
	tcase_add_test(t, ends_as_text);
	return tap_run(t);
}
