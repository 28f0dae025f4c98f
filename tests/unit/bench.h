/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine that a test makes up, and what is said of it. */
#ifndef KMW_TESTS_BENCH_H
#define KMW_TESTS_BENCH_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "account/account.h"
#include "diagnose/diagnose.h"
#include "model/snapshot.h"
#include "shown.h"

#define MIB (1LL << 20)
#define GIB (1LL << 30)

/* The rows are for lists that need no heap: then forget() ends the test. */
struct bench {
	struct snapshot snap;
	struct account acct;
	struct findings out;
	struct sock socks[40];
	struct sock_owner owners[40];
	struct process processes[4];
	struct task_memory tasks[4];
	struct bpf_object bpf[3];
	struct vmalloc_caller callers[2];
	struct shm_object shm[3];
};

static inline void set(struct bench *b, enum meminfo_key k, int64_t bytes)
{
	b->snap.memory.info.v[k] = opt_u64((uint64_t)bytes);
	b->snap.memory.earlier.v[k] = opt_u64((uint64_t)bytes);
}

/* A machine of 10 GiB, 6.18, all counters there; rest is in none of them. */
static inline void bench_begin(struct bench *b, int64_t rest)
{
	*b = (struct bench){ 0 };
	b->snap.host.page_size = opt_u64(4096);
	b->snap.host.cpus = opt_u64(2);
	b->snap.host.kernel_version = opt_u64(KERNEL(6, 18));
	set(b, MEM_TOTAL, 10 * GIB);
	set(b, MEM_FREE, 8 * GIB - rest);
	set(b, MEM_AVAILABLE, 8 * GIB - rest);
	set(b, MEM_ANON_PAGES, 1 * GIB);
	set(b, MEM_CACHED, 1 * GIB - 200 * MIB);
	set(b, MEM_SHMEM, 0);
	set(b, MEM_SLAB, 150 * MIB);
	set(b, MEM_SUNRECLAIM, 100 * MIB);
	set(b, MEM_SRECLAIMABLE, 50 * MIB);
	set(b, MEM_VMALLOC_USED, 40 * MIB);
	set(b, MEM_PAGE_TABLES, 5 * MIB);
	set(b, MEM_PERCPU, 5 * MIB);
}

/* What was judged; the machine stays. */
static inline void forget(struct bench *b)
{
	findings_free(&b->out);
	account_free(&b->acct);
}

/* Judges it, also anew; the first finding. */
static inline const struct finding *judge(struct bench *b)
{
	forget(b);
	ck_assert_int_eq(account(&b->snap, &b->acct), 0);
	ck_assert_int_eq(diagnose(&b->snap, &b->acct, &b->out), 0);
	ck_assert_uint_ge(b->out.n, 1);
	return &b->out.v[0];
}

static inline void done(struct bench *b)
{
	forget(b);
	snapshot_free(&b->snap);
}

static inline const struct finding *find(const struct bench *b,
					 enum finding_code code)
{
	for (size_t i = 0; i < b->out.n; i++)
		if (b->out.v[i].code == code)
			return &b->out.v[i];
	return NULL;
}

/* The same where it must be there. */
static inline const struct finding *expect(const struct bench *b,
					   enum finding_code code)
{
	const struct finding *f = find(b, code);

	ck_assert_ptr_nonnull(f);
	if (!f)
		abort();
	return f;
}

static inline bool says(const struct texts *t, const char *words)
{
	for (size_t i = 0; i < t->n; i++)
		if (strstr(as_shown(t->v[i]), words))
			return true;
	return false;
}

#endif
