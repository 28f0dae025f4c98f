/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Drop reasons: how they are counted, and which findings they prove. */
#include <stdio.h>
#include <string.h>

#include "account/account.h"
#include "diagnose/finding.h"
#include "diagnose/rules.h"
#include "model/snapshot.h"
#include "tap.h"

START_TEST(names_are_counted_and_ranked)
{
	static struct drop_counts c;
	char name[16];

	memset(&c, 0, sizeof(c));
	for (int i = 0; i < 3; i++)
		drop_counts_add(&c, "NO_SOCKET", false);
	for (int i = 0; i < 5; i++)
		drop_counts_add(&c, "UDP", true);
	drop_counts_add(&c, "UDP", false);
	drop_counts_sort(&c);
	ck_assert_uint_eq(c.n, 3);
	ck_assert_str_eq(c.v[0].name, "UDP");
	ck_assert(c.v[0].sending);
	ck_assert_uint_eq(c.v[0].count, 5);
	ck_assert_str_eq(c.v[1].name, "NO_SOCKET");
	ck_assert_uint_eq(drop_counts_of(&c, "UDP"), 6);
	ck_assert_uint_eq(drop_counts_of(&c, "TCP"), 0);
	for (int i = 0; i < DROP_NAMES_MAX; i++) {
		snprintf(name, sizeof(name), "R%d", i);
		drop_counts_add(&c, name, false);
	}
	ck_assert_uint_eq(c.n, DROP_NAMES_MAX);
	ck_assert_uint_eq(c.others, 3);
}
END_TEST

/* The evidence that a finding gets for one event with that reason. */
static size_t proved(enum finding_code code, const char *reason)
{
	static struct snapshot snap;
	struct account acct = { 0 };
	struct findings out = { 0 };
	struct judge j = { .snap = &snap, .acct = &acct, .out = &out };
	size_t n;

	memset(&snap, 0, sizeof(snap));
	snap.drops.looked = reason != NULL;
	snap.drops.window_ms = 2000;
	if (reason)
		drop_counts_add(&snap.drops.reasons, reason, false);
	finding_open(&j, code, SEV_WARNING, CONF_HIGH, opt_i64(1), "x");
	drop_evidence(&j);
	ck_assert_int_eq(j.err, 0);
	n = out.v[0].evidence.n;
	if (n) {
		ck_assert_ptr_nonnull(
			strstr(out.v[0].evidence.v[0], "in 2.0 s"));
		ck_assert_ptr_nonnull(strstr(out.v[0].evidence.v[0], reason));
	}
	findings_free(&out);
	return n;
}

START_TEST(a_reason_proves_its_own_findings_only)
{
	ck_assert_uint_eq(proved(F_UDP_UNREAD, "SOCKET_RCVBUFF"), 1);
	ck_assert_uint_eq(proved(F_UDP_UNREAD, "NO_SOCKET"), 0);
	ck_assert_uint_eq(proved(F_UDP_UNREAD, NULL), 0);
	ck_assert_uint_eq(proved(F_SHMEM, "SOCKET_RCVBUFF"), 0);
	ck_assert_uint_eq(proved(F_UDP_MEM_LIMIT, "PROTO_MEM"), 1);
	ck_assert_uint_eq(proved(F_TCP_UNACCEPTED, "TCP_LISTEN_OVERFLOW"), 1);
	ck_assert_uint_eq(proved(F_TCP_UNREAD, "TCP_OFO_QUEUE_PRUNE"), 1);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("drops");

	tcase_add_test(t, names_are_counted_and_ranked);
	tcase_add_test(t, a_reason_proves_its_own_findings_only);
	return tap_run(t);
}
