/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts on struct literals: code, severity, bytes, whom. */
#include <string.h>
#include <sys/socket.h>

#include "bench.h"
#include "diagnose/severity.h"
#include "model/snapshot.h"
#include "shown.h"
#include "tap.h"

/* 10 GiB, healthy: 6 free, 2 anon, 1.5 cache, 0.5 kernel */
static void machine(struct bench *b)
{
	*b = (struct bench){ 0 };
	b->snap.host.page_size = opt_u64(4096);
	b->snap.host.cpus = opt_u64(2);
	b->snap.host.kernel_version = opt_u64(KERNEL(6, 1));
	set(b, MEM_TOTAL, 10 * GIB);
	set(b, MEM_FREE, 6 * GIB);
	set(b, MEM_AVAILABLE, 7 * GIB);
	set(b, MEM_ANON_PAGES, 2 * GIB);
	set(b, MEM_CACHED, 3 * GIB / 2);
	set(b, MEM_SHMEM, 0);
	set(b, MEM_SLAB, 400 * MIB);
	set(b, MEM_SUNRECLAIM, 200 * MIB);
	set(b, MEM_SRECLAIMABLE, 200 * MIB);
	set(b, MEM_VMALLOC_USED, 40 * MIB);
	set(b, MEM_KERNEL_STACK, 10 * MIB);
	set(b, MEM_PAGE_TABLES, 30 * MIB);
	set(b, MEM_PERCPU, 10 * MIB);
	b->snap.socks.v = b->socks;
	b->snap.owners.v = b->owners;
	b->snap.processes.v = b->processes;
	strcpy(b->processes[0].comm, "systemd");
	b->processes[0].pid = 1;
	strcpy(b->processes[1].comm, "friend_push");
	b->processes[1].pid = 100;
	strcpy(b->processes[2].comm, "friend_push");
	b->processes[2].pid = 101;
	strcpy(b->processes[3].comm, "reader");
	b->processes[3].pid = 102;
	b->snap.processes.n = 4;
}

