/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdict needs evidence: healthy, unknown, memory-short. */
#include <string.h>

#include "bench.h"
#include "tap.h"

/* A capture of 10 GiB that has no more than free(1) shows. */
static void by_free(struct bench *b, int64_t available)
{
	*b = (struct bench){ 0 };
	b->snap.source = SOURCE_CAPTURE;
	set(b, MEM_TOTAL, 10 * GIB);
	set(b, MEM_FREE, available / 2);
	set(b, MEM_AVAILABLE, available);
	set(b, MEM_CACHED, available / 2);
}

static void unset(struct bench *b, enum meminfo_key k)
{
	b->snap.memory.info.v[k].known = false;
	b->snap.memory.earlier.v[k].known = false;
}

static void verdict(struct bench *b, enum finding_code code,
		    enum severity severity, enum confidence confidence)
{
	const struct finding *f = judge(b);

	ck_assert_str_eq(finding_code_name(f->code), finding_code_name(code));
	ck_assert_int_eq(f->severity, severity);
	ck_assert_int_eq(f->confidence, confidence);
}

START_TEST(nothing_is_unknown)
{
	struct bench b = { 0 };

	verdict(&b, F_UNKNOWN, SEV_NOTICE, CONF_HIGH);
	b.snap.source = SOURCE_CAPTURE;
	verdict(&b, F_UNKNOWN, SEV_NOTICE, CONF_HIGH);
	/* a live machine always has a MemTotal: only /proc is missing */
	b.snap.protocols.v[PROTO_TCP].dumped = true;
	verdict(&b, F_HEALTHY, SEV_OK, CONF_LOW);
	ck_assert_ptr_nonnull(strstr(b.out.v[0].title, "not captured"));
	b.snap.source = SOURCE_LIVE;
	verdict(&b, F_UNKNOWN, SEV_NOTICE, CONF_HIGH);
	done(&b);
}
END_TEST

START_TEST(total_alone_is_not_enough)
{
	struct bench b;

	by_free(&b, 8 * GIB);
	unset(&b, MEM_FREE);
	unset(&b, MEM_AVAILABLE);
	verdict(&b, F_UNKNOWN, SEV_NOTICE, CONF_HIGH);
	set(&b, MEM_AVAILABLE, 8 * GIB);
	verdict(&b, F_HEALTHY, SEV_OK, CONF_MEDIUM);
	done(&b);
}
END_TEST

START_TEST(most_of_memory_in_no_line)
{
	struct bench b;

	by_free(&b, 5 * GIB + 2 * MIB);
	verdict(&b, F_HEALTHY, SEV_OK, CONF_MEDIUM);
	ck_assert(says(&b.out.v[0].evidence, "in no figure"));
	done(&b);
	by_free(&b, 5 * GIB - 2 * MIB);
	verdict(&b, F_UNKNOWN, SEV_NOTICE, CONF_HIGH);
	/* a line that names it */
	set(&b, MEM_ANON_PAGES, 5 * GIB - 200 * MIB);
	verdict(&b, F_HEALTHY, SEV_OK, CONF_MEDIUM);
	done(&b);
}
END_TEST

/* All sockets of the machine were dumped. */
static void listed(struct bench *b)
{
	for (enum proto p = 0; p < PROTO_N; p++)
		b->snap.protocols.v[p].dumped =
			b->snap.protocols.v[p].complete = true;
}

START_TEST(all_lines_are_high_confidence)
{
	struct bench b;

	bench_begin(&b, 0);
	listed(&b);
	verdict(&b, F_HEALTHY, SEV_OK, CONF_HIGH);
	unset(&b, MEM_AVAILABLE);
	verdict(&b, F_HEALTHY, SEV_OK, CONF_MEDIUM);
	ck_assert(says(&b.out.v[0].evidence, "estimate"));
	done(&b);
	/* others' processes are hidden from who is not root */
	bench_begin(&b, 0);
	listed(&b);
	b.snap.uid = opt_u64(65534);
	verdict(&b, F_HEALTHY, SEV_OK, CONF_MEDIUM);
	ck_assert_ptr_nonnull(strstr(b.out.v[0].title, "could be seen"));
	b.snap.privileged = true;
	verdict(&b, F_HEALTHY, SEV_OK, CONF_HIGH);
	b.snap.contained = true;
	verdict(&b, F_HEALTHY, SEV_OK, CONF_MEDIUM);
	ck_assert_ptr_nonnull(strstr(b.out.v[0].title, "other processes"));
	done(&b);
}
END_TEST

START_TEST(short_memory_is_never_ok)
{
	struct bench b;

	/* 5% and 2% of 10 GiB */
	by_free(&b, 512 * MIB - MIB);
	verdict(&b, F_MEMORY_SHORT, SEV_WARNING, CONF_HIGH);
	ck_assert(says(&b.out.v[0].evidence, "missing: AnonPages"));
	done(&b);
	by_free(&b, 205 * MIB);
	verdict(&b, F_MEMORY_SHORT, SEV_WARNING, CONF_HIGH);
	done(&b);
	by_free(&b, 204 * MIB);
	verdict(&b, F_MEMORY_SHORT, SEV_CRITICAL, CONF_HIGH);
	done(&b);
	by_free(&b, 512 * MIB + MIB);
	ck_assert_int_eq(judge(&b)->code, F_UNKNOWN);
	done(&b);
}
END_TEST

