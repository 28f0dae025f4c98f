/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kmemwhere.report/1: each key in its place, unknown null, sums exact. */
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "render_json_ask.h"

static void nulls(json_t *root, const char *const *paths)
{
	for (; *paths; paths++)
		ck_assert_msg(json_is_null(at(root, *paths)), "%s is not null",
			      *paths);
}

START_TEST(keys_stand_in_the_order_of_the_contract)
{
	static const char *const keys[] = {
		"schema",  "version",	"time",	   "host",     "scope",
		"memory",  "protocols", "sockets", "holders",  "cgroups",
		"groups",  "processes", "qdiscs",  "nfqueues", "fragments",
		"drops",   "inside",	"rates",   "oom",      "findings",
		"verdict",
	};
	json_t *root = report();
	size_t i = 0;

	for (void *it = json_object_iter(root); it;
	     it = json_object_iter_next(root, it))
		ck_assert_str_eq(json_object_iter_key(it), keys[i++]);
	ck_assert_uint_eq(i, sizeof(keys) / sizeof(keys[0]));
	text_is(root, "schema", "kmemwhere.report/1");
	text_is(root, "time", "2026-11-22T15:04:31.120Z");
	ck_assert(json_real_value(at(root, "host.uptime_seconds")) == 1234.567);
	json_decref(root);
}
END_TEST

START_TEST(the_six_terms_add_up)
{
	static const char *const terms[] = { "free_bytes",    "processes_bytes",
					     "cache_bytes",   "shared_bytes",
					     "hugetlb_bytes", "kernel_bytes" };
	json_t *root = report();
	json_t *memory = at(root, "memory");
	json_int_t sum = 0;

	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++)
		sum += json_integer_value(at(memory, terms[i]));
	ck_assert_int_eq(sum, json_integer_value(at(memory, "total_bytes")));
	integer_is(root, "memory.cache_bytes", -20 * MIB);
	integer_is(root, "memory.swap.free_bytes", 60 * MIB);
	ck_assert(json_real_value(at(root, "memory.pressure.some_avg10")) ==
		  0.25);
	json_decref(root);
}
END_TEST

START_TEST(unknown_is_null)
{
	static const char *const paths[] = {
		"host.arch",
		"host.cpus",
		"host.boot_id",
		"memory.pressure.oom_kills",
		"memory.pss.anon_bytes",
		"memory.textbook.kernel_bytes",
		"memory.kernel.percpu_bytes",
		"memory.of_which.zfs_arc_bytes",
		"protocols.0.limit_ratio",
		"protocols.0.used_bytes",
		"protocols.1.drops.memory_errors",
		"processes.2.pss_bytes",
		"groups",
		"rates",
		"findings.1.bytes",
		"findings.0.subject.cache",
		"findings.0.subject.cgroup",
		NULL,
	};
	json_t *root = report();

	nulls(root, paths);
	text_is(root, "protocols.0.state", "unknown");
	ck_assert_uint_eq(json_array_size(at(root, "cgroups")), 0);
	json_decref(root);
}
END_TEST

START_TEST(what_was_looked_at)
{
	json_t *root = report();

	text_is(root, "scope.source", "live");
	integer_is(root, "scope.uid", 0);
	integer_is(root, "scope.processes.seen", 3);
	integer_is(root, "scope.processes.unreadable", 1);
	integer_is(root, "scope.netns.seen", 2);
	integer_is(root, "scope.netns.unreadable", 1);
	integer_is(root, "scope.sockets.seen", 500);
	integer_is(root, "scope.sockets.holding", 2);
	integer_is(root, "scope.sockets.listed", S_N);
	text_is(root, "scope.gaps.0.error", "EACCES");
	text_is(root, "scope.gaps.0.example", HOSTILE_SAFE);
	json_decref(root);
}
END_TEST