static struct sock *add(struct bench *b, enum proto proto, uint32_t held,
			pid_t pid)
{
	struct sock *s = &b->socks[b->snap.socks.n];

	*s = (struct sock){ .proto = (uint8_t)proto,
			    .family = AF_INET,
			    .state = proto == PROTO_TCP ? SOCK_ESTABLISHED
							: SOCK_CLOSE,
			    .cookie = 1000 + b->snap.socks.n,
			    .inode = pid ? 500 + (uint32_t)b->snap.socks.n : 0,
			    .has_mem = 1,
			    .has_drops = 1,
			    .rqueue = held,
			    .sport = (uint16_t)(40000 + b->snap.socks.n),
			    .mem = { .rmem_alloc = held, .rcvbuf = held } };
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

START_TEST(idle_is_healthy)
{
	struct bench b;
	const struct finding *f;

	machine(&b);
	f = judge(&b);
	ck_assert_uint_eq(b.out.n, 1);
	ck_assert_int_eq(f->code, F_HEALTHY);
	ck_assert_int_eq(f->severity, SEV_OK);
	ck_assert(!f->bytes.known);
	forget(&b);
}
END_TEST

START_TEST(a_full_page_cache_is_healthy)
{
	struct bench b;

	machine(&b);
	set(&b, MEM_FREE, 100 * MIB);
	set(&b, MEM_CACHED, 3 * GIB / 2 + 6 * GIB - 100 * MIB);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	forget(&b);
}
END_TEST

START_TEST(one_program_one_finding)
{
	struct bench b;
	const struct finding *f;

	machine(&b);
	for (int i = 0; i < 10; i++)
		add(&b, PROTO_UDP, 30 * MIB, i % 2 ? 100 : 101)->mem.drops = 1;
	f = judge(&b);
	ck_assert_int_eq(f->code, F_UDP_UNREAD);
	ck_assert_int_eq(f->severity, SEV_WARNING);
	ck_assert_int_eq(f->confidence, CONF_HIGH);
	ck_assert_int_eq(f->bytes.v, 300 * MIB);
	ck_assert_uint_eq(f->subject.n_pids, 2);
	ck_assert_int_eq(f->subject.pids[0], 100);
	ck_assert_int_eq(f->subject.pids[1], 101);
	ck_assert_uint_eq(f->subject.socket_count, 10);
	ck_assert_uint_eq(f->subject.n_cookies, 10);
	ck_assert_ptr_nonnull(
		strstr(as_shown(f->title), "friend_push (pids 100 101)"));
	ck_assert_int_eq(b.out.sock_code[0], F_UDP_UNREAD);
	forget(&b);
}
END_TEST

START_TEST(a_reader_lowers_confidence_and_is_said)
{
	struct bench b;
	const struct finding *f;

	machine(&b);
	add(&b, PROTO_UDP, 300 * MIB, 100)->mem.rmem_alloc += 9152;
	f = judge(&b);
	ck_assert_int_eq(f->code, F_UDP_UNREAD);
	ck_assert_int_eq(f->confidence, CONF_LOW);
	ck_assert_ptr_nonnull(strstr(as_shown(f->title), "too slowly"));
	forget(&b);
}
END_TEST

START_TEST(eight_full_sockets_are_a_notice_at_any_size)
{
	struct bench b;

	machine(&b);
	for (int i = 0; i < 8; i++)
		add(&b, PROTO_UDP, 200000, 100)->mem.drops = 1;
	ck_assert_int_eq(judge(&b)->code, F_UDP_UNREAD);
	ck_assert_int_eq(b.out.v[0].severity, SEV_NOTICE);
	forget(&b);
	machine(&b);
	for (int i = 0; i < 8; i++)
		add(&b, PROTO_UDP, 200000, 100);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	ck_assert_int_eq(b.out.sock_code[0], 0);
	forget(&b);
}
END_TEST

/* the remedy itself must not be accused: SO_RCVBUF 0 drops by design */
START_TEST(write_only_sockets_are_no_fault)
{
	struct bench b;

	machine(&b);
	for (int i = 0; i < 20; i++)
		add(&b, PROTO_UDP, 2304, 100)->mem.drops = 1000;
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	forget(&b);
}
END_TEST

START_TEST(who_exhausts_the_protocol_stands_above_it)
{
	struct bench b;

	machine(&b);
	b.snap.protocols.v[PROTO_UDP].dumped = true;
	b.snap.protocols.v[PROTO_UDP].limit_pages[0] = opt_u64(20000);
	b.snap.protocols.v[PROTO_UDP].totals.charged_bytes = 80 * MIB;
	add(&b, PROTO_UDP, 70 * MIB, 100)->mem.drops = 5;
	judge(&b);
	ck_assert_int_eq(b.out.v[0].code, F_UDP_UNREAD);
	ck_assert_int_eq(b.out.v[0].severity, SEV_CRITICAL);
	ck_assert_int_eq(b.out.v[1].code, F_UDP_MEM_LIMIT);
	ck_assert_int_eq(b.out.v[1].severity, SEV_CRITICAL);
	forget(&b);
}
END_TEST

START_TEST(states_of_tcp_are_told_apart)
{
	static const struct {
		enum sock_state state;
		enum sock_timer timer;
		uint8_t retrans;
		bool out, inode;
		enum finding_code code;
	} cases[] = {
		{ SOCK_ESTABLISHED, TIMER_NONE, 0, false, true, F_TCP_UNREAD },
		{ SOCK_ESTABLISHED, TIMER_PERSIST, 3, true, true,
		  F_TCP_PEER_STALLED },
		{ SOCK_ESTABLISHED, TIMER_RETRANS, 2, true, true,
		  F_TCP_PATH_STALLED },
		{ SOCK_ESTABLISHED, TIMER_RETRANS, 0, true, true,
		  F_SOCKET_MEMORY },
		{ SOCK_ESTABLISHED, TIMER_NONE, 0, false, false,
		  F_TCP_UNACCEPTED },
		{ SOCK_CLOSE_WAIT, TIMER_NONE, 0, false, false,
		  F_TCP_UNACCEPTED },
		{ SOCK_FIN_WAIT1, TIMER_PERSIST, 1, true, false,
		  F_TCP_ORPHANS },
		{ SOCK_LAST_ACK, TIMER_RETRANS, 1, true, false, F_TCP_ORPHANS },
		{ SOCK_CLOSE_WAIT, TIMER_NONE, 0, false, true,
		  F_TCP_CLOSE_WAIT },
	};
	struct bench b;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sock *s;

		machine(&b);
		s = add(&b, PROTO_TCP, cases[i].out ? 0 : 300 * MIB, 100);
		s->state = (uint8_t)cases[i].state;
		s->timer = cases[i].timer & TIMER_MASK;
		s->retrans = cases[i].retrans;
		if (cases[i].out)
			s->mem.wmem_queued = 300 * MIB;
		if (!cases[i].inode)
			s->inode = 0;
		ck_assert_int_eq(judge(&b)->code, cases[i].code);
		ck_assert_int_eq(b.out.v[0].bytes.v, 300 * MIB);
		forget(&b);
	}
}
END_TEST

