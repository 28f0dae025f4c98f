/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Metrics: escaping, what is unknown, what is merged, each heading once. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "account/sockets/by.h"
#include "render/prometheus/prometheus.h"
#include "render/prometheus/prometheus_families.h"
#include "render_machine.h"
#include "tap.h"

static struct machine m;
static struct prometheus_view view;
static char *text;

static void setup(void)
{
	machine_init(&m);
	view = (struct prometheus_view){ .duration_us = opt_u64(12345) };
}

static void teardown(void)
{
	free(text);
	text = NULL;
	machine_free(&m);
}

static void render(void)
{
	size_t len;
	FILE *out = open_memstream(&text, &len);

	ck_assert_int_eq(render_prometheus(&m.report, &view, out), 0);
	fclose(out);
}

static size_t count(const char *what)
{
	size_t n = 0;

	for (const char *at = text; (at = strstr(at, what)); at++)
		n++;
	return n;
}

static void once(const char *line)
{
	ck_assert_msg(count(line) == 1, "%zu of %s in\n%s", count(line), line,
		      text);
}

START_TEST(the_run)
{
	m.report.view.version = "1.2\"x";
	render();
	once("\nkmemwhere_build_info{version=\"1.2\\\"x\"} 1\n");
	once("\nkmemwhere_last_run_timestamp_seconds 1795359871.120000\n");
	once("\nkmemwhere_run_duration_seconds 0.012345\n");
	once("\nkmemwhere_run_privileged 1\n");
	once("\nkmemwhere_processes{look=\"unreadable\"} 1\n");
	once("\nkmemwhere_network_namespaces{look=\"dumped\"} 1\n");
}
END_TEST

START_TEST(unknown_is_left_out)
{
	view.duration_us.known = false;
	m.snap.time_ms.known = false;
	m.snap.source = SOURCE_CAPTURE;
	m.snap.processes.known = false;
	m.acct.id = (struct identity){ 0 };
	m.acct.kernel = (struct kernel_parts){ 0 };
	memset(m.acct.proto, 0, sizeof(m.acct.proto));
	m.acct.proto[PROTO_UDP].state = PROTO_STATE_UNKNOWN;
	render();
	ck_assert_uint_eq(count("duration"), 0);
	ck_assert_uint_eq(count("timestamp"), 0);
	ck_assert_uint_eq(count("privileged"), 0);
	ck_assert_uint_eq(count("kmemwhere_processes"), 0);
	ck_assert_uint_eq(count("kmemwhere_memory"), 0);
	ck_assert_uint_eq(count("kmemwhere_kernel"), 0);
	ck_assert_uint_eq(count("_used_bytes"), 0);
	ck_assert_uint_eq(count("_ratio"), 0);
	ck_assert_uint_eq(count("_state{protocol=\"udp\""), 0);
}
END_TEST

START_TEST(verdict_and_findings)
{
	m.finding[0].code = F_UDP_UNREAD;
	m.finding[0].severity = SEV_WARNING;
	m.finding[0].bytes = opt_i64(7);
	m.finding[1].code = F_UDP_UNREAD;
	m.finding[1].severity = SEV_CRITICAL;
	m.finding[1].bytes = opt_i64(5);
	m.findings.n = 2;
	render();
	once("\nkmemwhere_verdict{code=\"udp-unread\"} 1\n");
	once("\nkmemwhere_verdict{code=\"healthy\"} 0\n");
	once("\nkmemwhere_verdict_severity 2\n");
	once("\nkmemwhere_finding_severity{code=\"udp-unread\"} 3\n");
	once("\nkmemwhere_finding_severity{code=\"tcp-unread\"} 0\n");
	once("\nkmemwhere_finding_bytes{code=\"udp-unread\"} 7\n");
	ck_assert_uint_eq(count("kmemwhere_finding_bytes{"), 1);
	once("\nkmemwhere_findings{severity=\"critical\"} 1\n");
	once("\nkmemwhere_findings{severity=\"notice\"} 0\n");
	ck_assert_uint_eq(count("kmemwhere_verdict{"), FINDING_N);
}
END_TEST