START_TEST(a_shared_socket_with_a_hostile_owner)
{
	json_t *root;

	m.owners[0].pid = 42;
	root = report();
	text_is(root, "sockets.0.local", "[::]:9743");
	text_is(root, "sockets.0.peer", "*:*");
	text_is(root, "sockets.0.family", "inet6");
	text_is(root, "sockets.0.state", "UNCONN");
	text_is(root, "sockets.0.cookie", "18446744073709551615");
	text_is(root, "sockets.0.cgroup", "/system.slice/" HOSTILE_SAFE);
	integer_is(root, "sockets.0.skmem.fwd_alloc_bytes", -4096);
	integer_is(root, "sockets.0.held_bytes", 8388608);
	integer_is(root, "sockets.0.charged_bytes", 8389440 - 4096);
	ck_assert(json_is_true(at(root, "sockets.0.queue_is_truesize")));
	ck_assert_uint_eq(json_array_size(at(root, "sockets.0.owners")), 3);
	text_is(root, "sockets.0.owners.0.comm", HOSTILE_SAFE);
	integer_is(root, "sockets.0.owners.0.fd", 7);
	ck_assert(json_is_null(at(root, "sockets.0.owners.2.fd")));
	text_is(root, "sockets.0.finding", "udp-unread");
	text_is(root, "sockets.1.local", "[fe80::1%2]:9743");
	json_decref(root);
}
END_TEST

START_TEST(a_row_without_memory_and_an_unaccepted_one)
{
	static const char *const paths[] = {
		"sockets.4.skmem.rmem_alloc_bytes",
		"sockets.4.skmem.drops",
		"sockets.4.held_bytes",
		"sockets.4.charged_bytes",
		"sockets.4.inode",
		"sockets.4.cookie",
		"sockets.4.uid",
		"sockets.4.finding",
		"sockets.2.skmem.drops",
		"sockets.2.inode",
		"sockets.2.netns.name",
		"sockets.2.uid", /* 6.1 says 0 for it, whoever it was */
		NULL,
	};
	json_t *root = report();

	nulls(root, paths);
	text_is(root, "sockets.4.state", "TIME-WAIT");
	text_is(root, "sockets.2.owner_via", "accept-queue");
	integer_is(root, "sockets.2.held_bytes", 2404);
	integer_is(root, "sockets.2.charged_bytes", 2374);
	integer_is(root, "sockets.2.netns.inode", 4026532001);
	json_decref(root);
}
END_TEST

START_TEST(a_listener_has_counts_and_no_queue)
{
	static const char *const paths[] = { "sockets.3.recvq_bytes",
					     "sockets.3.sendq_bytes", NULL };
	json_t *root = report();

	nulls(root, paths);
	text_is(root, "sockets.3.local", "0.0.0.0:5512");
	text_is(root, "sockets.3.peer", "*:*");
	integer_is(root, "sockets.3.accept_queue.length", 20);
	integer_is(root, "sockets.3.accept_queue.max", 4096);
	ck_assert(json_is_null(at(root, "sockets.0.accept_queue")));
	json_decref(root);
}
END_TEST

START_TEST(caches_are_ranked_with_large_kmalloc)
{
	json_t *root = report();

	text_is(root, "memory.slab_top.0.name", "kmalloc-2k");
	text_is(root, "memory.slab_top.1.name", "kmalloc-large");
	integer_is(root, "memory.slab_top.1.bytes", 6 * MIB);
	ck_assert(json_is_null(at(root, "memory.slab_top.1.objects")));
	text_is(root, "memory.slab_top.2.name", "dentry");
	ck_assert(json_is_true(at(root, "memory.slab_top.2.reclaimable")));
	text_is(root, "memory.kernel.other.0.basis", "estimate");
	text_is(root, "memory.kernel.other.0.holder", HOSTILE_SAFE);
	integer_is(root, "memory.kernel.other.0.pids.0", 42);
	json_decref(root);
}
END_TEST

START_TEST(findings_and_the_verdict)
{
	json_t *root = report();

	text_is(root, "findings.0.severity", "critical");
	text_is(root, "findings.0.confidence", "medium");
	text_is(root, "findings.0.evidence.1",
		"no thread sleeps in a read of them");
	integer_is(root, "findings.0.subject.pids.1", 8572);
	text_is(root, "findings.0.subject.comm", HOSTILE_SAFE);
	text_is(root, "findings.0.subject.sockets.0", "18446744073709551615");
	text_is(root, "verdict.code", "udp-unread");
	/* its outside strings are escaped already: not once more */
	text_is(root, "verdict.text", m.finding[0].title);
	json_decref(root);
}
END_TEST