static void connect_ends(struct sock *a, struct sock *b)
{
	a->local[0] = b->local[0] = a->peer[0] = b->peer[0] = 127;
	a->dport = b->sport;
	b->dport = a->sport;
}

START_TEST(both_ends_here_are_one_finding)
{
	struct bench b;
	struct sock *rx, *tx;

	machine(&b);
	rx = add(&b, PROTO_TCP, 200 * MIB, 102);
	tx = add(&b, PROTO_TCP, 0, 100);
	tx->mem.wmem_queued = 300 * MIB;
	tx->timer = TIMER_PERSIST;
	connect_ends(rx, tx);
	judge(&b);
	ck_assert_uint_eq(b.out.n, 1);
	ck_assert_int_eq(b.out.v[0].code, F_TCP_PEER_STALLED);
	ck_assert_int_eq(b.out.v[0].bytes.v, 300 * MIB);
	ck_assert_int_eq(b.out.sock_code[0], 0);
	ck_assert_ptr_nonnull(
		strstr(as_shown(b.out.v[0].evidence.v[1]), "reader"));
	forget(&b);
	/* in another namespace a loopback address is another host */
	rx->netns = 1;
	judge(&b);
	ck_assert_uint_eq(b.out.n, 2);
	forget(&b);
}
END_TEST

START_TEST(init_is_not_blamed_for_what_it_hands_over)
{
	struct bench b;
	struct sock *s;

	machine(&b);
	s = add(&b, PROTO_UDP, 300 * MIB, 1);
	b.owners[b.snap.owners.n++] = (struct sock_owner){ .pid = 102 };
	s->n_owners = 2;
	judge(&b);
	ck_assert_str_eq(b.out.v[0].subject.comm, "reader");
	ck_assert_uint_eq(b.out.v[0].subject.n_pids, 2);
	forget(&b);
}
END_TEST

START_TEST(a_leak_that_ends_memory_is_critical)
{
	struct bench b;

	machine(&b);
	set(&b, MEM_FREE, 100 * MIB);
	set(&b, MEM_AVAILABLE, 100 * MIB);
	set(&b, MEM_ANON_PAGES, 4 * GIB);
	set(&b, MEM_SLAB, 4 * GIB);
	set(&b, MEM_SUNRECLAIM, 4 * GIB - 200 * MIB);
	judge(&b);
	ck_assert_int_eq(b.out.v[0].code, F_SLAB_UNRECLAIMABLE);
	ck_assert_int_eq(b.out.v[0].severity, SEV_CRITICAL);
	forget(&b);
}
END_TEST

START_TEST(processes_that_fill_memory)
{
	struct bench b;

	machine(&b);
	set(&b, MEM_FREE, 300 * MIB);
	set(&b, MEM_AVAILABLE, 300 * MIB);
	set(&b, MEM_CACHED, 300 * MIB);
	set(&b, MEM_ANON_PAGES, 9 * GIB);
	b.processes[1].pss_anon_bytes = opt_u64(4 * GIB);
	b.processes[2].pss_anon_bytes = opt_u64(4 * GIB);
	b.processes[3].pss_anon_bytes = opt_u64(1 * GIB);
	b.processes[1].swap_pss_bytes = opt_u64(300 * MIB);
	b.processes[2].swap_pss_bytes = opt_u64(200 * MIB);
	judge(&b);
	ck_assert(says(&b.out.v[0].evidence, "500.0 MiB more"));
	ck_assert(says(&b.out.v[0].remedy, "kmemwhere --pid="));
	ck_assert_int_eq(b.out.v[0].code, F_PROCESS_ANON);
	ck_assert_int_eq(b.out.v[0].severity, SEV_WARNING);
	ck_assert_int_eq(b.out.v[0].bytes.v, 8 * GIB);
	ck_assert_uint_eq(b.out.v[0].subject.n_pids, 2);
	forget(&b);
	set(&b, MEM_AVAILABLE, 100 * MIB);
	judge(&b);
	ck_assert_int_eq(b.out.v[0].severity, SEV_CRITICAL);
	forget(&b);
}
END_TEST

