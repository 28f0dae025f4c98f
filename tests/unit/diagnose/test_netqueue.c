/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets outside of sockets: recorded messages, /proc, and the verdict. */
#include <errno.h>
#include <linux/gen_stats.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "account/account.h"
#include "account/sockets/waits.h"
#include "diagnose/diagnose.h"
#include "model/snapshot.h"
#include "parse/net/netqueue.h"
#include "shown.h"
#include "tap.h"

#define SPAN(s) span_of(s, strlen(s))
#define MIB (1LL << 20)

/* A message under construction. */
static char msg[512];
static size_t len;

static size_t put(unsigned type, const void *value, size_t n)
{
	struct nlattr a = { .nla_len = (uint16_t)(sizeof(a) + n),
			    .nla_type = (uint16_t)type };
	size_t at = len;

	memcpy(msg + len, &a, sizeof(a));
	if (n)
		memcpy(msg + len + sizeof(a), value, n);
	len += (sizeof(a) + n + 3) & ~(size_t)3;
	return at;
}

static void head(const void *value, size_t n)
{
	memset(msg, 0, sizeof(msg));
	memcpy(msg, value, n);
	len = n;
}

static void nest(size_t at)
{
	struct nlattr a = { .nla_len = (uint16_t)(len - at),
			    .nla_type = TCA_STATS2 };

	memcpy(msg + at, &a, sizeof(a));
}

static void qdisc_message(uint32_t parent, uint32_t backlog)
{
	struct gnet_stats_queue q = { .qlen = 4,
				      .backlog = backlog,
				      .drops = 9 };
	struct tcmsg m = { .tcm_ifindex = 3, .tcm_parent = parent };
	char basic[16] = { 0 };
	size_t at;

	head(&m, sizeof(m));
	put(TCA_KIND, "fq_codel", 9);
	at = put(TCA_STATS2, NULL, 0);
	put(TCA_STATS_BASIC, basic, sizeof(basic));
	put(TCA_STATS_QUEUE, &q, sizeof(q));
	nest(at);
}

START_TEST(a_root_qdisc)
{
	struct qdisc q = { 0 };

	qdisc_message(TC_H_ROOT, 6000);
	ck_assert_int_eq(parse_qdisc(span_of(msg, len), &q), 0);
	ck_assert_uint_eq(q.ifindex, 3);
	ck_assert_uint_eq(q.backlog_bytes, 6000);
	ck_assert_uint_eq(q.packets, 4);
	ck_assert_uint_eq(q.drops, 9);
	ck_assert_str_eq(q.kind, "fq_codel");
}
END_TEST

START_TEST(only_roots_count)
{
	struct qdisc q = { 0 };

	/* a queue of mq: its packets are in the root's figure */
	qdisc_message(0x10001, 6000);
	ck_assert_int_eq(parse_qdisc(span_of(msg, len), &q), 1);
	ck_assert_uint_eq(q.backlog_bytes, 0);
}
END_TEST

START_TEST(old_statistics)
{
	struct tc_stats t = { .qlen = 2, .backlog = 3000, .drops = 1 };
	struct tcmsg m = { .tcm_ifindex = 1, .tcm_parent = TC_H_ROOT };
	struct qdisc q = { 0 };

	head(&m, sizeof(m));
	put(TCA_STATS, &t, 36);
	ck_assert_int_eq(parse_qdisc(span_of(msg, len), &q), 0);
	ck_assert_uint_eq(q.backlog_bytes, 3000);
	head(&m, sizeof(m));
	ck_assert_int_eq(parse_qdisc(span_of(msg, len), &q), 1);
	put(TCA_STATS, &t, 20);
	ck_assert_int_eq(parse_qdisc(span_of(msg, len), &q), -EBADMSG);
}
END_TEST

/* Wherever it is cut, it is an error or a shorter message, never garbage. */
START_TEST(cut_messages)
{
	qdisc_message(TC_H_ROOT, 6000);
	for (size_t n = 0; n < len; n++) {
		struct qdisc q = { 0 };
		char *copy = malloc(n ? n : 1);
		int err;

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, msg, n);
		err = parse_qdisc(span_of(copy, n), &q);
		free(copy);
		ck_assert(err == -EBADMSG || err == 1);
		ck_assert_uint_eq(q.backlog_bytes, 0);
	}
}
END_TEST

START_TEST(link_names)
{
	struct ifinfomsg m = { .ifi_index = 3 };
	char name[16] = "";

	head(&m, sizeof(m));
	ck_assert_int_eq(parse_link_name(span_of(msg, len), name, 16), -ENOENT);
	put(IFLA_MTU, &m, 4);
	put(IFLA_IFNAME, "a-name-of-twenty-four-b", 23);
	ck_assert_int_eq(parse_link_name(span_of(msg, len), name, 16), 0);
	ck_assert_str_eq(name, "a-name-of-twent");
	ck_assert_int_eq(parse_link_name(span_of(msg, len - 5), name, 16),
			 -EBADMSG);
	ck_assert_int_eq(parse_link_name(span_of(msg, 3), name, 16), -EBADMSG);
}
END_TEST

