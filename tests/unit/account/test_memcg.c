/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory of cgroups: their files, their limits, what is said of them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "account/account.h"
#include "account/memory/memcg.h"
#include "diagnose/diagnose.h"
#include "model/snapshot.h"
#include "parse/cgroup/cgroup.h"
#include "tap.h"

#define MIB (1ULL << 20)
#define SPAN(s) span_of(s, strlen(s))

START_TEST(amounts)
{
	struct opt_u64 v = { 0 };
	unsigned bad = 0;

	ck_assert_int_eq(parse_memcg_amount(SPAN("4096\n"), &v, &bad), 0);
	ck_assert(v.known && v.v == 4096);
	ck_assert_int_eq(parse_memcg_amount(SPAN("max\n"), &v, &bad), 0);
	ck_assert(!v.known);
	ck_assert_uint_eq(bad, 0);
	/* cut: it may have been 409600 */
	ck_assert_int_eq(parse_memcg_amount(SPAN("4096"), &v, &bad), 0);
	ck_assert(!v.known && bad == 1);
	ck_assert_int_eq(parse_memcg_amount(SPAN("-1\n"), &v, &bad), 0);
	ck_assert(!v.known && bad == 2);
	ck_assert_int_eq(parse_memcg_amount(SPAN("18446744073709551615\n"), &v,
					    &bad),
			 0);
	ck_assert(!v.known && bad == 3);
	ck_assert_int_eq(parse_memcg_amount(SPAN(""), &v, &bad), -EINVAL);
}
END_TEST

START_TEST(stat_with_kernel)
{
	struct memcg m = { 0 };
	unsigned bad = 0;

	ck_assert_int_eq(parse_memcg_stat(SPAN("anon 5\nkernel 100\n"
					       "kernel_stack 30\nslab 60\n"
					       "sock 7\n"),
					  &m, &bad),
			 0);
	ck_assert(m.kernel_bytes.known && m.kernel_bytes.v == 100);
	ck_assert(m.socket_bytes.known && m.socket_bytes.v == 7);
	ck_assert_uint_eq(bad, 0);
}
END_TEST

START_TEST(stat_before_5_18)
{
	struct memcg m = { 0 };
	unsigned bad = 0;

	ck_assert_int_eq(parse_memcg_stat(SPAN("kernel_stack 30\n"
					       "pagetables 8\npercpu 2\n"
					       "sock 7\nslab 60\n"),
					  &m, &bad),
			 0);
	ck_assert(m.kernel_bytes.known && m.kernel_bytes.v == 100);
	/* without slab (5.0 and older) the rest is no sum */
	m = (struct memcg){ 0 };
	ck_assert_int_eq(parse_memcg_stat(SPAN("kernel_stack 30\nsock 7\n"), &m,
					  &bad),
			 0);
	ck_assert(!m.kernel_bytes.known && m.socket_bytes.v == 7);
	ck_assert_int_eq(parse_memcg_stat(SPAN("sock 7\nslab 9"), &m, &bad), 0);
	ck_assert(!m.kernel_bytes.known && bad == 1);
	ck_assert_int_eq(parse_memcg_stat(SPAN("some avg10=0\n"), &m, &bad),
			 -EINVAL);
}
END_TEST

START_TEST(events)
{
	struct memcg m = { 0 };
	unsigned bad = 0;

	ck_assert_int_eq(parse_memcg_events(SPAN("low 0\noom 9\noom_kill 3\n"
						 "oom_group_kill 1\n"),
					    &m, &bad),
			 0);
	ck_assert(m.oom_kills.known && m.oom_kills.v == 3);
	/* 4.19 has no oom_kill there */
	ck_assert_int_eq(parse_memcg_events(SPAN("low 0\noom 9\n"), &m, &bad),
			 0);
	ck_assert(!m.oom_kills.known);
	ck_assert_int_eq(parse_memcg_events(SPAN("\n"), &m, &bad), -EINVAL);
}
END_TEST

static bool is_path(const char *text, const char *want)
{
	struct span path = { 0 };

	return !parse_process_cgroup(SPAN(text), &path) && span_is(path, want);
}