START_TEST(parts_of_the_kernel)
{
	static const struct {
		enum meminfo_key key;
		enum finding_code code;
	} cases[] = { { MEM_PAGE_TABLES, F_PAGE_TABLES },
		      { MEM_PERCPU, F_PERCPU },
		      { MEM_VMALLOC_USED, F_VMALLOC },
		      { MEM_SUNRECLAIM, F_SLAB_UNRECLAIMABLE } };
	struct bench b;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		machine(&b);
		set(&b, MEM_FREE, 4 * GIB);
		set(&b, cases[i].key, 2 * GIB);
		judge(&b);
		ck_assert_int_eq(b.out.v[0].code, cases[i].code);
		ck_assert_int_eq(b.out.v[0].severity, SEV_WARNING);
		forget(&b);
		set(&b, cases[i].key, 600 * MIB);
		set(&b, MEM_FREE, 6 * GIB - 400 * MIB);
		judge(&b);
		ck_assert_int_eq(b.out.v[0].code, cases[i].code);
		ck_assert_int_eq(b.out.v[0].severity, SEV_NOTICE);
		forget(&b);
	}
}
END_TEST

START_TEST(the_remainder_is_a_finding_below_its_cause)
{
	struct bench b;
	struct sock *s;

	machine(&b);
	set(&b, MEM_FREE, 4 * GIB);
	judge(&b);
	ck_assert_int_eq(b.out.v[0].code, F_UNACCOUNTED);
	ck_assert_int_eq(b.out.v[0].severity, SEV_WARNING);
	forget(&b);
	s = add(&b, PROTO_TCP, 2000 * MIB, 100);
	s->rqueue = 1900 * MIB;
	judge(&b);
	ck_assert_int_eq(b.out.v[0].code, F_TCP_UNREAD);
	ck_assert_int_eq(b.out.v[1].code, F_UNACCOUNTED);
	forget(&b);
	/* ZFS's cache is known as what it is */
	b.snap.socks.n = 0;
	b.snap.owners.n = 0;
	b.snap.memory.arc.size_bytes = opt_u64(2 * GIB);
	judge(&b);
	ck_assert_int_eq(b.out.v[0].code, F_HEALTHY);
	forget(&b);
}
END_TEST

START_TEST(huge_pages_in_use_are_no_fault)
{
	struct bench b;

	machine(&b);
	set(&b, MEM_FREE, 3 * GIB);
	set(&b, MEM_HUGETLB, 3 * GIB);
	b.snap.memory.hugepools[0] = (struct hugepool){ .page_bytes = 2 * MIB,
							.total = 1536,
							.free = 10 };
	b.snap.memory.n_hugepools = 1;
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	forget(&b);
	b.snap.memory.hugepools[0].free = 1536;
	judge(&b);
	ck_assert_int_eq(b.out.v[0].code, F_HUGETLB_IDLE);
	ck_assert_int_eq(b.out.v[0].severity, SEV_NOTICE);
	ck_assert_int_eq(b.out.v[0].bytes.v, 3 * GIB);
	forget(&b);
	set(&b, MEM_AVAILABLE, 200 * MIB);
	set(&b, MEM_FREE, 200 * MIB);
	set(&b, MEM_ANON_PAGES, 2 * GIB + 2800 * MIB);
	judge(&b);
	ck_assert(find(&b, F_HUGETLB_IDLE));
	for (size_t i = 0; i < b.out.n; i++)
		if (b.out.v[i].code == F_HUGETLB_IDLE)
			ck_assert_int_eq(b.out.v[i].severity, SEV_WARNING);
	forget(&b);
}
END_TEST

START_TEST(shared_memory)
{
	struct bench b;

	machine(&b);
	set(&b, MEM_FREE, 4 * GIB);
	set(&b, MEM_CACHED, 7 * GIB / 2);
	set(&b, MEM_SHMEM, 2 * GIB);
	judge(&b);
	ck_assert_int_eq(b.out.v[0].code, F_SHMEM);
	ck_assert_int_eq(b.out.v[0].severity, SEV_NOTICE);
	ck_assert_int_eq(b.out.v[0].bytes.v, 2 * GIB);
	forget(&b);
	set(&b, MEM_AVAILABLE, 400 * MIB);
	judge(&b);
	ck_assert_int_eq(b.out.v[0].severity, SEV_WARNING);
	forget(&b);
	/* without Pss: a database may map all of it */
	set(&b, MEM_MAPPED, 2 * GIB);
	set(&b, MEM_AVAILABLE, 7 * GIB);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	forget(&b);
}
END_TEST