static struct other_part part(const char *name, uint64_t bytes,
			      enum basis basis)
{
	return (struct other_part){ .name = name,
				    .bytes = bytes,
				    .basis = basis };
}

/* Two holders of one kind are one series; estimates stay out of the sum. */
START_TEST(other_parts_are_merged)
{
	struct kernel_parts *k = &m.acct.kernel;

	k->other[0] = part("pipes", 10, BASIS_EXACT);
	k->other[1] = part("cma", 1, BASIS_EXACT);
	k->other[2] = part("pipes", 5, BASIS_ESTIMATE);
	k->other[3] = part("pipes", 20, BASIS_EXACT);
	k->n_other = 4;
	k->unaccounted = opt_i64(-3);
	render();
	once("\nkmemwhere_kernel_bytes{part=\"pipes\"} 30\n");
	once("\nkmemwhere_kernel_bytes{part=\"cma\"} 1\n");
	once("\nkmemwhere_kernel_bytes{part=\"unaccounted\"} -3\n");
	once("{part=\"pipes\",basis=\"estimate\"} 5\n");
	once("# TYPE kmemwhere_kernel_bytes gauge\n");
}
END_TEST

START_TEST(holders_on_request)
{
	struct by_sum by;

	m.report.by = NULL;
	render();
	ck_assert_uint_eq(count("friend_push"), 0);
	free(text);
	ck_assert_int_eq(account_by(&m.snap, BY_COMMAND, &by), 0);
	m.report.by = &by;
	view.holders = 1;
	render();
	once("\nkmemwhere_holder_bytes{rank=\"1\",by=\"command\",holder=");
	once("\nkmemwhere_holder_drops{rank=\"1\",");
	ck_assert_uint_eq(count("rank=\"2\""), 0);
	once("\nkmemwhere_process_pss_bytes{rank=\"1\","
	     "command=\"friend_push\"} 314572800\n");
	by_free(&by);
}
END_TEST

/* \x1b of escape(), the backslash then doubled; no raw byte of it. */
START_TEST(hostile_names)
{
	struct process *p = &m.processes[m.process_rank[0]];

	strcpy(p->comm, HOSTILE "\"\n}");
	p->pss_bytes = opt_u64(1);
	view.holders = 1;
	m.report.by = NULL;
	render();
	once("command=\"\\\\x1b[31mroot\\\\xff\\\\x5c\\\"\\\\x0a}\"} 1\n");
	ck_assert_ptr_null(strchr(text, '\x1b'));
}
END_TEST

START_TEST(headings_once_and_first)
{
	static const char *const names[] = {
#define X(id, name, type, help) "kmemwhere_" name,
		PROMETHEUS_FAMILIES(X)
#undef X
	};
	size_t n = 0;

	view.holders = 2;
	render();
	for (size_t i = 0; i < PROMETHEUS_FAMILY_N; i++) {
		char help[80], type[80];

		snprintf(help, sizeof(help), "# HELP %s ", names[i]);
		snprintf(type, sizeof(type), "\n# TYPE %s ", names[i]);
		ck_assert_uint_le(count(help), 1);
		ck_assert_uint_eq(count(help), count(type));
		n += count(help);
	}
	ck_assert_uint_gt(n, 30);
}
END_TEST

START_TEST(a_full_disk_is_told)
{
	FILE *out = fopen("/dev/full", "w");

	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(render_prometheus(&m.report, &view, out), -ENOSPC);
	fclose(out);
}
END_TEST

int main(void)
{
	TCase *cases = tcase_create("prometheus");

	tcase_add_checked_fixture(cases, setup, teardown);
	tcase_add_test(cases, the_run);
	tcase_add_test(cases, unknown_is_left_out);
	tcase_add_test(cases, verdict_and_findings);
	tcase_add_test(cases, other_parts_are_merged);
	tcase_add_test(cases, holders_on_request);
	tcase_add_test(cases, hostile_names);
	tcase_add_test(cases, headings_once_and_first);
	tcase_add_test(cases, a_full_disk_is_told);
	return tap_run(cases);
}