START_TEST(process_cgroup)
{
	struct span path = { 0 };

	ck_assert(is_path("0::/system.slice/a.service\n",
			  "/system.slice/a.service"));
	ck_assert(is_path("12:cpu,cpuacct:/x\n4:memory:/m\n0::/\n", "/m"));
	ck_assert(is_path("0::/u\n4:hugetlb,memory:/m\n", "/m"));
	ck_assert(is_path("5:memoryless:/x\n1:name=systemd:/y\n0::/z\n", "/z"));
	/* a colon in the name */
	ck_assert(is_path("0::/a:b:memory:/c\n", "/a:b:memory:/c"));
	ck_assert_int_eq(parse_process_cgroup(SPAN("0::/a"), &path), -EINVAL);
	ck_assert_int_eq(parse_process_cgroup(SPAN("0::a\n1:cpu:/b\n"), &path),
			 -EINVAL);
	ck_assert_int_eq(parse_process_cgroup(SPAN(""), &path), -EINVAL);
}
END_TEST

/* A pod of two, one of them full; a neighbour that is full of its own. */
struct tree {
	struct snapshot snap;
	struct memcg v[5];
	struct process process;
	struct sock sock;
	struct sock_owner owner;
	struct account acct;
	struct findings out;
};

enum { POD, FULL, SIDECAR, DATABASE, UNLIMITED };

static void tree(struct tree *t)
{
	static const char *const paths[] = { "/pod", "/pod/full", "/pod/side",
					     "/podder", "/pod/side/in" };

	memset(t, 0, sizeof(*t));
	for (size_t i = 0; i < 5; i++) {
		t->v[i] = (struct memcg){ .parent = NO_MEMCG,
					  .current_bytes = opt_u64(MIB),
					  .socket_bytes = opt_u64(0),
					  .kernel_bytes = opt_u64(0) };
		ck_assert_int_eq(snapshot_add_string(&t->snap, paths[i],
						     &t->v[i].path),
				 0);
		t->v[i].name = t->v[i].path;
	}
	t->v[FULL].parent = t->v[SIDECAR].parent = POD;
	t->v[UNLIMITED].parent = SIDECAR;
	t->v[POD].max_bytes = opt_u64(120 * MIB);
	t->v[POD].current_bytes = opt_u64(110 * MIB);
	t->v[POD].socket_bytes = opt_u64(70 * MIB);
	t->v[FULL].max_bytes = opt_u64(100 * MIB);
	t->v[FULL].current_bytes = opt_u64(99 * MIB);
	t->v[FULL].socket_bytes = opt_u64(70 * MIB);
	t->v[SIDECAR].max_bytes = opt_u64(500 * MIB);
	t->v[DATABASE].max_bytes = opt_u64(100 * MIB);
	t->v[DATABASE].current_bytes = opt_u64(100 * MIB);
	t->v[DATABASE].socket_bytes = opt_u64(20 * MIB);
	t->snap.memcgs = (struct memcgs){ t->v, 5, 5 };
	t->snap.memory.info.v[MEM_TOTAL] = opt_u64(16384 * MIB);
	t->snap.memory.info.v[MEM_AVAILABLE] = opt_u64(12000 * MIB);
}

static void judge(struct tree *t)
{
	ck_assert_int_eq(account(&t->snap, &t->acct), 0);
	ck_assert_int_eq(diagnose(&t->snap, &t->acct, &t->out), 0);
}

static void done(struct tree *t)
{
	findings_free(&t->out);
	account_free(&t->acct);
	buf_free(&t->snap.strings);
	free(t->snap.cgroups.v);
}

START_TEST(the_tightest_limit_counts)
{
	struct tree t;

	tree(&t);
	ck_assert_uint_eq(memcg_limit(&t.snap, FULL).v, 100 * MIB);
	ck_assert_uint_eq(memcg_limit(&t.snap, SIDECAR).v, 120 * MIB);
	ck_assert_uint_eq(memcg_limit(&t.snap, UNLIMITED).v, 120 * MIB);
	t.v[POD].max_bytes.known = t.v[SIDECAR].max_bytes.known = false;
	ck_assert(!memcg_limit(&t.snap, UNLIMITED).known);
	done(&t);
}
END_TEST

