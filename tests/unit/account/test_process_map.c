/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mappings to classes: by name, by rights, by their neighbours. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account/process_map.h"
#include "model/keep.h"
#include "model/snapshot.h"
#include "tap.h"

#define KIB (1ULL << 10)
#define MIB (1ULL << 20)
#define GIB (1ULL << 30)
#define HEAP_MAX (64 * MIB)

#define STACK_TOP 0x7ffd00000000ULL
#define ARENA 0x7f6800000000ULL /* a multiple of HEAP_MAX */

static struct process_map in;
static struct process_map_feed feed;

static void begin(void)
{
	memset(&in, 0, sizeof(in));
	feed = (struct process_map_feed){ .in = &in };
	in.stack_top = STACK_TOP;
	in.top_max = 2;
	in.threads = opt_u64(1);
}

static void end(void)
{
	ck_assert_int_eq(process_map_end(&feed), 0);
}

static void done(void)
{
	free(in.groups);
	free(in.sps);
	free(in.top);
	nmt_free(&in.nmt);
}

/* rights as maps prints them */
static void map(uint64_t start, uint64_t size, const char *rights, uint64_t rss,
		const char *name)
{
	struct mapping m = { .start = start,
			     .end = start + size,
			     .readable = rights[0] == 'r',
			     .writable = rights[1] == 'w',
			     .executable = rights[2] == 'x',
			     .shared = rights[3] == 's' };

	m.v[SM_RSS] = rss;
	m.inode = *name == '/';
	strncpy(m.name, name, sizeof(m.name) - 1);
	ck_assert_int_eq(process_map_add(&feed, &m), 0);
}

/* One heap of an arena that has grown by size. */
static void heap(uint64_t start, uint64_t size, uint64_t rss)
{
	map(start, size, "rw-p", rss, "");
	if (size < HEAP_MAX)
		map(start + size, HEAP_MAX - size, "---p", 0, "");
}

static void sp(uint64_t at, const char *comm)
{
	static struct thread_sp sps[8];
	uint32_t group = 0;

	ck_assert_int_eq(process_map_group(&in, comm, &group), 0);
	in.sps = sps;
	in.sps[in.n_sps++] = (struct thread_sp){ .sp = at, .group = group };
}

START_TEST(by_name)
{
	static const struct {
		const char *rights;
		const char *name;
		enum process_map_class class;
	} cases[] = {
		{ "rw-p", "[heap]", PM_HEAP },
		{ "rw-p", "[stack]", PM_STACKS },
		{ "r-xp", "[vdso]", PM_SPECIAL },
		{ "rw-s", "/dev/shm/a", PM_SHM },
		{ "rw-s", "/memfd:a (deleted)", PM_SHM },
		{ "rwxs", "/memfd:a (deleted)", PM_JIT },
		{ "rw-s", "/SYSV00000000 (deleted)", PM_SHM },
		{ "rw-s", "/dev/zero (deleted)", PM_SHM },
		{ "rw-s", "/dev/nvidia0", PM_DEVICE },
		{ "rw-p", "/anon_hugepage (deleted)", PM_HUGETLB },
		{ "r-xp", "/usr/lib/libc.so.6", PM_FILE },
		{ "---p", "/usr/lib/libc.so.6", PM_FILE },
		{ "rw-p", "[anon:a name]", PM_ANON },
		{ "rwxp", "", PM_JIT },
		{ "---p", "", PM_RESERVED },
		{ "rw-p", "", PM_ANON },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin();
		map(16 * MIB, 4 * KIB, cases[i].rights, 4 * KIB, cases[i].name);
		end();
		ck_assert_msg(in.class[cases[i].class].count == 1, "%s %s",
			      cases[i].rights, cases[i].name);
		ck_assert_uint_eq(in.all.rss, 4 * KIB);
		done();
	}
}
END_TEST

START_TEST(large_anonymous)
{
	begin();
	map(4096, 64 * MIB - 4096, "rw-p", MIB, "");
	map(128 * MIB + 4096, 64 * MIB, "rw-p", 2 * MIB, "");
	end();
	ck_assert_uint_eq(in.class[PM_ANON].rss, MIB);
	ck_assert_uint_eq(in.class[PM_ANON_LARGE].rss, 2 * MIB);
	done();
}
END_TEST

