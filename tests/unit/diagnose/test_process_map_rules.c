/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of one process, just below and just above each threshold. */
#include <string.h>
#include <sys/socket.h>

#include "account/account.h"
#include "diagnose/diagnose.h"
#include "diagnose/severity.h"
#include "model/snapshot.h"
#include "shown.h"
#include "tap.h"

#define MIB (1LL << 20)
#define GIB (1LL << 30)

static struct snapshot snap;
static struct process_map in;
static struct memcg memcg;
static char strings[] = "\0/app";
static struct sock sock;
static struct sock_owner owner = { 0, 42, 7 };
static struct account acct;
static struct findings out;

/* In a cgroup of 10 GiB: a notice from 102.4 MiB, a warning from 512 */
static void begin(void)
{
	struct opt_u64 *v = snap.memory.info.v;

	memset(&snap, 0, sizeof(snap));
	memset(&in, 0, sizeof(in));
	v[MEM_TOTAL] = opt_u64(1000 * GIB);
	v[MEM_FREE] = opt_u64(996 * GIB);
	v[MEM_AVAILABLE] = opt_u64(997 * GIB);
	v[MEM_ANON_PAGES] = opt_u64(2 * GIB);
	v[MEM_CACHED] = opt_u64(GIB);
	snap.memory.earlier = snap.memory.info;
	snap.host.page_size = opt_u64(4096);
	snap.host.cpus = opt_u64(4);
	snap.process_map = &in;
	snap.strings.data = strings;
	snap.strings.len = sizeof(strings);
	memcg = (struct memcg){ .path = 1,
				.name = 1,
				.parent = NO_MEMCG,
				.max_bytes = opt_u64(10 * GIB) };
	snap.memcgs = (struct memcgs){ &memcg, 1, 1 };
	in.cgroup = 1;
	in.pid = 42;
	strcpy(in.comm, "java");
	in.maps = in.smaps = true;
	in.threads = opt_u64(30);
	in.arenas.heap_max = (uint64_t)(64 * MIB);
}

static void have(enum process_map_class c, int64_t rss)
{
	in.class[c].rss += (uint64_t)rss;
	in.class[c].size += (uint64_t)rss;
	in.class[c].count++;
	in.all.rss += (uint64_t)rss;
	in.all.anon += (uint64_t)rss;
}

static const struct finding *judge(void)
{
	ck_assert_int_eq(account(&snap, &acct), 0);
	ck_assert_int_eq(diagnose(&snap, &acct, &out), 0);
	return &out.v[0];
}

static void done(void)
{
	findings_free(&out);
	account_free(&acct);
}

static void expect(enum finding_code code, enum severity severity,
		   enum confidence confidence, int64_t bytes)
{
	const struct finding *f = judge();

	ck_assert_str_eq(finding_code_name(f->code), finding_code_name(code));
	ck_assert_str_eq(severity_name(f->severity), severity_name(severity));
	ck_assert_str_eq(confidence_name(f->confidence),
			 confidence_name(confidence));
	if (f->bytes.known)
		ck_assert_int_eq(f->bytes.v, bytes);
	ck_assert_uint_eq(f->subject.n_pids, 1);
	ck_assert_int_eq(f->subject.pids[0], 42);
	ck_assert_str_eq(f->subject.comm, "java");
	done();
}

/* 20 heaps with so much in them */
static void arenas(int64_t rss, uint64_t full)
{
	have(PM_ARENAS, rss);
	in.arenas.heaps = 20;
	in.arenas.full = full;
}

START_TEST(arenas_below)
{
	begin();
	arenas(102 * MIB, 0);
	expect(F_HEALTHY, SEV_OK, CONF_HIGH, 0);
}
END_TEST

START_TEST(arenas_notice)
{
	begin();
	arenas(103 * MIB, 0);
	expect(F_GLIBC_ARENAS, SEV_NOTICE, CONF_MEDIUM, 103 * MIB);
}
END_TEST

START_TEST(arenas_warning)
{
	begin();
	arenas(512 * MIB, 0);
	expect(F_GLIBC_ARENAS, SEV_WARNING, CONF_MEDIUM, 512 * MIB);
}
END_TEST

