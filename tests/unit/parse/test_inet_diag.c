/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages of sock_diag made by hand, whole and broken. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "parse/diag/diag.h"
#include "tap.h"

#define ATTR_SHUTDOWN 8
#define ATTR_SKV6ONLY 11
#define ATTR_CGROUP_ID 21
#define ATTR_UNKNOWN 200

struct message {
	char bytes[512];
	size_t len;
};

static const uint32_t skmem[] = { 8320, 212992, 17, 425984, 4294966784U, 33,
				  44,	55,	66, 77,	    88 };

static void put(struct message *m, uint16_t type, const void *data, size_t len)
{
	struct nlattr a = { .nla_type = type,
			    .nla_len = (uint16_t)(sizeof(a) + len) };

	memcpy(m->bytes + m->len, &a, sizeof(a));
	memcpy(m->bytes + m->len + sizeof(a), data, len);
	m->len += (sizeof(a) + len + 3) & ~(size_t)3;
}

static struct message base(uint8_t family, uint8_t state)
{
	struct inet_diag_msg d = {
		.idiag_family = family,
		.idiag_state = state,
		.idiag_timer = 4,
		.idiag_retrans = 3,
		.id = { .idiag_sport = htons(5512),
			.idiag_dport = htons(53),
			.idiag_src = { htonl(0x0a000007), 1, 2, 3 },
			.idiag_dst = { htonl(0x0a000009), 4, 5, 6 },
			.idiag_if = 9,
			.idiag_cookie = { 0x11223344, 0xaabbccdd } },
		.idiag_rqueue = 8300,
		.idiag_wqueue = 70000,
		.idiag_uid = 1234,
		.idiag_inode = 4000000000U,
	};
	struct message m = { .len = sizeof(d) };

	memcpy(m.bytes, &d, sizeof(d));
	return m;
}

static int parse(const struct message *m, struct sock *ret)
{
	return parse_inet_diag(span_of(m->bytes, m->len), PROTO_UDP, ret);
}

START_TEST(a_whole_message)
{
	const uint64_t cgroup = 0x123456789aULL;
	struct message m = base(AF_INET, SOCK_CLOSE);
	struct sock s;

	put(&m, ATTR_SHUTDOWN, "\3", 1);
	put(&m, ATTR_CGROUP_ID, &cgroup, sizeof(cgroup));
	put(&m, ATTR_UNKNOWN, "whatever", 8);
	put(&m, INET_DIAG_SKMEMINFO, skmem, 9 * sizeof(*skmem));
	ck_assert_int_eq(parse(&m, &s), 0);
	ck_assert_uint_eq(s.cookie, 0xaabbccdd11223344ULL);
	ck_assert_uint_eq(s.cgroup_id, cgroup);
	ck_assert_uint_eq(s.inode, 4000000000U);
	ck_assert_uint_eq(s.uid, 1234);
	ck_assert_uint_eq(s.ifindex, 9);
	ck_assert_uint_eq(s.rqueue, 8300);
	ck_assert_uint_eq(s.wqueue, 70000);
	ck_assert_uint_eq(s.proto, PROTO_UDP);
	ck_assert_uint_eq(s.family, AF_INET);
	ck_assert_uint_eq(s.state, SOCK_CLOSE);
	ck_assert_uint_eq(s.timer, TIMER_PERSIST);
	ck_assert_uint_eq(s.retrans, 3);
	ck_assert_uint_eq(s.sport, 5512);
	ck_assert_uint_eq(s.dport, 53);
	ck_assert_uint_eq(s.via, VIA_NONE);
	/* IPv4 uses 4 bytes, whatever stands behind them */
	ck_assert_mem_eq(s.local, "\x0a\0\0\7\0\0\0\0\0\0\0\0\0\0\0", 16);
	ck_assert_mem_eq(s.peer, "\x0a\0\0\x09\0\0\0\0\0\0\0\0\0\0\0", 16);
}
END_TEST