START_TEST(arena_heaps)
{
	begin();
	heap(ARENA, 132 * KIB, 100 * KIB);
	heap(ARENA + HEAP_MAX, 63 * MIB, 60 * MIB); /* 15/16: full */
	heap(ARENA + 2 * HEAP_MAX, HEAP_MAX, HEAP_MAX);
	end();
	ck_assert_uint_eq(in.arenas.heap_max, HEAP_MAX);
	ck_assert_uint_eq(in.arenas.heaps, 3);
	ck_assert_uint_eq(in.arenas.full, 2);
	ck_assert_uint_eq(in.class[PM_ARENAS].rss, 124 * MIB + 100 * KIB);
	ck_assert_uint_eq(in.class[PM_ANON].count, 0);
	ck_assert_uint_eq(in.class[PM_ANON_LARGE].count, 0);
	done();
}
END_TEST

/* Heaps that are neighbours are one mapping. */
START_TEST(arena_heaps_grown_together)
{
	begin();
	map(ARENA, 2 * HEAP_MAX + MIB, "rw-p", 100 * MIB, "");
	map(ARENA + 2 * HEAP_MAX + MIB, HEAP_MAX - MIB, "---p", 0, "");
	end();
	ck_assert_uint_eq(in.arenas.heaps, 3);
	ck_assert_uint_eq(in.arenas.full, 2);
	ck_assert_uint_eq(in.class[PM_ARENAS].rss, 100 * MIB);
	done();
}
END_TEST

/* malloc()'s own mmap() below a heap: shared out by size. */
START_TEST(arena_heap_behind_another_mapping)
{
	begin();
	map(ARENA - 3 * MIB, 4 * MIB, "rw-p", 4 * MIB, "");
	map(ARENA + MIB, HEAP_MAX - MIB, "---p", 0, "");
	end();
	ck_assert_uint_eq(in.arenas.heaps, 1);
	ck_assert_uint_eq(in.class[PM_ARENAS].rss, MIB);
	ck_assert_uint_eq(in.class[PM_ANON].rss, 3 * MIB);
	done();
}
END_TEST

START_TEST(no_arena_heaps)
{
	begin();
	/* a Java heap with compressed pointers; Go's arena */
	heap(0x700000000, 32 * MIB, MIB);
	heap(0xc000000000, 4 * MIB, MIB);
	/* not aligned; no rest; a rest that is not the end; a reserve */
	map(ARENA + MIB, MIB, "rw-p", MIB, "");
	map(ARENA + 3 * HEAP_MAX, MIB, "rw-p", MIB, "");
	map(ARENA + 4 * HEAP_MAX, MIB, "rw-p", MIB, "");
	map(ARENA + 4 * HEAP_MAX + MIB, MIB, "---p", 0, "");
	map(ARENA + 6 * HEAP_MAX, 48 * MIB, "rw-p", MIB, "");
	map(ARENA + 6 * HEAP_MAX + 48 * MIB, GIB, "---p", 0, "");
	/* shared, executable, named */
	map(ARENA + 32 * HEAP_MAX, HEAP_MAX, "rw-s", MIB, "/dev/shm/a");
	map(ARENA + 34 * HEAP_MAX, HEAP_MAX, "rwxp", MIB, "");
	map(ARENA + 36 * HEAP_MAX, HEAP_MAX, "rw-p", MIB, "[anon:x]");
	end();
	ck_assert_uint_eq(in.arenas.heaps, 0);
	ck_assert_uint_eq(in.class[PM_ARENAS].rss, 0);
	done();
}
END_TEST

START_TEST(arena_heaps_of_32_bits)
{
	begin();
	in.word32 = true;
	in.stack_top = 0xff800000;
	map(0xf7000000, 132 * KIB, "rw-p", 100 * KIB, "");
	map(0xf7000000 + 132 * KIB, MIB - 132 * KIB, "---p", 0, "");
	end();
	ck_assert_uint_eq(in.arenas.heap_max, MIB);
	ck_assert_uint_eq(in.arenas.heaps, 1);
	ck_assert_uint_eq(in.class[PM_ARENAS].rss, 100 * KIB);
	done();
}
END_TEST

