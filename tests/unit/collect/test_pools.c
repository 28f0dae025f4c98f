/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Page pools: messages of the kernel to rows, and what is said of them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "account/account.h"
#include "collect/net/pools.h"
#include "diagnose/diagnose.h"
#include "model/snapshot.h"
#include "parse/net/netdev.h"
#include "tap.h"
#include "util/span.h"
#include "util/vec.h"
#include "shown.h"

#define MIB (1ULL << 20)
#define GIB (1ULL << 30)
#define NOW 10000

/* A message: attributes of 4 or 8 bytes, as nla_put_uint() has them. */
struct message {
	char bytes[512];
	size_t len;
};

static void put(struct message *m, uint16_t type, const void *value, size_t len)
{
	const uint16_t head[2] = { (uint16_t)(4 + len), type };

	memcpy(m->bytes + m->len, head, sizeof(head));
	memcpy(m->bytes + m->len + 4, value, len);
	m->len += (4 + len + 3) & ~3UL;
}

static void put_uint(struct message *m, uint16_t type, uint64_t v)
{
	uint32_t small = (uint32_t)v;

	if (v > UINT32_MAX)
		put(m, type, &v, sizeof(v));
	else
		put(m, type, &small, sizeof(small));
}

static struct span text(const struct message *m)
{
	return span_of(m->bytes, m->len);
}

static void pool(struct pools *p, uint64_t id, uint64_t ifindex, uint64_t bytes,
		 uint64_t detached)
{
	struct message m = { 0 };

	put_uint(&m, 1, id);
	if (ifindex)
		put_uint(&m, 2, ifindex);
	put_uint(&m, 5, bytes);
	if (detached)
		put_uint(&m, 6, detached);
	ck_assert_int_eq(pools_take(text(&m), p), 0);
}

/* alloc-slow and recycle-released-refcnt */
static void stats(struct pools *p, uint64_t id, uint64_t fresh, uint64_t kept)
{
	struct message info = { 0 }, m = { 0 };

	put_uint(&info, 1, id);
	put(&m, 1 | 0x8000, info.bytes, info.len);
	put_uint(&m, 9, fresh);
	put_uint(&m, 18, kept);
	ck_assert_int_eq(pools_take_stats(text(&m), p), 0);
}

static void name(uint32_t ifindex, char *dst, void *data)
{
	(void)data;
	strcpy(dst, ifindex == 3 ? "eth0" : "eth1");
}

static void add(struct pools *p, struct snapshot *snap)
{
	ck_assert_int_eq(pools_add(p, 77, NOW, name, NULL, snap), 0);
	pools_free(p);
}

START_TEST(pools_of_one_interface_are_one_row)
{
	struct pools p = { 0 };
	struct snapshot snap = { 0 };
	const struct pool_row *v;

	pool(&p, 9, 4, MIB, 0);
	pool(&p, 2, 3, 5 * MIB, 0);
	pool(&p, 7, 3, 6 * GIB, 0);
	pools_sort(&p);
	stats(&p, 7, 100, 1ULL << 40);
	stats(&p, 2, 20, 3);
	stats(&p, 1, 1000, 1000); /* it is gone by now */
	ck_assert(!pools_have(&(struct pools){ 0 }, 3));
	ck_assert_int_eq(pools_add(&p, 77, NOW, name, NULL, &snap), 0);
	ck_assert(pools_have(&p, 3));
	ck_assert(!pools_have(&p, 5));
	pools_free(&p);
	ck_assert_uint_eq(snap.page_pools.n, 2);
	v = snap.page_pools.v;
	ck_assert_str_eq(v[0].interface, "eth0");
	ck_assert_uint_eq(v[0].netns, 77);
	ck_assert_uint_eq(v[0].pools, 2);
	ck_assert_uint_eq(v[0].bytes, 6 * GIB + 5 * MIB);
	ck_assert(!v[0].detached && !v[0].detached_s.known);
	ck_assert_uint_eq(v[0].counters[POOL_ALLOC_SLOW].v, 120);
	ck_assert_uint_eq(v[0].counters[POOL_RECYCLE_RELEASED].v,
			  (1ULL << 40) + 3);
	ck_assert(!v[0].counters[POOL_ALLOC_FAST].known);
	ck_assert_str_eq(v[1].interface, "eth1");
	ck_assert(!v[1].counters[POOL_ALLOC_SLOW].known);
	ck_assert_uint_eq(snap.consumers.n, 2);
	ck_assert_str_eq(snap.consumers.v[0].name, "page-pool");
	ck_assert_str_eq(snap.consumers.v[0].holder, "eth0");
	snapshot_free(&snap);
}
END_TEST