START_TEST(a_segment_that_nobody_has_attached)
{
	struct shm_object o[] = { { .kind = SHM_SYSV,
				    .bytes = (uint64_t)1900 * MIB,
				    .id = 3,
				    .pid = 102 } };
	struct bench b;

	machine(&b);
	set(&b, MEM_FREE, 4 * GIB);
	set(&b, MEM_CACHED, 7 * GIB / 2);
	set(&b, MEM_SHMEM, 2 * GIB);
	b.snap.shmem.v = o;
	b.snap.shmem.n = 1;
	judge(&b);
	ck_assert_int_eq(b.out.v[0].code, F_SHMEM);
	ck_assert_int_eq(b.out.v[0].severity, SEV_WARNING);
	ck_assert_int_eq(b.out.v[0].bytes.v, 1900 * MIB);
	ck_assert_int_eq(b.out.v[0].subject.pids[0], 102);
	forget(&b);
	o[0].attached = 1;
	judge(&b);
	ck_assert_int_eq(b.out.v[0].severity, SEV_NOTICE);
	forget(&b);
	/* a small one is not the cause of all */
	o[0].bytes = (uint64_t)100 * MIB;
	judge(&b);
	ck_assert_int_eq(b.out.v[0].bytes.v, 2 * GIB);
	ck_assert_uint_eq(b.out.v[0].subject.n_pids, 0);
	forget(&b);
}
END_TEST

START_TEST(orphans_by_number)
{
	struct bench b;

	machine(&b);
	b.snap.protocols.after.tcp_orphan = opt_i64(500);
	b.snap.protocols.tcp_max_orphans = opt_u64(1000);
	judge(&b);
	ck_assert_int_eq(b.out.v[0].code, F_TCP_ORPHANS);
	ck_assert_int_eq(b.out.v[0].severity, SEV_NOTICE);
	ck_assert(!b.out.v[0].bytes.known);
	forget(&b);
	b.snap.protocols.after.tcp_orphan = opt_i64(1001);
	judge(&b);
	ck_assert_int_eq(b.out.v[0].severity, SEV_CRITICAL);
	forget(&b);
	b.snap.protocols.after.tcp_orphan = opt_i64(-5);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	forget(&b);
}
END_TEST

START_TEST(unseen_only_beyond_the_tolerance)
{
	struct bench b;

	machine(&b);
	b.snap.protocols.v[PROTO_UDP].dumped = true;
	b.snap.protocols.before.udp_mem_pages = opt_i64(17000);
	b.snap.protocols.after.udp_mem_pages = opt_i64(17000);
	judge(&b);
	ck_assert_int_eq(b.out.v[0].code, F_UNSEEN_SOCKETS);
	ck_assert_int_eq(b.out.v[0].severity, SEV_NOTICE);
	ck_assert_int_eq(b.out.v[0].bytes.v, 17000 * 4096);
	forget(&b);
	b.snap.protocols.v[PROTO_UDP].totals.charged_bytes = 16000 * 4096;
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	forget(&b);
}
END_TEST

START_TEST(unseen_sockets_are_looked_for_where_they_may_be)
{
	struct bench b;

	machine(&b);
	b.snap.protocols.v[PROTO_UDP].dumped = true;
	b.snap.protocols.before.udp_mem_pages = opt_i64(17000);
	b.snap.protocols.after.udp_mem_pages = opt_i64(17000);
	ck_assert(says(&judge(&b)->remedy, "run as root"));
	forget(&b);
	b.snap.contained = true;
	ck_assert(says(&judge(&b)->remedy, "on the host"));
	ck_assert(says(&b.out.v[0].evidence, "a container"));
	forget(&b);
	b.snap.contained = false;
	b.snap.privileged = true;
	ck_assert(!says(&judge(&b)->remedy, "run "));
	forget(&b);
}
END_TEST