START_TEST(stacks_by_pointer)
{
	begin();
	in.threads = opt_u64(3);
	sp(ARENA + 8 * MIB, "http-nio-8080-e");
	sp(ARENA + 20 * MIB, "worker-1");
	sp(ARENA + 31 * MIB, "worker-12");
	map(ARENA + 4 * KIB, 9 * MIB, "rw-p", 100 * KIB, "");
	map(ARENA + 16 * MIB, 8 * MIB, "rw-p", 200 * KIB, "");
	map(ARENA + 25 * MIB, 8 * MIB, "rw-p", 300 * KIB, "");
	map(ARENA + 40 * MIB, 8 * MIB, "rw-p", 400 * KIB, "");
	end();
	ck_assert_uint_eq(in.class[PM_STACKS].count, 3);
	ck_assert_uint_eq(in.class[PM_STACKS].rss, 600 * KIB);
	ck_assert_uint_eq(in.class[PM_ANON].rss, 400 * KIB);
	ck_assert_uint_eq(in.n_groups, 2);
	ck_assert_str_eq(in.groups[1].name, "worker");
	ck_assert_uint_eq(in.groups[1].threads, 2);
	ck_assert_uint_eq(in.groups[1].stacks, 2);
	ck_assert_uint_eq(in.groups[1].rss, 500 * KIB);
	in.sps = NULL;
	done();
}
END_TEST

/* No more of them than there are threads that told nothing. */
START_TEST(stacks_by_guard)
{
	begin();
	in.threads = opt_u64(2);
	for (unsigned i = 0; i < 3; i++) {
		map(ARENA + i * 16 * MIB, 4 * KIB, "---p", 0, "");
		map(ARENA + i * 16 * MIB + 4 * KIB, 8 * MIB, "rw-p", MIB, "");
	}
	end();
	ck_assert_uint_eq(in.guarded, 2);
	ck_assert_uint_eq(in.class[PM_STACKS].rss, 2 * MIB);
	ck_assert_uint_eq(in.class[PM_ANON].rss, MIB);
	done();
}
END_TEST

START_TEST(groups_are_bounded)
{
	uint32_t group = 0;

	begin();
	for (unsigned i = 0; i < 1000; i++) {
		char comm[16];

		snprintf(comm, sizeof(comm), "%ux", i);
		ck_assert_int_eq(process_map_group(&in, comm, &group), 0);
	}
	ck_assert_uint_eq(in.n_groups, THREAD_GROUPS_MAX);
	ck_assert_uint_eq(group, THREAD_GROUPS_MAX - 1);
	ck_assert_uint_eq(in.groups[group].threads,
			  1000 - THREAD_GROUPS_MAX + 1);
	ck_assert_int_eq(process_map_group(&in, "123", &group), 0);
	done();
}
END_TEST

START_TEST(other_allocators)
{
	begin();
	map(ARENA + 2 * MIB, 6 * MIB, "rw-p", 5 * MIB, "");
	map(ARENA + 20 * MIB + 4 * KIB, 2 * MIB, "rw-p", MIB, "");
	map(ARENA + HEAP_MAX + 2 * MIB, 80 * MIB, "rw-p", 70 * MIB, "");
	map(STACK_TOP - GIB, MIB, "r-xp", MIB, "/usr/lib/libc.so.6");
	map(STACK_TOP - GIB / 2, MIB, "r-xp", MIB, "/opt/libjemalloc.so.2");
	end();
	ck_assert_int_eq(in.allocator, ALLOCATOR_JEMALLOC);
	ck_assert_uint_eq(in.class[PM_ALLOCATOR].rss, 75 * MIB);
	ck_assert_uint_eq(in.class[PM_ANON].rss, MIB);
	ck_assert_uint_eq(in.class[PM_ANON_LARGE].count, 0);
	done();
}
END_TEST

START_TEST(glibc_is_glibc)
{
	begin();
	map(ARENA + 2 * MIB, 6 * MIB, "rw-p", 5 * MIB, "");
	map(STACK_TOP - GIB, MIB, "r-xp", MIB, "/usr/lib/libc.so.6");
	map(STACK_TOP - GIB / 2, MIB, "r-xp", MIB, "/jdk/lib/server/libjvm.so");
	end();
	ck_assert_int_eq(in.allocator, ALLOCATOR_GLIBC);
	ck_assert(in.jvm);
	ck_assert_uint_eq(in.class[PM_ANON].rss, 5 * MIB);
	done();
}
END_TEST

