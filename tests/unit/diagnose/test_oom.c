/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel printed when it could not get memory, judged. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "diagnose/finding.h"
#include "diagnose/severity.h"
#include "parse/oom/oom.h"
#include "tap.h"

/* Judges the text of one report. */
static const struct finding *report(struct bench *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static const struct finding *report(struct bench *b, const char *format, ...)
{
	char text[8192];
	unsigned bad = 0;
	va_list ap;

	done(b);
	*b = (struct bench){ 0 };
	b->snap.source = SOURCE_CAPTURE;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	ck_assert_int_eq(parse_oom(span_of(text, strlen(text)), &b->snap, &bad),
			 0);
	ck_assert_uint_eq(bad, 0);
	return judge(b);
}

#define ASKED "sshd invoked oom-killer: gfp_mask=0x280da, order=0\n"
/* 1 GiB in one zone, of pages of 4 KiB */
#define SIZE "262144 pages RAM\n0 pages reserved\n"
#define ZONE(free)                                          \
	"Node 0 Normal free:" free                          \
	" min:4096kB present:1048576kB managed:1048576kB\n" \
	"Node 0 Normal: 1*4kB (U) 0*8kB 2*16kB (U) = 36kB\n"
#define TABLE_HEAD                                                \
	"[ pid ]   uid  tgid total_vm      rss nr_ptes swapents " \
	"oom_score_adj "                                          \
	"name\n"
/* 800 MiB of processes, 4 MiB free, 16 MiB of slab; 200 MiB in no line */
#define FULL                                                              \
	"active_anon:204800 inactive_anon:0 isolated_anon:0\n"            \
	" active_file:100 inactive_file:100 isolated_file:0\n"            \
	" unevictable:0 slab_reclaimable:1024 slab_unreclaimable:3072\n"  \
	" mapped:10 shmem:0 pagetables:1000 bounce:0\n free:1024\n" ZONE( \
		"4096kB") SIZE

START_TEST(the_holder_is_named_and_who_was_killed)
{
	struct bench b = { 0 };
	const struct finding *f = report(
		&b, ASKED FULL TABLE_HEAD
		"[  100]     0   100   300000   150000     500    10000  "
		"           0 java\n"
		"[  101]     0   101    60000    50000     100        0  "
		"           0 java\n"
		"[   99]     0    99    60000     4000     100        0  "
		"         500 my cat\n"
		"Out of memory: Kill process 99 (my cat) score 1 or "
		"sacrifice child\n"
		"Killed process 99 (my cat) total-vm:240000kB, "
		"anon-rss:16000kB, file-rss:0kB\n");

	ck_assert_int_eq(f->code, F_PROCESS_ANON);
	ck_assert_int_eq(f->severity, SEV_CRITICAL);
	ck_assert_str_eq(f->subject.comm, "java");
	ck_assert_uint_eq(f->subject.n_pids, 2);
	ck_assert_int_eq(f->bytes.v, 4096LL * (150000 + 10000 + 50000));
	ck_assert(says(&f->evidence, "the largest was pid 100"));
	ck_assert(says(&f->evidence, "zone Normal of node 0 had 4.0 MiB free"));
	ck_assert(says(&f->evidence, "killed my cat (pid 99), which had 15.6 "
				     "MiB resident: it was not the largest"));
	ck_assert_int_eq(b.acct.oom.holder_was_killed, NO);
	done(&b);
}
END_TEST

START_TEST(its_figures_add_up_to_the_page)
{
	struct bench b = { 0 };

	report(&b, ASKED FULL);
	ck_assert_uint_eq(b.acct.id.total.v, GIB);
	ck_assert_int_eq(b.acct.kernel.unaccounted.v,
			 4096LL * (262144 - 1024 - 204800 - 200 - 4096 - 1000));
	ck_assert_int_eq(b.acct.id.processes.v, 4096LL * 204800);
	ck_assert_int_eq(b.acct.id.cache.v, 4096LL * 200);
	done(&b);
}
END_TEST

START_TEST(shared_pages_are_counted_once)
{
	struct bench b = { 0 };
	const struct finding *f =
		report(&b, ASKED FULL TABLE_HEAD
		       "[  1] 0 1 300000 200000 500 0 0 postgres\n"
		       "[  2] 0 2 300000 200000 500 0 0 postgres\n");

	/* what is on the lists of anonymous pages is the most they can have */
	ck_assert_int_eq(f->bytes.v, 800 * MIB);
	ck_assert_int_eq(b.acct.oom.holder_was_killed, MAYBE);
	done(&b);
}
END_TEST

/* 100 MiB + free, of 1 GiB: with 4 MiB that nobody gets it is plenty or not */
START_TEST(with_plenty_available_memory_was_not_short)
{
	struct bench b = { 0 };
	const char *rest =
		" active_file:12288 inactive_file:12288 "
		"slab_reclaimable:0 slab_unreclaimable:3072 pagetables:9\n";

	/* 107.4 MiB and more are plenty */
	report(&b,
	       ASKED "active_anon:100000 inactive_anon:0\n%s free:2800\n" ZONE(
		       "11200kB") SIZE,
	       rest);
	ck_assert(b.snap.memory.info.v[MEM_FREE].known);
	ck_assert_int_lt(b.out.v[0].severity, SEV_CRITICAL);
	report(&b,
	       ASKED "active_anon:100000 inactive_anon:0\n%s free:1000\n" ZONE(
		       "4000kB") SIZE,
	       rest);
	ck_assert_int_eq(b.out.v[0].severity, SEV_CRITICAL);
	done(&b);
}
END_TEST

START_TEST(a_large_piece_is_no_shortage)
{
	struct bench b = { 0 };
	const char *text =
		"x: page allocation failure: order:%d, mode:0xcc0(GFP_KERNEL)\n"
		"active_anon:1000 inactive_anon:0 isolated_anon:0\n"
		" active_file:150000 inactive_file:50000\n"
		" slab_reclaimable:0 slab_unreclaimable:1000\n "
		"free:50000\n" ZONE("200000kB") SIZE;
	const struct finding *f = report(&b, text, 4);

	ck_assert_int_eq(f->code, F_HEALTHY);
	ck_assert(says(&f->evidence, "x asked for 64.0 KiB in one piece"));
	ck_assert(says(&f->evidence, "the largest free piece was 16.0 KiB"));
	f = report(&b, text, 2);
	ck_assert(!says(&f->evidence, "the largest free piece"));
	done(&b);
}
END_TEST

START_TEST(a_cut_table_names_nobody)
{
	struct bench b = { 0 };
	const struct finding *f = report(
		&b, SIZE TABLE_HEAD "[  1] 0 1 300000 2000 500 0 0 init\n");

	ck_assert_ptr_null(find(&b, F_PROCESS_ANON));
	ck_assert_int_le(f->severity, SEV_NOTICE);
	/* a quarter of memory */
	report(&b, ASKED "free:1000\n" ZONE("4000kB") SIZE TABLE_HEAD
	       "[  1] 0 1 300000 65000 500 0 0 init\n");
	ck_assert_ptr_null(find(&b, F_PROCESS_ANON));
	report(&b, ASKED "free:1000\n" ZONE("4000kB") SIZE TABLE_HEAD
	       "[  1] 0 1 300000 66000 500 0 0 init\n");
	ck_assert_ptr_nonnull(find(&b, F_PROCESS_ANON));
	done(&b);
}
END_TEST

#define CGROUP(usage, swap, shmem)                                             \
	ASKED "memory: usage " usage "kB, limit 1000kB, failcnt 7\n"           \
	      "memory+swap: usage " swap "kB, limit 2000kB, failcnt 9\n"       \
	      "Memory cgroup stats for /a: cache:600KB rss:300KB shmem:" shmem \
	      "KB\n"

START_TEST(a_cgroup_and_which_of_its_limits)
{
	struct bench b = { 0 };
	const struct finding *f = report(&b, CGROUP("1000", "1500", "100"));

	ck_assert_int_eq(f->code, F_CGROUP_LIMIT);
	ck_assert_int_eq(f->severity, SEV_WARNING);
	ck_assert_str_eq(f->subject.cgroup, "/a");
	ck_assert_ptr_nonnull(strstr(as_shown(f->title),
				     "its limit of 1000.0 KiB of memory: 500.0 "
				     "KiB of it are page cache"));
	f = report(&b, CGROUP("980", "1990", "500"));
	ck_assert_ptr_nonnull(strstr(as_shown(f->title),
				     "of memory and swap: 500.0 KiB of it are "
				     "tmpfs"));
	f = report(&b,
		   CGROUP("1000", "1000",
			  "101") "Memory cgroup out of memory: Killed process "
				 "5 (x) "
				 "total-vm:9kB, anon-rss:8kB, file-rss:0kB\n");
	ck_assert_int_eq(f->severity, SEV_CRITICAL);
	/* 499 of 1000 KiB are less than half */
	ck_assert_ptr_null(strstr(as_shown(f->title), "page cache"));
	done(&b);
}
END_TEST

START_TEST(the_page_size_is_inferred)
{
	struct bench b = { 0 };
	char rows[2048] = "";

	/* blocks of order 0 */
	report(&b, "DMA: 1*8kB (U) 0*16kB = 8kB\n100 pages RAM\n"
		   "10 pages reserved\n");
	ck_assert_uint_eq(b.acct.id.total.v, 90 * 8192);
	/* pages against kB */
	report(&b, "64000 pages RAM\n0 pages reserved\n"
		   "Normal free:100kB min:10kB present:4096000kB\n");
	ck_assert_uint_eq(b.snap.host.page_size.v, 65536);
	/* page tables: nine may be chance */
	for (int i = 1; i <= 9; i++)
		snprintf(rows + strlen(rows), sizeof(rows) - strlen(rows),
			 "[ %d] 0 %d 100 50 0 0 0 65536 0 0 x\n", i, i);
	report(&b, "%s", rows);
	ck_assert(!b.snap.host.page_size.known);
	ck_assert_uint_eq(b.snap.gaps.n, 1);
	report(&b, "%s[ 10] 0 10 100 50 0 0 0 131072 0 0 x\n", rows);
	ck_assert_uint_eq(b.snap.host.page_size.v, 65536);
	ck_assert_uint_eq(b.snap.processes.v[0].rss_bytes.v, 50 * 65536);
	/* one odd table rules it out */
	report(&b, "[ 1] 0 1 100 50 0 0 0 12288 0 0 x\n");
	ck_assert_uint_eq(b.snap.host.page_size.v, 4096);
	done(&b);
}
END_TEST

static size_t reports_in(const char *text, size_t *ret_last)
{
	struct oom_texts t = { 0 };
	size_t n = 0;

	if (!oom_texts_find(span_of(text, strlen(text)), &t)) {
		n = t.n;
		*ret_last = oom_texts_last(&t);
	}
	oom_texts_free(&t);
	return n;
}

#define KILL(pid) "Out of memory: Kill process " pid " (x) score 9 or\n"
#define KILLED(pid) "Killed process " pid " (x) total-vm:9kB, anon-rss:8kB\n"

START_TEST(several_reports_of_one_text)
{
	size_t last = 9;

	ck_assert_uint_eq(reports_in("nothing of it\nfree:x\n", &last), 0);
	ck_assert_uint_eq(reports_in(ASKED FULL KILL("5") KILLED("5"), &last),
			  1);
	ck_assert_uint_eq(reports_in("before\n" ASKED FULL KILLED("5")
					     ASKED FULL KILLED("6"),
				     &last),
			  2);
	ck_assert_uint_eq(last, 1);
	/* the last one lacks its figures */
	ck_assert_uint_eq(reports_in(ASKED FULL KILLED("5") ASKED, &last), 2);
	ck_assert_uint_eq(last, 0);
	/* threads of one victim, and a list of many */
	ck_assert_uint_eq(reports_in(ASKED FULL KILLED("5") KILLED("6"), &last),
			  1);
	ck_assert_uint_eq(
		reports_in(KILL("5") KILLED("5") KILL("6") KILLED("6"), &last),
		2);
	ck_assert_uint_eq(reports_in(FULL FULL FULL, &last), 3);
}
END_TEST

START_TEST(lines_that_a_mailer_has_wrapped)
{
	struct bench b = { 0 };
	const struct finding *f = report(
		&b,
		"my prog invoked oom-killer: gfp_mask=0x280da,\n"
		"order=2, oom_score_adj=0\n" FULL
		"[ pid ]   uid  tgid total_vm      rss nr_ptes swapents\n"
		"oom_score_adj name\n"
		"[  100]     0   100   300000   150000     500    10000\n"
		"0 java\n"
		"[  101]     0   101   60000    50000     100        0   0\n"
		"cat\n"
		"Killed process 101 (cat) total-vm:240000kB,\n"
		"anon-rss:200000kB, file-rss:0kB\n");

	ck_assert_int_eq(b.snap.oom.order.v, 2);
	ck_assert_uint_eq(b.snap.oom.tasks.n, 2);
	ck_assert_str_eq(b.snap.oom.tasks.v[0].comm, "java");
	ck_assert_str_eq(b.snap.oom.tasks.v[1].comm, "cat");
	ck_assert_uint_eq(b.acct.oom.killed.v, 200000 * 1024);
	ck_assert_str_eq(f->subject.comm, "java");
	done(&b);
}
END_TEST

START_TEST(the_newest_line_first)
{
	const char *text =
		"oom_reaper: reaped process 99 (b), now anon-rss:0kB\n"
		"Killed process 99 (b) total-vm:9kB, anon-rss:8kB, "
		"file-rss:0kB\n"
		"[   99]     0    99    60000     4000     100        0  0 b\n"
		"[  100]     0   100   300000   150000     500    1000  0 "
		"a\n" TABLE_HEAD "0 pages reserved\n262144 pages RAM\n"
		"active_anon:204800 inactive_anon:0\nMem-Info:\n" ASKED
		"Killed process 98 (c) total-vm:9kB, anon-rss:8kB, "
		"file-rss:0kB\n";
	struct oom_texts t = { 0 };
	struct snapshot snap = { .source = SOURCE_CAPTURE };
	unsigned bad = 0;

	ck_assert_int_eq(oom_texts_find(span_of(text, strlen(text)), &t), 0);
	ck_assert_uint_eq(t.n, 2);
	ck_assert_int_eq(parse_oom(t.v[0].text, &snap, &bad), 0);
	ck_assert_int_eq(snap.oom.killed.pid, 99);
	ck_assert_uint_eq(snap.oom.tasks.n, 2);
	ck_assert_uint_eq(snap.oom.tasks.v[1].rss_bytes.v, 150000 * 4096);
	snapshot_free(&snap);
	oom_texts_free(&t);
}
END_TEST

START_TEST(a_report_in_two_parts)
{
	static const char *const parts[] = {
		ASKED "[  1] 0 1 300 200 0 8192 0 0 init\n",
		"DMA: 1*8kB (U) 0*16kB = 8kB\n[  2] 0 2 300 100 0 8192 0 0 x\n",
	};
	struct snapshot snap = { .source = SOURCE_CAPTURE };
	unsigned bad = 0;

	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(parse_oom(span_of(parts[i], strlen(parts[i])),
					   &snap, &bad),
				 0);
	ck_assert_int_eq(snap.oom.kind, OOM_GLOBAL);
	ck_assert_uint_eq(snap.processes.n, 2);
	ck_assert_uint_eq(snap.processes.v[0].rss_bytes.v, 200 * 8192);
	ck_assert_uint_eq(snap.processes.v[1].rss_bytes.v, 100 * 8192);
	ck_assert_uint_eq(snap.gaps.n, 0);
	snapshot_free(&snap);
}
END_TEST

START_TEST(low_memory_is_not_the_fault_of_processes)
{
	struct bench b = { 0 };

	report(&b, ASKED "active_anon:1005000 inactive_anon:0 isolated_anon:0\n"
			 " active_file:0 inactive_file:0\n"
			 " slab_reclaimable:8000 slab_unreclaimable:1000\n"
			 " free:3000000\n"
			 "Normal free:3000kB min:3000kB present:100000kB "
			 "managed:60000kB\n"
			 "HighMem free:11997000kB min:512kB present:16000000kB "
			 "managed:16000000kB\n"
			 "4025000 pages RAM\n10000 pages reserved\n");
	ck_assert_ptr_null(find(&b, F_PROCESS_ANON));
	ck_assert_int_eq(b.out.v[0].code, F_SLAB_RECLAIMABLE);
	ck_assert_str_eq(b.acct.oom.short_zone->name, "Normal");
	done(&b);
}
END_TEST

START_TEST(no_report_is_nothing_of_it)
{
	struct bench b;

	bench_begin(&b, 0);
	judge(&b);
	ck_assert_ptr_null(b.acct.oom.holder.comm);
	ck_assert(!b.acct.oom.free.known);
	forget(&b);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("oom");

	tcase_add_test(t, the_holder_is_named_and_who_was_killed);
	tcase_add_test(t, its_figures_add_up_to_the_page);
	tcase_add_test(t, shared_pages_are_counted_once);
	tcase_add_test(t, with_plenty_available_memory_was_not_short);
	tcase_add_test(t, a_large_piece_is_no_shortage);
	tcase_add_test(t, a_cut_table_names_nobody);
	tcase_add_test(t, a_cgroup_and_which_of_its_limits);
	tcase_add_test(t, the_page_size_is_inferred);
	tcase_add_test(t, several_reports_of_one_text);
	tcase_add_test(t, lines_that_a_mailer_has_wrapped);
	tcase_add_test(t, the_newest_line_first);
	tcase_add_test(t, a_report_in_two_parts);
	tcase_add_test(t, low_memory_is_not_the_fault_of_processes);
	tcase_add_test(t, no_report_is_nothing_of_it);
	return tap_run(t);
}