START_TEST(memory_high_is_a_limit)
{
	struct memcg m = { .max_bytes = opt_u64(100),
			   .high_bytes = opt_u64(99) };
	struct tree t;

	ck_assert_uint_eq(memcg_own_limit(&m).v, 99);
	m.high_bytes = opt_u64(101);
	ck_assert_uint_eq(memcg_own_limit(&m).v, 100);
	m.high_bytes = opt_u64(0);
	ck_assert_uint_eq(memcg_own_limit(&m).v, 100);
	m.max_bytes.known = false;
	ck_assert(!memcg_own_limit(&m).known);
	tree(&t);
	t.v[POD].high_bytes = opt_u64(90 * MIB);
	ck_assert_uint_eq(memcg_limit(&t.snap, UNLIMITED).v, 90 * MIB);
	done(&t);
}
END_TEST

START_TEST(near_memory_high_is_near_a_limit)
{
	struct tree t;

	tree(&t);
	t.v[POD].max_bytes.known = t.v[FULL].max_bytes.known = false;
	t.v[FULL].high_bytes = opt_u64(110 * MIB);
	judge(&t);
	ck_assert_int_eq(t.out.v[0].code, F_CGROUP_LIMIT);
	ck_assert_str_eq(t.out.v[0].subject.cgroup, "/pod/full");
	ck_assert_ptr_nonnull(
		strstr(t.out.v[0].evidence.v[0], "its memory.high of"));
	done(&t);
	/* 99 MiB of 111 are less than 90% */
	tree(&t);
	t.v[POD].max_bytes.known = t.v[FULL].max_bytes.known = false;
	t.v[FULL].high_bytes = opt_u64(111 * MIB);
	judge(&t);
	ck_assert_int_ne(t.out.v[0].code, F_CGROUP_LIMIT);
	done(&t);
}
END_TEST

START_TEST(a_path_belongs_to_the_innermost)
{
	struct tree t;

	tree(&t);
	ck_assert_uint_eq(memcg_of_path(&t.snap, "/pod/full"), FULL);
	ck_assert_uint_eq(memcg_of_path(&t.snap, "/pod/full/x"), FULL);
	ck_assert_uint_eq(memcg_of_path(&t.snap, "/pod/fuller"), POD);
	ck_assert_uint_eq(memcg_of_path(&t.snap, "/podder"), DATABASE);
	ck_assert_uint_eq(memcg_of_path(&t.snap, "/elsewhere"), NO_MEMCG);
	done(&t);
}
END_TEST

START_TEST(ranked_by_socket_memory)
{
	struct tree t;

	tree(&t);
	judge(&t);
	/* POD and FULL have the same; POD uses more in all */
	ck_assert_uint_eq(t.acct.memcg_rank[0], POD);
	ck_assert_uint_eq(t.acct.memcg_rank[1], FULL);
	ck_assert_uint_eq(t.acct.memcg_rank[2], DATABASE);
	done(&t);
}
END_TEST

START_TEST(the_innermost_at_its_limit_is_told)
{
	const struct finding *f;
	struct tree t;

	tree(&t);
	judge(&t);
	f = &t.out.v[0];
	ck_assert_int_eq(f->code, F_CGROUP_LIMIT);
	ck_assert_int_eq(f->severity, SEV_WARNING);
	ck_assert_int_eq(f->bytes.v, (int64_t)(99 * MIB));
	ck_assert_str_eq(f->subject.cgroup, "/pod/full");
	/* the pod is full because of it; the database of its own memory */
	ck_assert_uint_eq(t.out.n, 1);
	done(&t);
}
END_TEST

START_TEST(standing_still_is_critical)
{
	struct tree t;

	tree(&t);
	t.v[FULL].oom_kills = opt_u64(7);
	judge(&t);
	ck_assert_int_eq(t.out.v[0].severity, SEV_WARNING);
	findings_free(&t.out);
	account_free(&t.acct);
	t.v[FULL].psi = (struct psi){ true, 9.0, 5.0 };
	judge(&t);
	ck_assert_int_eq(t.out.v[0].severity, SEV_CRITICAL);
	done(&t);
}
END_TEST

START_TEST(below_its_limit_is_none)
{
	struct tree t;

	tree(&t);
	t.v[FULL].current_bytes = opt_u64(89 * MIB);
	t.v[POD].current_bytes = opt_u64(100 * MIB);
	judge(&t);
	ck_assert_int_eq(t.out.v[0].code, F_HEALTHY);
	done(&t);
}
END_TEST