START_TEST(nine_values_of_skmem)
{
	struct message m = base(AF_INET, SOCK_CLOSE);
	struct sock s;

	put(&m, INET_DIAG_SKMEMINFO, skmem, 9 * sizeof(*skmem));
	ck_assert_int_eq(parse(&m, &s), 0);
	ck_assert(s.has_mem && s.has_drops);
	ck_assert_uint_eq(s.mem.rmem_alloc, 8320);
	ck_assert_uint_eq(s.mem.rcvbuf, 212992);
	ck_assert_uint_eq(s.mem.wmem_alloc, 17);
	ck_assert_uint_eq(s.mem.sndbuf, 425984);
	ck_assert_int_eq(s.mem.fwd_alloc, -512);
	ck_assert_uint_eq(s.mem.wmem_queued, 33);
	ck_assert_uint_eq(s.mem.optmem, 44);
	ck_assert_uint_eq(s.mem.backlog, 55);
	ck_assert_uint_eq(s.mem.drops, 66);
	ck_assert_uint_eq(sock_held_bytes(&s), 8300 + 33 + 44 + 55);
	ck_assert_int_eq(sock_charged_bytes(&s), 8320 - 512);
}
END_TEST

START_TEST(any_length_from_eight_values_on)
{
	for (size_t n = 0; n <= 11; n++) {
		struct message m = base(AF_INET, SOCK_CLOSE);
		struct sock s;

		put(&m, INET_DIAG_SKMEMINFO, skmem, n * sizeof(*skmem));
		ck_assert_int_eq(parse(&m, &s), n < 8 ? -EBADMSG : 0);
		if (n < 8)
			continue;
		ck_assert_uint_eq(s.mem.backlog, 55);
		ck_assert_uint_eq(s.has_drops, n >= 9);
		ck_assert_uint_eq(s.mem.drops, n >= 9 ? 66 : 0);
	}
}
END_TEST

START_TEST(meminfo_stands_in)
{
	const struct inet_diag_meminfo old = { .idiag_rmem = 5,
					       .idiag_wmem = 6,
					       .idiag_fmem = 0xffffffff,
					       .idiag_tmem = 8 };
	struct message m = base(AF_INET, SOCK_CLOSE);
	struct sock s;

	put(&m, INET_DIAG_MEMINFO, &old, sizeof(old));
	ck_assert_int_eq(parse(&m, &s), 0);
	ck_assert(s.has_mem && !s.has_drops);
	ck_assert_uint_eq(s.mem.rmem_alloc, 5);
	ck_assert_uint_eq(s.mem.wmem_queued, 6);
	ck_assert_int_eq(s.mem.fwd_alloc, -1);
	ck_assert_uint_eq(s.mem.wmem_alloc, 8);
	/* beside the newer one it says nothing, in either order */
	put(&m, INET_DIAG_SKMEMINFO, skmem, 9 * sizeof(*skmem));
	put(&m, INET_DIAG_MEMINFO, &old, sizeof(old));
	ck_assert_int_eq(parse(&m, &s), 0);
	ck_assert_uint_eq(s.mem.rmem_alloc, 8320);
	ck_assert_uint_eq(s.mem.wmem_queued, 33);
}
END_TEST

START_TEST(without_memory_nothing_is_held)
{
	struct message m = base(AF_INET, SOCK_TIME_WAIT);
	struct sock s;

	ck_assert_int_eq(parse(&m, &s), 0);
	ck_assert(!s.has_mem && !s.has_drops);
	s.rqueue = s.wqueue = 0; /* as inet_twsk_diag_fill() has them */
	ck_assert_uint_eq(sock_held_bytes(&s), 0);
	ck_assert_int_eq(sock_charged_bytes(&s), 0);
}
END_TEST

START_TEST(ipv6_listener)
{
	struct message m = base(AF_INET6, SOCK_LISTEN);
	struct message dual = m;
	struct sock s;

	put(&m, ATTR_SKV6ONLY, "\1", 1);
	ck_assert_int_eq(parse(&m, &s), 0);
	ck_assert(s.v6only);
	ck_assert_mem_eq(s.local, m.bytes + 8, 16);
	ck_assert_mem_eq(s.peer, m.bytes + 24, 16);
	put(&dual, ATTR_SKV6ONLY, "\0", 1);
	ck_assert_int_eq(parse(&dual, &s), 0);
	ck_assert(!s.v6only);
}
END_TEST