START_TEST(who_has_it_is_named_instead)
{
	struct bench b;

	by_free(&b, 300 * MIB);
	set(&b, MEM_ANON_PAGES, 6 * GIB);
	verdict(&b, F_PROCESS_ANON, SEV_WARNING, CONF_MEDIUM);
	ck_assert_ptr_null(find(&b, F_MEMORY_SHORT));
	/* not who has nothing: the kernel's pages, whatever they are */
	set(&b, MEM_ANON_PAGES, 0);
	verdict(&b, F_UNACCOUNTED, SEV_WARNING, CONF_LOW);
	ck_assert_ptr_null(find(&b, F_PROCESS_ANON));
	done(&b);
	by_free(&b, 200 * MIB);
	set(&b, MEM_ANON_PAGES, 0);
	verdict(&b, F_UNACCOUNTED, SEV_CRITICAL, CONF_LOW);
	ck_assert_ptr_null(find(&b, F_MEMORY_SHORT));
	done(&b);
}
END_TEST

/* A swap storm: tasks stalled, and memory is there again. */
START_TEST(pressure_counts_beside_little_memory)
{
	struct bench b;

	bench_begin(&b, 0);
	set(&b, MEM_ANON_PAGES, 8 * GIB);
	set(&b, MEM_FREE, 600 * MIB);
	b.snap.memory.psi = (struct psi){ true, 9.0, 5.0 };
	set(&b, MEM_AVAILABLE, GIB);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	set(&b, MEM_AVAILABLE, GIB - MIB);
	verdict(&b, F_PROCESS_ANON, SEV_CRITICAL, CONF_MEDIUM);
	b.snap.memory.psi.full_avg10 = 4.9;
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	done(&b);
}
END_TEST

START_TEST(cache_that_cannot_go)
{
	struct bench b;

	/* 500 MiB blur, 1 GiB is the limit of shmem */
	by_free(&b, 400 * MIB);
	set(&b, MEM_CACHED, 200 * MIB + 512 * MIB + GIB - MIB);
	verdict(&b, F_MEMORY_SHORT, SEV_WARNING, CONF_HIGH);
	ck_assert(says(&b.out.v[0].evidence, "cannot be reclaimed"));
	set(&b, MEM_CACHED, 200 * MIB + 512 * MIB + GIB);
	verdict(&b, F_SHMEM, SEV_WARNING, CONF_MEDIUM);
	ck_assert(says(&b.out.v[0].evidence, "Shmem is missing"));
	/* it is cache where the kernel says so */
	set(&b, MEM_AVAILABLE, 2 * GIB);
	ck_assert_ptr_null((judge(&b), find(&b, F_SHMEM)));
	/* and shared memory that is counted has a rule of its own */
	set(&b, MEM_AVAILABLE, 400 * MIB);
	set(&b, MEM_SHMEM, 200 * MIB);
	ck_assert_ptr_null((judge(&b), find(&b, F_SHMEM)));
	done(&b);
}
END_TEST

START_TEST(more_available_than_there_is)
{
	struct bench b;

	by_free(&b, 9 * GIB);
	set(&b, MEM_AVAILABLE, 10 * GIB);
	ck_assert_int_eq(judge(&b)->code, F_HEALTHY);
	ck_assert(!b.acct.id.available_estimated);
	set(&b, MEM_AVAILABLE, 10 * GIB + 4096);
	judge(&b);
	ck_assert(b.acct.id.available_estimated);
	ck_assert_uint_eq(b.acct.id.available.v, 9 * GIB);
	/* nor the list that is counted wrong */
	set(&b, MEM_INACTIVE_FILE, 100 * GIB);
	judge(&b);
	ck_assert_uint_eq(b.acct.id.available.v, 9 * GIB / 2);
	unset(&b, MEM_FREE);
	ck_assert_int_eq(judge(&b)->code, F_UNKNOWN);
	ck_assert(!b.acct.id.available.known);
	done(&b);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("verdict");

	tcase_add_test(t, nothing_is_unknown);
	tcase_add_test(t, total_alone_is_not_enough);
	tcase_add_test(t, most_of_memory_in_no_line);
	tcase_add_test(t, all_lines_are_high_confidence);
	tcase_add_test(t, short_memory_is_never_ok);
	tcase_add_test(t, who_has_it_is_named_instead);
	tcase_add_test(t, pressure_counts_beside_little_memory);
	tcase_add_test(t, cache_that_cannot_go);
	tcase_add_test(t, more_available_than_there_is);
	return tap_run(t);
}