START_TEST(socket_objects_explain_their_caches)
{
	struct slab_cache c[] = {
		{ .name = "TCP", .bytes = 900 * MIB, .objects = 400000 },
		{ .name = "sock_inode_cache", .bytes = 300 * MIB },
	};
	struct bench b;

	machine(&b);
	set(&b, MEM_FREE, 6 * GIB - 1100 * MIB);
	set(&b, MEM_SLAB, 1500 * MIB);
	set(&b, MEM_SUNRECLAIM, 1300 * MIB);
	b.snap.memory.slabs.v = c;
	b.snap.memory.slabs.n = 2;
	b.snap.memory.slabs.known = true;
	b.processes[1].socket_fds = opt_u64(50000);
	b.processes[2].socket_fds = opt_u64(10000);
	b.processes[3].socket_fds = opt_u64(390000);
	judge(&b);
	ck_assert_int_eq(b.out.v[0].code, F_SOCKET_COUNT);
	ck_assert_int_eq(b.out.v[0].severity, SEV_WARNING);
	ck_assert_int_eq(b.out.v[0].bytes.v, 1200 * MIB);
	ck_assert_int_eq(b.out.v[0].subject.pids[0], 102);
	ck_assert(says(&b.out.v[0].evidence, "has 50000"));
	ck_assert(!says(&b.out.v[0].evidence, "has 10000"));
	ck_assert(says(&b.out.v[0].evidence, "(sockets, as files)"));
	ck_assert(!find(&b, F_SLAB_UNRECLAIMABLE));
	forget(&b);
}
END_TEST

START_TEST(an_unknown_machine_is_never_critical)
{
	struct bench b;

	machine(&b);
	memset(&b.snap.memory.info, 0, sizeof(b.snap.memory.info));
	set(&b, MEM_PAGE_TABLES, 60 * MIB);
	ck_assert_int_eq(judge(&b)->code, F_UNKNOWN);
	forget(&b);
	set(&b, MEM_PAGE_TABLES, 64 * MIB);
	ck_assert_int_eq(judge(&b)->severity, SEV_NOTICE);
	forget(&b);
	set(&b, MEM_PAGE_TABLES, 18 * GIB);
	ck_assert_int_eq(judge(&b)->severity, SEV_WARNING);
	ck_assert_int_eq(b.out.v[0].code, F_PAGE_TABLES);
	forget(&b);
}
END_TEST

START_TEST(limits_are_clamped)
{
	struct scale s = { .base = opt_u64((uint64_t)256 * MIB) };

	ck_assert_uint_eq(scale_limit(&s, LIMIT_QUEUE_NOTICE), 4 * MIB);
	ck_assert_uint_eq(scale_limit(&s, LIMIT_SHORT), 24 * MIB);
	s.base = opt_u64((uint64_t)2048 * GIB);
	ck_assert_uint_eq(scale_limit(&s, LIMIT_QUEUE_NOTICE), 64 * MIB);
	ck_assert_uint_eq(scale_limit(&s, LIMIT_QUEUE_WARNING), 1 * GIB);
	ck_assert_uint_eq(scale_limit(&s, LIMIT_NEARLY_OUT), 2 * GIB);
	ck_assert_int_eq(scale_judge(&s, 64 * MIB, LIMIT_QUEUE_NOTICE,
				     LIMIT_QUEUE_WARNING),
			 SEV_NOTICE);
	ck_assert_int_eq(scale_judge(&s, 64 * MIB - 1, LIMIT_QUEUE_NOTICE,
				     LIMIT_QUEUE_WARNING),
			 SEV_OK);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("diagnose");

	tcase_add_test(t, idle_is_healthy);
	tcase_add_test(t, a_full_page_cache_is_healthy);
	tcase_add_test(t, one_program_one_finding);
	tcase_add_test(t, a_reader_lowers_confidence_and_is_said);
	tcase_add_test(t, eight_full_sockets_are_a_notice_at_any_size);
	tcase_add_test(t, write_only_sockets_are_no_fault);
	tcase_add_test(t, who_exhausts_the_protocol_stands_above_it);
	tcase_add_test(t, states_of_tcp_are_told_apart);
	tcase_add_test(t, both_ends_here_are_one_finding);
	tcase_add_test(t, init_is_not_blamed_for_what_it_hands_over);
	tcase_add_test(t, a_leak_that_ends_memory_is_critical);
	tcase_add_test(t, processes_that_fill_memory);
	tcase_add_test(t, parts_of_the_kernel);
	tcase_add_test(t, the_remainder_is_a_finding_below_its_cause);
	tcase_add_test(t, huge_pages_in_use_are_no_fault);
	tcase_add_test(t, shared_memory);
	tcase_add_test(t, a_segment_that_nobody_has_attached);
	tcase_add_test(t, orphans_by_number);
	tcase_add_test(t, unseen_only_beyond_the_tolerance);
	tcase_add_test(t, unseen_sockets_are_looked_for_where_they_may_be);
	tcase_add_test(t, socket_objects_explain_their_caches);
	tcase_add_test(t, an_unknown_machine_is_never_critical);
	tcase_add_test(t, limits_are_clamped);
	return tap_run(t);
}