/* Without a limit: 1 % and 5 % of what it has, 64 and 256 MiB at least. */
START_TEST(a_process_without_a_limit)
{
	begin();
	memcg.max_bytes.known = false;
	arenas(64 * MIB - 1, 0);
	expect(F_HEALTHY, SEV_OK, CONF_HIGH, 0);
	in.cgroup = 0;
	have(PM_ARENAS, 1);
	expect(F_GLIBC_ARENAS, SEV_NOTICE, CONF_MEDIUM, 64 * MIB);
	have(PM_ARENAS, 192 * MIB - 1);
	expect(F_GLIBC_ARENAS, SEV_NOTICE, CONF_MEDIUM, 256 * MIB - 1);
	have(PM_ARENAS, 1);
	expect(F_GLIBC_ARENAS, SEV_WARNING, CONF_MEDIUM, 256 * MIB);
}
END_TEST

/* The same on a small machine: it is the limit where nothing else is. */
START_TEST(a_limit_above_the_machine_is_none)
{
	begin();
	snap.memory.info.v[MEM_TOTAL] = opt_u64(8 * GIB);
	snap.memory.info.v[MEM_FREE] = opt_u64(5 * GIB);
	snap.memory.info.v[MEM_AVAILABLE] = opt_u64(6 * GIB);
	arenas(81 * MIB, 0);
	expect(F_HEALTHY, SEV_OK, CONF_HIGH, 0);
	have(PM_ARENAS, MIB);
	expect(F_GLIBC_ARENAS, SEV_NOTICE, CONF_MEDIUM, 82 * MIB);
}
END_TEST

/* Full heaps may be what the program works with. */
START_TEST(arenas_in_use)
{
	begin();
	arenas(1000 * MIB, 15);
	expect(F_GLIBC_ARENAS, SEV_NOTICE, CONF_LOW, 1000 * MIB);
}
END_TEST

START_TEST(arenas_small_share)
{
	begin();
	arenas(200 * MIB, 0);
	have(PM_ANON_LARGE, 700 * MIB);
	expect(F_HEALTHY, SEV_OK, CONF_HIGH, 0);
}
END_TEST

/* What the JVM has allocated is taken off. */
START_TEST(arenas_of_the_jvm)
{
	begin();
	arenas(300 * MIB, 0);
	in.nmt_state = NMT_READ;
	in.nmt.detail = true;
	in.nmt.malloc = opt_u64(200 * MIB);
	expect(F_HEALTHY, SEV_OK, CONF_HIGH, 0);
}
END_TEST

static void untracked(int64_t bytes, bool detail)
{
	arenas(bytes, 0);
	have(PM_ANON_LARGE, 600 * MIB);
	in.nmt_state = NMT_READ;
	in.nmt.detail = detail;
	in.class[PM_ARENAS].untracked = (uint64_t)bytes;
	in.class[PM_ARENAS].untracked_max = (uint64_t)bytes;
	in.nmt.malloc = opt_u64(20 * MIB);
	in.nmt.committed = opt_u64(620 * MIB);
}

START_TEST(untracked_below)
{
	begin();
	untracked(122 * MIB, true);
	expect(F_HEALTHY, SEV_OK, CONF_HIGH, 0);
}
END_TEST

START_TEST(untracked_notice)
{
	begin();
	untracked(123 * MIB, true);
	expect(F_JVM_UNTRACKED, SEV_NOTICE, CONF_HIGH, 103 * MIB);
}
END_TEST

START_TEST(untracked_warning)
{
	begin();
	untracked(532 * MIB, true);
	judge();
	ck_assert_uint_eq(out.n, 1); /* it tells of the arenas, too */
	done();
	expect(F_JVM_UNTRACKED, SEV_WARNING, CONF_HIGH, 512 * MIB);
}
END_TEST

START_TEST(untracked_by_sums)
{
	begin();
	untracked(140 * MIB, false);
	expect(F_JVM_UNTRACKED, SEV_NOTICE, CONF_MEDIUM, 120 * MIB);
}
END_TEST

START_TEST(untracked_small_share)
{
	begin();
	untracked(123 * MIB, true);
	have(PM_ANON_LARGE, 400 * MIB);
	expect(F_HEALTHY, SEV_OK, CONF_HIGH, 0);
}
END_TEST