START_TEST(states_that_are_not_known)
{
	struct message m = base(AF_INET, 13);
	struct sock s;

	ck_assert_int_eq(parse(&m, &s), 0);
	ck_assert_uint_eq(s.state, SOCK_UNKNOWN);
	m = base(AF_INET, 255);
	ck_assert_int_eq(parse(&m, &s), 0);
	ck_assert_uint_eq(s.state, SOCK_UNKNOWN);
}
END_TEST

START_TEST(another_family)
{
	struct message m = base(AF_UNIX, SOCK_CLOSE);
	struct sock s = { .cookie = 7 };

	ck_assert_int_eq(parse(&m, &s), -EBADMSG);
	ck_assert_uint_eq(s.cookie, 7);
}
END_TEST

/* Cut between attributes it is a shorter message; anywhere else it is broken. */
START_TEST(cut_at_every_byte)
{
	const uint64_t cgroup = 44;
	struct message m = base(AF_INET, SOCK_CLOSE);
	size_t edges[4];

	edges[0] = m.len;
	put(&m, ATTR_SHUTDOWN, "\3", 1);
	edges[1] = m.len;
	put(&m, ATTR_CGROUP_ID, &cgroup, sizeof(cgroup));
	edges[2] = m.len;
	put(&m, INET_DIAG_SKMEMINFO, skmem, 9 * sizeof(*skmem));
	edges[3] = m.len;
	for (size_t len = 0; len <= m.len; len++) {
		/* its own memory: a sanitizer sees each byte too far */
		char *copy = malloc(len + !len);
		struct sock s = { .cookie = 7 };
		bool whole = false;
		int err;

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, m.bytes, len);
		for (size_t i = 0; i < 4; i++)
			whole |= len == edges[i];
		/* the padding behind the one byte of the first attribute */
		whole |= len > edges[0] + 4 && len < edges[1];
		err = parse_inet_diag(span_of(copy, len), PROTO_TCP, &s);
		ck_assert_msg(err == (whole ? 0 : -EBADMSG), "%zu: %d", len,
			      err);
		ck_assert(whole == (s.cookie != 7));
		free(copy);
	}
}
END_TEST

START_TEST(attribute_lengths_that_lie)
{
	static const uint16_t lies[] = { 0, 1, 3, 4, 5, 35, 41, 44, 45, 65535 };

	for (size_t i = 0; i < sizeof(lies) / sizeof(*lies); i++) {
		struct message m = base(AF_INET, SOCK_CLOSE);
		size_t at = m.len;
		struct sock s = { .cookie = 7 };
		int err;

		put(&m, INET_DIAG_SKMEMINFO, skmem, 9 * sizeof(*skmem));
		memcpy(m.bytes + at, &lies[i], sizeof(lies[i]));
		err = parse(&m, &s);
		/* 35: seven values; 36 to 40 would be eight and nine */
		ck_assert_msg(err == -EBADMSG, "%u: %d", lies[i], err);
		ck_assert_uint_eq(s.cookie, 7);
	}
}
END_TEST

START_TEST(short_values_of_known_attributes)
{
	static const uint16_t types[] = { INET_DIAG_MEMINFO,
					  INET_DIAG_SKMEMINFO, ATTR_SKV6ONLY,
					  ATTR_CGROUP_ID };

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		struct message m = base(AF_INET6, SOCK_LISTEN);
		struct sock s;

		put(&m, types[i], "", 0);
		ck_assert_int_eq(parse(&m, &s), -EBADMSG);
	}
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("inet_diag");

	tcase_add_test(t, a_whole_message);
	tcase_add_test(t, nine_values_of_skmem);
	tcase_add_test(t, any_length_from_eight_values_on);
	tcase_add_test(t, meminfo_stands_in);
	tcase_add_test(t, without_memory_nothing_is_held);
	tcase_add_test(t, ipv6_listener);
	tcase_add_test(t, states_that_are_not_known);
	tcase_add_test(t, another_family);
	tcase_add_test(t, cut_at_every_byte);
	tcase_add_test(t, attribute_lengths_that_lie);
	tcase_add_test(t, short_values_of_known_attributes);
	return tap_run(t);
}