START_TEST(largest_first)
{
	begin();
	for (uint64_t i = 1; i <= 100; i++)
		map(i * MIB, 512 * KIB, "rw-p", (i * 37 % 101) * KIB, "");
	end();
	ck_assert_uint_eq(in.n_top, 2);
	ck_assert_uint_eq(in.top[0].rss, 100 * KIB);
	ck_assert_uint_eq(in.top[1].rss, 99 * KIB);
	ck_assert_uint_eq(in.mappings, 100);
	done();
}
END_TEST

/* Addresses up to the last one; 1 TiB; nothing that is not there twice. */
START_TEST(absurd_addresses)
{
	begin();
	map(ARENA, 1024 * GIB, "rw-p", 0, "");
	map(ARENA, MIB, "rw-p", MIB, ""); /* seen again */
	map(UINT64_MAX - 4095, 4095, "--xp", 0, "[vsyscall]");
	end();
	ck_assert_uint_eq(in.mappings, 2);
	ck_assert_uint_eq(in.all.rss, 0);
	done();
}
END_TEST

static void range(uint64_t start, uint64_t size, uint8_t category)
{
	struct nmt *n = &in.nmt;

	n->ranges = realloc(n->ranges, (n->n_ranges + 1) * sizeof(*n->ranges));
	n->ranges[n->n_ranges++] =
		(struct nmt_range){ start, start + size, category };
}

START_TEST(ranges_of_the_jvm)
{
	struct snapshot snap = { .process_map = &in };
	struct process_map_account a;

	begin();
	in.nmt_state = NMT_READ;
	in.nmt.detail = true;
	in.nmt.n = 1;
	in.nmt.malloc = opt_u64(10 * MIB);
	range(0x700000000, GIB, 0);
	range(ARENA + 2 * HEAP_MAX, 6 * MIB, 0);
	map(0x700000000, GIB / 2, "rw-p", 400 * MIB, "");
	heap(ARENA, 60 * MIB, 50 * MIB);
	map(ARENA + 2 * HEAP_MAX, 8 * MIB, "rw-p", 7 * MIB, "");
	map(STACK_TOP - GIB, MIB, "r-xp", MIB, "/usr/lib/libc.so.6");
	end();
	in.maps = in.smaps = true;
	ck_assert_uint_eq(in.class[PM_ANON_LARGE].untracked, 0);
	ck_assert_uint_eq(in.class[PM_ARENAS].untracked, 50 * MIB);
	/* 2 of 8 MiB are in no range, and 1 or 2 of them are resident */
	ck_assert_uint_eq(in.class[PM_ANON].untracked, MIB);
	ck_assert_uint_eq(in.class[PM_ANON].untracked_max, 2 * MIB);
	ck_assert_uint_eq(in.nmt.v[0].resident.v, 400 * MIB + 7 * MIB * 6 / 8);
	account_process_map(&snap, &a);
	ck_assert(a.untracked.by_ranges);
	ck_assert_uint_eq(a.untracked.bytes.v, 41 * MIB);
	ck_assert_uint_eq(a.untracked.error.v, MIB);
	ck_assert_uint_eq(a.resident.v, 458 * MIB);
	done();
}
END_TEST

START_TEST(sums_of_the_jvm)
{
	struct snapshot snap = { .process_map = &in };
	struct process_map_account a;

	begin();
	in.nmt_state = NMT_READ;
	in.nmt.malloc = opt_u64(20 * MIB);
	in.nmt.n = 1;
	strcpy(in.nmt.v[0].name, "Other");
	in.nmt.v[0].committed = opt_u64(33 * MIB);
	map(0x700000000, GIB / 2, "rw-p", 400 * MIB, "");
	heap(ARENA, 60 * MIB, 50 * MIB);
	end();
	in.maps = in.smaps = true;
	account_process_map(&snap, &a);
	ck_assert(!a.untracked.by_ranges);
	ck_assert_uint_eq(a.untracked.bytes.v, 30 * MIB);
	ck_assert(!a.untracked.error.known);
	ck_assert_uint_eq(a.off_heap.v, 33 * MIB);
	/* less than it has allocated: not below 0 */
	in.nmt.malloc = opt_u64(GIB);
	account_process_map(&snap, &a);
	ck_assert_uint_eq(a.untracked.bytes.v, 0);
	done();
}
END_TEST