START_TEST(a_minute_makes_it_given_up)
{
	struct pools p = { 0 };
	struct snapshot snap = { 0 };
	const struct pool_row *v;

	pool(&p, 1, 0, 10 * MIB, NOW - 59); /* counted as in use */
	pool(&p, 2, 0, 20 * MIB, NOW - 60);
	pool(&p, 3, 0, 30 * MIB, NOW - 3600);
	pool(&p, 4, 0, 40 * MIB, NOW + 5);
	add(&p, &snap);
	ck_assert_uint_eq(snap.page_pools.n, 2);
	v = snap.page_pools.v;
	ck_assert_str_eq(v[0].interface, "");
	ck_assert_uint_eq(v[0].bytes, 50 * MIB);
	ck_assert(v[1].detached);
	ck_assert_uint_eq(v[1].pools, 2);
	ck_assert_uint_eq(v[1].bytes, 50 * MIB);
	ck_assert_uint_eq(v[1].detached_s.v, 3600);
	ck_assert_str_eq(snap.consumers.v[1].name, "page-pool-detached");
	snapshot_free(&snap);
}
END_TEST

struct bench {
	struct snapshot snap;
	struct account acct;
	struct findings out;
};

static void set(struct bench *b, enum meminfo_key k, uint64_t bytes)
{
	b->snap.memory.info.v[k] = opt_u64(bytes);
	b->snap.memory.earlier.v[k] = opt_u64(bytes);
}

/* 10 GiB, of them 1 in no counter */
static void judge(struct bench *b)
{
	b->snap.host.page_size = opt_u64(4096);
	set(b, MEM_TOTAL, 10 * GIB);
	set(b, MEM_FREE, 7 * GIB);
	set(b, MEM_AVAILABLE, 7 * GIB);
	set(b, MEM_ANON_PAGES, 1 * GIB);
	set(b, MEM_CACHED, 1 * GIB);
	set(b, MEM_SLAB, 1 * MIB);
	set(b, MEM_PAGE_TABLES, 1 * MIB);
	set(b, MEM_VMALLOC_USED, 1 * MIB);
	set(b, MEM_PERCPU, 1 * MIB);
	ck_assert_int_eq(account(&b->snap, &b->acct), 0);
	ck_assert_int_eq(diagnose(&b->snap, &b->acct, &b->out), 0);
}

static void done(struct bench *b)
{
	findings_free(&b->out);
	account_free(&b->acct);
	snapshot_free(&b->snap);
}

static bool says(const struct bench *b, enum finding_code code,
		 const char *words)
{
	const struct finding *f = NULL;

	for (size_t i = 0; i < b->out.n; i++)
		if (b->out.v[i].code == code)
			f = &b->out.v[i];
	ck_assert_ptr_nonnull(f);
	for (size_t i = 0; f && i < f->evidence.n; i++)
		if (strstr(as_shown(f->evidence.v[i]), words))
			return true;
	return false;
}

START_TEST(what_became_of_the_pages_is_evidence)
{
	struct bench b = { 0 };
	struct pools p = { 0 };

	pool(&p, 2, 3, 200 * MIB, 7000);
	pools_sort(&p);
	stats(&p, 2, 60000, 50000);
	add(&p, &b.snap);
	judge(&b);
	ck_assert(says(&b, F_PAGE_POOL, "eth0: 200.0 MiB in 1 pools"));
	ck_assert(says(&b, F_PAGE_POOL, "released 3000 seconds ago"));
	ck_assert(says(&b, F_PAGE_POOL, "took 60000 new pages"));
	ck_assert(says(&b, F_PAGE_POOL, "50000 left them while"));
	ck_assert(says(&b, F_PAGE_POOL, "or a leak"));
	done(&b);
}
END_TEST

START_TEST(a_kernel_that_does_not_count_says_nothing)
{
	struct bench b = { 0 };
	struct pools p = { 0 };

	pool(&p, 2, 3, 200 * MIB, 7000);
	add(&p, &b.snap);
	judge(&b);
	ck_assert(!says(&b, F_PAGE_POOL, "new pages"));
	done(&b);
}
END_TEST

/* Pools in use are reported only where they lose most of what they take. */
START_TEST(pages_that_leave_pools_in_use_are_reported)
{
	struct bench b = { 0 };
	struct pools p = { 0 };

	pool(&p, 2, 3, 10 * MIB, 0);
	pool(&p, 3, 4, 10 * MIB, 0);
	pools_sort(&p);
	stats(&p, 2, 100000, 50000);
	stats(&p, 3, 100000, 49999);
	add(&p, &b.snap);
	judge(&b);
	ck_assert(says(&b, F_UNACCOUNTED, "eth0: its pools took 100000"));
	ck_assert(!says(&b, F_UNACCOUNTED, "eth1"));
	done(&b);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("pools");

	tcase_add_test(t, pools_of_one_interface_are_one_row);
	tcase_add_test(t, a_minute_makes_it_given_up);
	tcase_add_test(t, what_became_of_the_pages_is_evidence);
	tcase_add_test(t, a_kernel_that_does_not_count_says_nothing);
	tcase_add_test(t, pages_that_leave_pools_in_use_are_reported);
	return tap_run(t);
}