START_TEST(what_processes_hold_in_sockets)
{
	json_t *root = report();

	integer_is(root, "processes.0.pid", 8570);
	integer_is(root, "processes.0.socket_bytes", 8388608);
	integer_is(root, "processes.2.socket_bytes", 0);
	text_is(root, "processes.2.comm", HOSTILE_SAFE);
	integer_is(root, "holders.1.drops", 412);
	json_decref(root);
	m.snap.owners_looked_for = false;
	root = report();
	ck_assert(json_is_null(at(root, "processes.2.socket_bytes")));
	json_decref(root);
}
END_TEST

START_TEST(numbers_at_the_edge)
{
	json_t *root;

	m.acct.id.total = opt_u64(INT64_MAX);
	m.acct.id.kernel = opt_i64(INT64_MIN);
	m.acct.id.available = opt_u64((uint64_t)INT64_MAX + 1);
	m.acct.proto[PROTO_UDP].ratio = NAN;
	root = report();
	integer_is(root, "memory.total_bytes", INT64_MAX);
	integer_is(root, "memory.kernel_bytes", INT64_MIN);
	ck_assert(json_is_null(at(root, "memory.available_bytes")));
	ck_assert(json_is_null(at(root, "protocols.1.limit_ratio")));
	json_decref(root);
	m.acct.proto[PROTO_UDP].ratio = 0.8123456789;
	root = report();
	ck_assert(json_real_value(at(root, "protocols.1.limit_ratio")) ==
		  0.812346);
	json_decref(root);
}
END_TEST

START_TEST(an_empty_machine)
{
	struct snapshot none = { .source = SOURCE_CAPTURE };
	struct account zero = { 0 };
	static const char *const paths[] = {
		"time",
		"host.name",
		"scope.uid",
		"scope.sockets.seen",
		"scope.netns.seen",
		"scope.processes.seen",
		"memory.total_bytes",
		"memory.kernel_bytes",
		NULL,
	};
	json_t *root;

	m.report.snap = &none;
	m.report.acct = &zero;
	root = report();
	nulls(root, paths);
	text_is(root, "scope.source", "capture");
	ck_assert_uint_eq(json_array_size(at(root, "sockets")), 0);
	ck_assert_uint_eq(json_array_size(at(root, "processes")), 0);
	ck_assert_uint_eq(json_array_size(at(root, "protocols")),
			  PROTO_ACCOUNTED_N);
	json_decref(root);
}
END_TEST

START_TEST(top_rows)
{
	json_t *root;

	m.report.view.top = 1;
	root = report();
	ck_assert_uint_eq(json_array_size(at(root, "sockets")), 1);
	ck_assert_uint_eq(json_array_size(at(root, "holders")), 1);
	ck_assert_uint_eq(json_array_size(at(root, "processes")), 1);
	ck_assert_uint_eq(json_array_size(at(root, "memory.slab_top")), 1);
	integer_is(root, "scope.sockets.listed", 1);
	json_decref(root);
}
END_TEST

START_TEST(a_full_disk_is_an_error)
{
	FILE *full = fopen("/dev/full", "w");

	ck_assert_ptr_nonnull(full);
	ck_assert_int_eq(render_json(&m.report, full), -ENOSPC);
	fclose(full);
}
END_TEST

static void setup(void)
{
	machine_init(&m);
}

static void teardown(void)
{
	machine_free(&m);
}

int main(void)
{
	TCase *t = tcase_create("render JSON");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, keys_stand_in_the_order_of_the_contract);
	tcase_add_test(t, the_six_terms_add_up);
	tcase_add_test(t, unknown_is_null);
	tcase_add_test(t, what_was_looked_at);
	tcase_add_test(t, a_shared_socket_with_a_hostile_owner);
	tcase_add_test(t, a_row_without_memory_and_an_unaccepted_one);
	tcase_add_test(t, a_listener_has_counts_and_no_queue);
	tcase_add_test(t, caches_are_ranked_with_large_kmalloc);
	tcase_add_test(t, findings_and_the_verdict);
	tcase_add_test(t, what_processes_hold_in_sockets);
	tcase_add_test(t, numbers_at_the_edge);
	tcase_add_test(t, an_empty_machine);
	tcase_add_test(t, top_rows);
	tcase_add_test(t, a_full_disk_is_an_error);
	return tap_run(t);
}