START_TEST(without_smaps)
{
	struct snapshot snap = { .process_map = &in };
	struct process_map_account a;

	begin();
	heap(ARENA, 60 * MIB, 0);
	end();
	in.maps = true;
	in.rss = opt_u64(5 * MIB);
	account_process_map(&snap, &a);
	ck_assert(!a.arenas.known && !a.stacks.known);
	ck_assert_uint_eq(a.resident.v, 5 * MIB);
	ck_assert(!a.untracked.bytes.known);
	ck_assert_uint_eq(in.arenas.heaps, 1);
	done();
}
END_TEST

START_TEST(ranges_do_not_overlap)
{
	begin();
	range(0x9000, 0x1000, 0);
	range(0x1000, 0x4000, 1);
	range(0x2000, 0x1000, 2);
	range(0x4000, 0x3000, 3);
	nmt_sort(&in.nmt);
	ck_assert_uint_eq(in.nmt.n_ranges, 3);
	ck_assert_uint_eq(in.nmt.ranges[1].start, 0x5000);
	ck_assert_uint_eq(in.nmt.ranges[1].end, 0x7000);
	ck_assert_uint_eq(in.nmt.ranges[2].start, 0x9000);
	done();
}
END_TEST

START_TEST(sockets_of_one_process)
{
	struct snapshot snap = { 0 };
	struct sock socks[3] = {
		{ .cookie = 1, .first_owner = 0, .n_owners = 1 },
		{ .cookie = 2, .first_owner = 1, .n_owners = 2 },
		{ .cookie = 3 }
	};
	const struct sock_owner owners[] = { { 0, 10, 3 },
					     { 1, 10, 4 },
					     { 1, 20, 5 } };
	struct queue_sample queues[] = { { .sock = 0, .waiting = 7 },
					 { .sock = 1, .waiting = 8 },
					 { .sock = 2, .waiting = 9 } };

	snap.socks.v = socks;
	snap.socks.n = 3;
	snap.queues.v = queues;
	snap.queues.n = 3;
	snap.owners.v = malloc(sizeof(owners));
	memcpy(snap.owners.v, owners, sizeof(owners));
	snap.owners.n = 3;
	ck_assert_int_eq(snapshot_keep_sockets_of(&snap, 20), 0);
	ck_assert_uint_eq(snap.socks.n, 1);
	ck_assert_uint_eq(snap.socks.v[0].cookie, 2);
	ck_assert_uint_eq(snap.owners.n, 2);
	ck_assert_uint_eq(snap.socks.v[0].first_owner, 0);
	ck_assert_uint_eq(snap.owners.v[1].sock, 0);
	ck_assert_int_eq(snap.owners.v[1].pid, 20);
	/* of the others none is left, and this one's is found by its place */
	ck_assert_uint_eq(snap.queues.n, 1);
	ck_assert_uint_eq(snap.queues.v[0].sock, 0);
	ck_assert_uint_eq(snap.queues.v[0].waiting, 8);
	ck_assert_int_eq(snapshot_keep_sockets_of(&snap, 99), 0);
	ck_assert_uint_eq(snap.socks.n, 0);
	ck_assert_uint_eq(snap.owners.n, 0);
	ck_assert_uint_eq(snap.queues.n, 0);
	free(snap.owners.v);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("");

	tcase_add_test(t, by_name);
	tcase_add_test(t, large_anonymous);
	tcase_add_test(t, arena_heaps);
	tcase_add_test(t, arena_heaps_grown_together);
	tcase_add_test(t, arena_heap_behind_another_mapping);
	tcase_add_test(t, no_arena_heaps);
	tcase_add_test(t, arena_heaps_of_32_bits);
	tcase_add_test(t, stacks_by_pointer);
	tcase_add_test(t, stacks_by_guard);
	tcase_add_test(t, groups_are_bounded);
	tcase_add_test(t, other_allocators);
	tcase_add_test(t, glibc_is_glibc);
	tcase_add_test(t, largest_first);
	tcase_add_test(t, absurd_addresses);
	tcase_add_test(t, ranges_of_the_jvm);
	tcase_add_test(t, sums_of_the_jvm);
	tcase_add_test(t, without_smaps);
	tcase_add_test(t, ranges_do_not_overlap);
	tcase_add_test(t, sockets_of_one_process);
	return tap_run(t);
}
