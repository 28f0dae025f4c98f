/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON of what stands beside the sockets: --by, and packets that wait. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "account/sockets/by.h"
#include "render_json_ask.h"

static void setup(void)
{
	machine_init(&m);
}

static void teardown(void)
{
	machine_free(&m);
}

START_TEST(groups_carry_hostile_keys)
{
	char keys[] = "8570 " HOSTILE;
	struct by_row rows[] = {
		{ .key = 0, .sockets = 2, .held_bytes = 4096, .drops = 7 },
		{ .key = NO_KEY, .sockets = 1 }
	};
	struct by_sum by = { .by = BY_PROCESS,
			     .v = rows,
			     .n = 2,
			     .keys = { keys, sizeof(keys), sizeof(keys) } };
	json_t *root;

	m.report.by = &by;
	root = report();
	text_is(root, "groups.by", "process");
	text_is(root, "groups.rows.0.key", "8570 " HOSTILE_SAFE);
	integer_is(root, "groups.rows.0.sockets", 2);
	integer_is(root, "groups.rows.0.held_bytes", 4096);
	integer_is(root, "groups.rows.0.drops", 7);
	ck_assert(json_is_null(at(root, "groups.rows.1.key")));
	json_decref(root);
	m.report.view.top = 1;
	root = report();
	ck_assert_uint_eq(json_array_size(at(root, "groups.rows")), 1);
	json_decref(root);
}
END_TEST

START_TEST(waiting_packets_have_their_namespace)
{
	struct qdisc q = { .netns = 1,
			   .ifindex = 3,
			   .backlog_bytes = 6000,
			   .packets = 4,
			   .ifname = HOSTILE,
			   .kind = "mq" };
	struct nfqueue nfq = { .netns = 9, .number = 2, .packets = 3 };
	json_t *root;

	m.snap.qdiscs = (struct qdiscs){ &q, 1, 1 };
	m.snap.nfqueues = (struct nfqueues){ &nfq, 1, 1 };
	m.netns[0].stat.frag6_bytes = opt_i64(5000);
	root = report();
	integer_is(root, "qdiscs.0.netns.inode", 4026532001);
	ck_assert(json_is_null(at(root, "qdiscs.0.netns.name")));
	text_is(root, "qdiscs.0.ifname", HOSTILE_SAFE);
	integer_is(root, "qdiscs.0.backlog_bytes", 6000);
	ck_assert(json_is_null(at(root, "nfqueues.0.netns.inode")));
	integer_is(root, "nfqueues.0.estimate_bytes", 6912);
	ck_assert_uint_eq(json_array_size(at(root, "fragments")), 1);
	text_is(root, "fragments.0.family", "inet6");
	integer_is(root, "fragments.0.bytes", 5000);
	ck_assert(json_is_null(at(root, "fragments.0.limit_bytes")));
	json_decref(root);
}
END_TEST

int main(void)
{
	TCase *c = tcase_create("render groups");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, groups_carry_hostile_keys);
	tcase_add_test(c, waiting_packets_have_their_namespace);
	return tap_run(c);
}