START_TEST(nfqueues)
{
	struct nfqueues q = { 0 };
	unsigned bad = 0;

	ck_assert_int_eq(parse_nfqueue(SPAN("    0   4711    12 2 65535     3  "
					    "  4     2231  1\n"
					    "    1   4712     0 2    64     0  "
					    "  0        9  1\n"
					    "    2   4713     x 2    64     0  "
					    "  0        9  1\n"
					    "    3   4714     7 2    64     0"),
				       &q, &bad),
			 0);
	ck_assert_uint_eq(q.n, 1);
	ck_assert_uint_eq(q.v[0].portid, 4711);
	ck_assert_uint_eq(q.v[0].packets, 12);
	ck_assert_uint_eq(q.v[0].copy_range, 65535);
	ck_assert_uint_eq(q.v[0].drops, 7);
	ck_assert_uint_eq(nfqueue_estimate(&q.v[0]), 12 * 2304);
	ck_assert_uint_eq(bad, 2);
	ck_assert_int_eq(parse_nfqueue(SPAN(""), &q, &bad), 0);
	ck_assert_int_eq(parse_nfqueue(SPAN("no such file\n"), &q, &bad),
			 -EINVAL);
	ck_assert_uint_eq(q.n, 1);
	free(q.v);
}
END_TEST

/* Two namespaces of a machine of 16 GiB. */
static struct netns netns[2];
static struct snapshot snap;
static struct account acct;
static struct findings out;

static void setup(void)
{
	memset(netns, 0, sizeof(netns));
	strcpy(netns[0].name, "host");
	netns[1].inode = 4026532001;
	snap = (struct snapshot){ .netns = { netns, 2, 2 } };
	snap.memory.info.v[MEM_TOTAL] = opt_u64(16384 * MIB);
	snap.memory.info.v[MEM_AVAILABLE] = opt_u64(12000 * MIB);
}

static const struct finding *judge(void)
{
	findings_free(&out);
	account_free(&acct);
	ck_assert_int_eq(account(&snap, &acct), 0);
	ck_assert_int_eq(diagnose(&snap, &acct, &out), 0);
	return &out.v[0];
}

static void teardown(void)
{
	findings_free(&out);
	account_free(&acct);
}

START_TEST(fragments_against_their_threshold)
{
	const struct finding *f;

	netns[0].stat.frag_bytes = opt_i64(MIB);
	netns[0].frag_high_bytes = opt_u64(4 * MIB);
	netns[1].stat.frag6_bytes = opt_i64(3 * MIB - 1);
	netns[1].frag6_high_bytes = opt_u64(4 * MIB);
	ck_assert_int_eq(judge()->code, F_HEALTHY);
	netns[1].stat.frag6_bytes = opt_i64(3 * MIB);
	f = judge();
	ck_assert_int_eq(f->code, F_IP_FRAGMENTS);
	ck_assert_int_eq(f->severity, SEV_NOTICE);
	ck_assert_int_eq(f->bytes.v, 4 * MIB);
	ck_assert_ptr_nonnull(strstr(as_shown(f->evidence.v[0]), "4026532001"));
	ck_assert_ptr_nonnull(
		strstr(as_shown(f->evidence.v[0]), "net.ipv6.ip6frag"));
}
END_TEST

START_TEST(fragments_by_size)
{
	const struct finding *f;

	/* somebody raised the threshold; per-CPU sums may be below 0 */
	netns[0].stat.frag_bytes = opt_i64(-4096);
	netns[1].stat.frag_bytes = opt_i64(170 * MIB);
	netns[1].frag_high_bytes = opt_u64(1024 * MIB);
	f = judge();
	ck_assert_int_eq(f->code, F_IP_FRAGMENTS);
	ck_assert_int_eq(f->severity, SEV_NOTICE);
	ck_assert_int_eq(f->bytes.v, 170 * MIB);
	netns[1].stat.frag_bytes = opt_i64(1700 * MIB);
	ck_assert_int_eq(judge()->severity, SEV_WARNING);
}
END_TEST

START_TEST(time_wait_by_namespace)
{
	struct waits w;

	snap.protocols.tcp_max_tw = opt_u64(1000);
	netns[0].stat.tcp_tw = opt_i64(500);
	netns[1].stat.tcp_tw = opt_i64(90);
	netns[1].tcp_max_tw = opt_u64(100);
	snap.protocols.v[PROTO_TCP].dumped = true;
	netns[1].sockets[PROTO_TCP][SOCK_SYN_RECV] = 6;
	account_waits(&snap, &w);
	ck_assert_uint_eq(w.time_wait.v, 590);
	ck_assert_uint_eq(w.max_time_wait.v, 1000);
	ck_assert_uint_eq(w.syn_recv.v, 6);
	ck_assert_ptr_eq(w.fullest, &netns[1]);
	ck_assert(w.fullest_percent > 89.9 && w.fullest_percent < 90.1);
	/* each namespace says the same of the host */
	snap.host.kernel_version = opt_u64(KERNEL(4, 4));
	account_waits(&snap, &w);
	ck_assert_uint_eq(w.time_wait.v, 500);
	snap.netns.n = 0;
	snap.protocols.v[PROTO_TCP].dumped = false;
	account_waits(&snap, &w);
	ck_assert(!w.time_wait.known && !w.syn_recv.known && !w.fullest);
}
END_TEST

int main(void)
{
	TCase *c = tcase_create("netqueue");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, a_root_qdisc);
	tcase_add_test(c, only_roots_count);
	tcase_add_test(c, old_statistics);
	tcase_add_test(c, cut_messages);
	tcase_add_test(c, link_names);
	tcase_add_test(c, nfqueues);
	tcase_add_test(c, fragments_against_their_threshold);
	tcase_add_test(c, fragments_by_size);
	tcase_add_test(c, time_wait_by_namespace);
	return tap_run(c);
}