/* 30 MiB of unread datagrams are nothing to 16 GiB, and much to the pod. */
START_TEST(queues_are_held_against_the_cgroup)
{
	struct tree t;

	tree(&t);
	t.snap.memcgs.n = 1;
	t.v[POD].current_bytes = opt_u64(40 * MIB);
	t.sock = (struct sock){ .proto = PROTO_UDP,
				.state = SOCK_CLOSE,
				.inode = 5,
				.has_mem = 1,
				.rqueue = 30 * MIB,
				.n_owners = 1,
				.mem.rmem_alloc = 30 * MIB,
				.mem.rcvbuf = 64 * MIB };
	t.owner = (struct sock_owner){ .pid = 77, .fd = 3 };
	t.process = (struct process){ .pid = 77, .comm = "p" };
	t.snap.socks = (struct socks){ .v = &t.sock, .n = 1 };
	t.snap.owners = (struct sock_owners){ &t.owner, 1, 1 };
	t.snap.processes = (struct processes){ .v = &t.process, .n = 1 };
	judge(&t);
	ck_assert_int_eq(t.out.v[0].code, F_HEALTHY);
	findings_free(&t.out);
	account_free(&t.acct);
	ck_assert_int_eq(snapshot_add_cgroup(&t.snap, 0, "/pod/side/in"), 0);
	t.process.cgroup = 1;
	judge(&t);
	ck_assert_int_eq(t.out.v[0].code, F_UDP_UNREAD);
	ck_assert_int_eq(t.out.v[0].severity, SEV_WARNING);
	ck_assert_str_eq(t.out.v[0].subject.cgroup, "/pod/side/in");
	findings_free(&t.out);
	account_free(&t.acct);
	/* a full pod is the effect of its queue, which stands first */
	t.v[POD].current_bytes = opt_u64(115 * MIB);
	t.v[POD].socket_bytes = opt_u64(60 * MIB);
	t.sock.rqueue = t.sock.mem.rmem_alloc = 60 * MIB;
	judge(&t);
	ck_assert_int_eq(t.out.v[0].code, F_UDP_UNREAD);
	ck_assert_int_eq(t.out.v[1].code, F_CGROUP_LIMIT);
	ck_assert_int_eq(t.out.v[1].subject.pids[0], 77);
	done(&t);
}
END_TEST

START_TEST(the_owners_cgroup_comes_first)
{
	struct tree t;

	tree(&t);
	t.sock = (struct sock){ .cgroup_id = 44, .n_owners = 1 };
	t.owner = (struct sock_owner){ .pid = 77 };
	t.process = (struct process){ .pid = 77 };
	t.snap.socks = (struct socks){ .v = &t.sock, .n = 1 };
	t.snap.owners = (struct sock_owners){ &t.owner, 1, 1 };
	t.snap.processes = (struct processes){ .v = &t.process, .n = 1 };
	ck_assert_int_eq(snapshot_add_cgroup(&t.snap, 44, "/init.scope"), 0);
	ck_assert_int_eq(snapshot_add_cgroup(&t.snap, 0, "/web"), 0);
	ck_assert_str_eq(snapshot_sock_cgroup_path(&t.snap, &t.sock),
			 "/init.scope");
	t.process.cgroup = 2;
	ck_assert_str_eq(snapshot_sock_cgroup_path(&t.snap, &t.sock), "/web");
	t.sock.n_owners = 0;
	ck_assert_str_eq(snapshot_sock_cgroup_path(&t.snap, &t.sock),
			 "/init.scope");
	t.sock.cgroup_id = 45;
	ck_assert_ptr_null(snapshot_sock_cgroup_path(&t.snap, &t.sock));
	done(&t);
}
END_TEST

int main(void)
{
	TCase *c = tcase_create("memcg");

	tcase_add_test(c, amounts);
	tcase_add_test(c, stat_with_kernel);
	tcase_add_test(c, stat_before_5_18);
	tcase_add_test(c, events);
	tcase_add_test(c, process_cgroup);
	tcase_add_test(c, the_tightest_limit_counts);
	tcase_add_test(c, memory_high_is_a_limit);
	tcase_add_test(c, near_memory_high_is_near_a_limit);
	tcase_add_test(c, a_path_belongs_to_the_innermost);
	tcase_add_test(c, ranked_by_socket_memory);
	tcase_add_test(c, the_innermost_at_its_limit_is_told);
	tcase_add_test(c, standing_still_is_critical);
	tcase_add_test(c, below_its_limit_is_none);
	tcase_add_test(c, queues_are_held_against_the_cgroup);
	tcase_add_test(c, the_owners_cgroup_comes_first);
	return tap_run(c);
}