static void stacks(int64_t rss, int64_t others)
{
	have(PM_STACKS, rss);
	have(PM_ANON_LARGE, others);
	in.threads = opt_u64(500);
	in.n_sps = 500;
}

START_TEST(stacks_below)
{
	begin();
	stacks(102 * MIB, 100 * MIB);
	expect(F_HEALTHY, SEV_OK, CONF_HIGH, 0);
}
END_TEST

START_TEST(stacks_notice)
{
	begin();
	stacks(103 * MIB, 100 * MIB);
	expect(F_THREAD_STACKS, SEV_NOTICE, CONF_HIGH, 103 * MIB);
}
END_TEST

START_TEST(stacks_warning)
{
	begin();
	stacks(512 * MIB, 100 * MIB);
	expect(F_THREAD_STACKS, SEV_WARNING, CONF_HIGH, 512 * MIB);
}
END_TEST

START_TEST(stacks_small_share)
{
	begin();
	stacks(103 * MIB, 1000 * MIB);
	expect(F_HEALTHY, SEV_OK, CONF_HIGH, 0);
}
END_TEST

START_TEST(stacks_by_shape)
{
	begin();
	stacks(103 * MIB, 100 * MIB);
	in.n_sps = 0;
	expect(F_THREAD_STACKS, SEV_NOTICE, CONF_MEDIUM, 103 * MIB);
}
END_TEST

/* Without smaps nothing is known, and nothing is accused. */
START_TEST(without_smaps)
{
	begin();
	arenas(4 * GIB, 0);
	in.smaps = false;
	in.rss = opt_u64(5 * GIB);
	expect(F_HEALTHY, SEV_OK, CONF_LOW, 0);
}
END_TEST

static bool says(const struct finding *f, const char *what)
{
	for (size_t i = 0; i < f->evidence.n; i++)
		if (strstr(as_shown(f->evidence.v[i]), what))
			return true;
	return false;
}

/* A slow peer: the socket's queue and the buffers behind it, said together. */
START_TEST(one_backlog)
{
	const struct finding *f;

	begin();
	sock = (struct sock){ .cookie = 1,
			      .inode = 1,
			      .proto = PROTO_TCP,
			      .family = AF_INET,
			      .state = SOCK_ESTABLISHED,
			      .timer = TIMER_PERSIST,
			      .wqueue = 300 << 20,
			      .has_mem = 1,
			      .via = VIA_FD,
			      .n_owners = 1 };
	sock.mem.wmem_queued = 300 << 20;
	sock.mem.sndbuf = 310 << 20;
	snap.socks.v = &sock;
	snap.socks.n = 1;
	snap.owners.v = &owner;
	snap.owners.n = 1;
	untracked(140 * MIB, true);
	in.nmt.n = 1;
	strcpy(in.nmt.v[0].name, "Other");
	in.nmt.v[0].committed = opt_u64(900 * MIB);
	f = judge();
	ck_assert_str_eq(finding_code_name(f->code), "tcp-peer-stalled");
	ck_assert(says(f, "300.0 MiB that peers do not take, and 900.0 MiB of "
			  "buffers outside of the Java heap"));
	ck_assert_uint_eq(out.n, 2);
	ck_assert(says(&out.v[1], "one backlog"));
	ck_assert_uint_eq(acct.process_map.to_send, 300 << 20);
	done();
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("");

	tcase_add_test(t, arenas_below);
	tcase_add_test(t, arenas_notice);
	tcase_add_test(t, arenas_warning);
	tcase_add_test(t, a_process_without_a_limit);
	tcase_add_test(t, a_limit_above_the_machine_is_none);
	tcase_add_test(t, arenas_in_use);
	tcase_add_test(t, arenas_small_share);
	tcase_add_test(t, arenas_of_the_jvm);
	tcase_add_test(t, untracked_below);
	tcase_add_test(t, untracked_notice);
	tcase_add_test(t, untracked_warning);
	tcase_add_test(t, untracked_by_sums);
	tcase_add_test(t, untracked_small_share);
	tcase_add_test(t, stacks_below);
	tcase_add_test(t, stacks_notice);
	tcase_add_test(t, stacks_warning);
	tcase_add_test(t, stacks_small_share);
	tcase_add_test(t, stacks_by_shape);
	tcase_add_test(t, without_smaps);
	tcase_add_test(t, one_backlog);
	return tap_run(t);
}
