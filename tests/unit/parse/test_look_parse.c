/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the second look reads: whole, of old kernels, hostile and cut. */
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>

#include "parse/cgroup/cgroup.h"
#include "parse/proc/fdinfo.h"
#include "parse/proc/mountinfo.h"
#include "parse/proc/task.h"
#include "parse/diag/diag.h"
#include "tap.h"

static struct span text(const char *s)
{
	return span_of(s, strlen(s));
}

/* The text in memory of its own: a sanitizer sees each byte too far. */
static char *copy(const char *s, size_t len)
{
	char *p = malloc(len + !len);

	ck_assert_ptr_nonnull(p);
	memcpy(p, s, len);
	return p;
}

static const char epoll_text[] =
	"pos:\t0\nflags:\t02000002\nmnt_id:\t15\nino:\t1057\n"
	"tfd:        3 events:       19 data:                3  pos:0 "
	"ino:4d7e sdev:9\n"
	"tfd:    70000 events: 80000001 data: ffffffffffffffff  pos:-1 "
	"ino:fffffffffffffffe sdev:100002\n"
	"tfd:       12 events: 40000000 data:              1c2  pos:0 ino:7 "
	"sdev:9\n";

START_TEST(epoll_entries)
{
	struct span rest = text(epoll_text);
	struct epoll_entry e;
	unsigned bad = 0;

	ck_assert(parse_epoll_entry(&rest, &e, &bad));
	ck_assert_int_eq(e.tfd, 3);
	ck_assert_uint_eq(e.events, 0x19);
	ck_assert(e.has_inode);
	ck_assert_uint_eq(e.inode, 0x4d7e);
	ck_assert_uint_eq(e.dev, 9);
	ck_assert(epoll_entry_armed(&e) && !epoll_entry_edge(&e) &&
		  !epoll_entry_spent(&e));
	ck_assert(parse_epoll_entry(&rest, &e, &bad));
	ck_assert_int_eq(e.tfd, 70000);
	ck_assert_uint_eq(e.inode, UINT64_MAX - 1);
	ck_assert_uint_eq(e.dev, 0x100002);
	ck_assert(epoll_entry_armed(&e) && epoll_entry_edge(&e));
	ck_assert(parse_epoll_entry(&rest, &e, &bad));
	ck_assert(!epoll_entry_armed(&e) && epoll_entry_spent(&e));
	ck_assert(!parse_epoll_entry(&rest, &e, &bad));
	ck_assert_uint_eq(bad, 0);
}
END_TEST

START_TEST(epoll_events)
{
	struct epoll_entry e = { .events = 0x40000019 };

	ck_assert(epoll_entry_armed(&e) && !epoll_entry_spent(&e));
	e.events = 0xc0000000; /* ET beside ONESHOT */
	ck_assert(!epoll_entry_armed(&e) && epoll_entry_spent(&e));
	e.events = 0x1c; /* EPOLLOUT alone */
	ck_assert(!epoll_entry_armed(&e) && !epoll_entry_spent(&e));
	e.events = 0x58; /* EPOLLRDNORM */
	ck_assert(epoll_entry_armed(&e));
	e.events = 0;
	ck_assert(!epoll_entry_armed(&e) && !epoll_entry_spent(&e));
}
END_TEST

START_TEST(epoll_before_4_13)
{
	struct span rest =
		text("tfd:        5 events:       1b data:      5\n");
	struct epoll_entry e;
	unsigned bad = 0;

	ck_assert(parse_epoll_entry(&rest, &e, &bad));
	ck_assert_int_eq(e.tfd, 5);
	ck_assert_uint_eq(e.events, 0x1b);
	ck_assert(!e.has_inode);
	ck_assert_uint_eq(bad, 0);
}
END_TEST

START_TEST(epoll_nonsense)
{
	static const char *const lines[] = {
		"tfd:\n",
		"tfd: x events: 1 data: 1 pos:0 ino:1 sdev:1\n",
		"tfd: 99999999999 events: 1 data: 1 pos:0 ino:1 sdev:1\n",
		"tfd: 1 events: 100000000 data: 1 pos:0 ino:1 sdev:1\n",
		"tfd: 1 events: 1 data: 1 pos:0 ino:1\n",
		"tfd: 1 events: 1 data: 1 pos:0 ino: sdev:1\n",
		"tfd: 1 events: 1 data: 1 pos:0 ino:1 sdev:fffffffff\n",
		"tfd: 1 events: 1 data: 1 pos:0 ino:1 sdev:1 more\n",
		"tfd: 1 events: 1 data: 1 pos:0 ino:0x1 sdev:1\n",
		"tfd: 1 events: 1 data: 1 pos:0 ino:1 sdev:1", /* cut */
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct span rest = text(lines[i]);
		struct epoll_entry e = { .tfd = 77 };
		unsigned bad = 0;

		ck_assert_msg(!parse_epoll_entry(&rest, &e, &bad), "%s",
			      lines[i]);
		ck_assert_msg(bad == 1, "%s", lines[i]);
		ck_assert_int_eq(e.tfd, 77);
	}
}
END_TEST

/* Cut anywhere but behind a line it is known that something is missing. */
START_TEST(epoll_cut_at_every_byte)
{
	for (size_t len = 1; len < sizeof(epoll_text); len++) {
		char *p = copy(epoll_text, len);
		struct span rest = span_of(p, len);
		struct epoll_entry e;
		unsigned bad = 0, n = 0;

		while (parse_epoll_entry(&rest, &e, &bad))
			n++;
		ck_assert_uint_eq(bad, epoll_text[len - 1] != '\n');
		ck_assert_uint_le(n, 3);
		free(p);
	}
}
END_TEST

#define STAT_TAIL                                                      \
	" 1 4711 4711 0 -1 4194304 100 0 0 0 123 45 0 0 20 0 3 0 812 " \
	"8192000 200 18446744073709551615\n"

START_TEST(stat_of_a_thread)
{
	struct task_stat s;

	ck_assert_int_eq(parse_task_stat(text("4711 (server) D" STAT_TAIL), &s),
			 0);
	ck_assert_int_eq(s.state, 'D');
	ck_assert_uint_eq(s.ticks, 168);
	ck_assert(!s.kernels);
	ck_assert_int_eq(
		parse_task_stat(text("9 (iou-wrk-9) S 1 1 1 0 -1 16 0 0 0 0 "
				     "0 7 0 0\n"),
				&s),
		0);
	ck_assert(s.kernels);
	ck_assert_uint_eq(s.ticks, 7);
}
END_TEST

START_TEST(stat_with_a_hostile_name)
{
	struct task_stat s;

	ck_assert_int_eq(
		parse_task_stat(text("1 (a) R 1 (b\n) ) T" STAT_TAIL), &s), 0);
	ck_assert_int_eq(s.state, 'T');
	ck_assert_uint_eq(s.ticks, 168);
	ck_assert_int_eq(parse_task_stat(text("1 ()) t" STAT_TAIL), &s), 0);
	ck_assert_int_eq(s.state, 't');
}
END_TEST

START_TEST(stat_that_is_none)
{
	static const char *const texts[] = {
		"",
		")",
		"1 name S 1 1 1",
		"1 (name) SS" STAT_TAIL,
		"1 (name) S 1 1 1 0 -1 x 0 0 0 0 1 2 \n",
		"1 (name) S 1 1 1 0 -1 0 0 0 0 0 -1 2 \n",
		"1 (name) S 1 1 1 0 -1 0 0 0 0 0 99999999999999999999 2 \n",
		"1 (name) S 1 1 1 0 -1 0 0 0 0 0 18446744073709551615 2 \n",
		"1 (name) S 1 1 1 0 -1 0 0 0 0 0 1 2", /* 2 of 25, maybe */
	};
	struct task_stat s = { .state = '?' };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		ck_assert_msg(parse_task_stat(text(texts[i]), &s) == -EINVAL,
			      "%s", texts[i]);
	ck_assert_int_eq(s.state, '?');
}
END_TEST

START_TEST(time_that_was_wanted)
{
	static const char *const none[] = { "",
					    "5",
					    "5 6",
					    "0 0 0\n",
					    "-1 6 7\n",
					    "5 x 7\n",
					    "99999999999999999999 1 1\n" };
	uint64_t ns = 7;

	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		ck_assert_msg(parse_task_schedstat(text(none[i]), &ns) ==
				      -EINVAL,
			      "%s", none[i]);
	ck_assert_uint_eq(ns, 7);
	ck_assert_int_eq(
		parse_task_schedstat(text("12612855 25209808 4\n"), &ns), 0);
	ck_assert_uint_eq(ns, 37822663);
}
END_TEST

static const struct call_row rows[] = {
	{ 0, CALL_READ, 0 },
	{ 40, CALL_READ, 1 },
	{ 202, CALL_LOCK, 0 },
	{ 232, CALL_EPOLL, 0 },
};
static const struct call_table table = { rows, 4, true };

#define SP64 " 0x7ffca8e28498 0x7fc00ba002ad\n"

static struct task_call call_of(const char *s)
{
	struct task_call c = { .call = CALL_NONE, .fd = -7 };

	ck_assert_msg(parse_task_syscall(text(s), &table, &c) == 0, "%s", s);
	return c;
}

START_TEST(syscalls)
{
	struct task_call c;

	c = call_of("0 0x3 0x7fc0 0x20000 0x7f 0xffffffff 0x0" SP64);
	ck_assert_int_eq(c.call, CALL_READ);
	ck_assert_int_eq(c.fd, 3);
	/* sendfile() reads from its second one */
	c = call_of("40 0x3 0x9 0x0 0x0 0x0 0x0" SP64);
	ck_assert_int_eq(c.fd, 9);
	/* the upper half of a register is what was in it before */
	c = call_of("0 0xdeadbeef00000005 0x0 0x0 0x0 0x0 0x0" SP64);
	ck_assert_int_eq(c.fd, 5);
	c = call_of("0 0xffffffffffffffff 0x0 0x0 0x0 0x0 0x0" SP64);
	ck_assert_int_eq(c.fd, -1);
	c = call_of("202 0x3 0x0 0x0 0x0 0x0 0x0" SP64);
	ck_assert_int_eq(c.call, CALL_LOCK);
	ck_assert_int_eq(c.fd, -1);
	ck_assert_int_eq(call_of("7 0x3 0x0 0x0 0x0 0x0 0x0" SP64).call,
			 CALL_OTHER);
	ck_assert_int_eq(call_of("running\n").call, CALL_RUNNING);
	ck_assert_int_eq(call_of("-1" SP64).call, CALL_NONE);
}
END_TEST

/* A program of 32 bits has a table of its own, and a low stack. */
START_TEST(syscall_of_another_word_size)
{
	const struct call_table small = { rows, 4, false };
	struct task_call c;

	ck_assert_int_eq(call_of("0 0x3 0x0 0x0 0x0 0x0 0x0 0xffd01234 "
				 "0xf7f01234\n")
				 .call,
			 CALL_UNKNOWN);
	ck_assert_int_eq(
		parse_task_syscall(text("0 0x3 0x0 0x0 0x0 0x0 0x0" SP64),
				   &small, &c),
		0);
	ck_assert_int_eq(c.call, CALL_UNKNOWN);
	ck_assert_int_eq(c.fd, -1);
}
END_TEST

START_TEST(syscall_cut_at_every_byte)
{
	static const char whole[] = "0 0x3 0x1 0x2 0x3 0x4 0x5" SP64;
	static const char *const bad[] = {
		"\n",
		"runnin\n",
		"x 0x1\n",
		"0 3 1 2 3 4 5" SP64,
		"-1 0x1\n",
		"0 0x3" SP64,
		"0 0x3 0x1 0x2 0x3 0x4 0x5 0x6" SP64,
		"0 0x3 0x1 0x2 0x3 0x4 0x11111111111111111" SP64,
	};
	struct task_call c = { .fd = 77 };

	for (size_t len = 0; len < sizeof(whole) - 1; len++) {
		char *p = copy(whole, len);

		ck_assert_int_eq(parse_task_syscall(span_of(p, len), &table,
						    &c),
				 -EINVAL);
		free(p);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_assert_msg(parse_task_syscall(text(bad[i]), &table, &c) ==
				      -EINVAL,
			      "%s", bad[i]);
	ck_assert_int_eq(c.fd, 77);
}
END_TEST

struct message {
	char bytes[1024];
	size_t len;
};

static void put(struct message *m, uint16_t type, const void *data, size_t len)
{
	struct nlattr a = { .nla_type = type,
			    .nla_len = (uint16_t)(sizeof(a) + len) };

	memcpy(m->bytes + m->len, &a, sizeof(a));
	memcpy(m->bytes + m->len + sizeof(a), data, len);
	m->len += (sizeof(a) + len + 3) & ~(size_t)3;
}

/* struct tcp_info as the kernel lays it out, a number for each field. */
static void fill_info(char info[240])
{
	const uint64_t received = UINT64_C(5000000000), busy = 70, rwnd = 60;
	const uint32_t last = 12345, notsent = 777, ooo = 55, wnd = 65000;

	memset(info, 0, 240);
	info[2] = 9;
	info[3] = (char)200;
	memcpy(info + 52, &last, 4);
	memcpy(info + 128, &received, 8);
	memcpy(info + 144, &notsent, 4);
	memcpy(info + 168, &busy, 8);
	memcpy(info + 176, &rwnd, 8);
	memcpy(info + 224, &ooo, 4);
	memcpy(info + 228, &wnd, 4);
}

static int parse_info(size_t len, struct tcp_facts *ret)
{
	struct message m = { .len = sizeof(struct inet_diag_msg) };
	char info[240];

	fill_info(info);
	put(&m, INET_DIAG_SKMEMINFO, "01234567890123456789012345678901234", 36);
	put(&m, INET_DIAG_INFO, info, len);
	return parse_tcp_info(span_of(m.bytes, m.len), ret);
}

START_TEST(tcp_info_of_today)
{
	struct tcp_facts t;

	ck_assert_int_eq(parse_info(240, &t), 0);
	ck_assert(t.known);
	ck_assert_uint_eq(t.retransmits, 9);
	ck_assert_uint_eq(t.probes, 200);
	ck_assert_uint_eq(t.last_received_ms, 12345);
	ck_assert(t.bytes_received.known &&
		  t.bytes_received.v == UINT64_C(5000000000));
	ck_assert(t.notsent_bytes.known && t.notsent_bytes.v == 777);
	ck_assert(t.busy_us.known && t.busy_us.v == 70);
	ck_assert(t.rwnd_limited_us.known && t.rwnd_limited_us.v == 60);
	ck_assert_uint_eq(t.out_of_order, 55);
	ck_assert(t.peer_window_bytes.known && t.peer_window_bytes.v == 65000);
	ck_assert(!t.busy_between_us.known);
}
END_TEST

/* A field is known from the length on that has all of it. */
START_TEST(tcp_info_of_every_length)
{
	for (size_t len = 0; len <= 240; len++) {
		struct tcp_facts t = { .retransmits = 99 };
		int err = parse_info(len, &t);

		ck_assert_int_eq(err, len < 104 ? -EBADMSG : 0);
		if (err) {
			ck_assert_uint_eq(t.retransmits, 99);
			continue;
		}
		ck_assert_uint_eq(t.bytes_received.known, len >= 136);
		ck_assert_uint_eq(t.notsent_bytes.known, len >= 148);
		ck_assert_uint_eq(t.busy_us.known, len >= 176);
		ck_assert_uint_eq(t.rwnd_limited_us.known, len >= 184);
		ck_assert_uint_eq(t.out_of_order, len >= 228 ? 55 : 0);
		ck_assert_uint_eq(t.peer_window_bytes.known, len >= 232);
	}
}
END_TEST

START_TEST(tcp_info_cut_at_every_byte)
{
	struct message m = { .len = sizeof(struct inet_diag_msg) };
	struct tcp_facts t;
	char info[240];

	fill_info(info);
	put(&m, INET_DIAG_INFO, info, sizeof(info));
	for (size_t len = 0; len < m.len; len++) {
		char *p = copy(m.bytes, len);
		int err = parse_tcp_info(span_of(p, len), &t);

		ck_assert_int_eq(err, len == sizeof(struct inet_diag_msg)
					      ? -ENOENT
					      : -EBADMSG);
		free(p);
	}
	/* a length that lies */
	m.bytes[sizeof(struct inet_diag_msg)] = 3;
	ck_assert_int_eq(parse_tcp_info(span_of(m.bytes, m.len), &t), -EBADMSG);
}
END_TEST

START_TEST(cgroup_lines)
{
	struct span rest = text("12:cpu,cpuacct:/a b:c\nnonsense\n3::x\n"
				"4:freezer\n0::/user.slice\n1:x:/cut");
	struct cgroup_line l;

	ck_assert(parse_cgroup_line(&rest, &l));
	ck_assert(span_is(l.path, "/a b:c"));
	ck_assert(comma_list_has(l.controllers, "cpu"));
	ck_assert(comma_list_has(l.controllers, "cpuacct"));
	ck_assert(!comma_list_has(l.controllers, "cpua"));
	ck_assert(!comma_list_has(l.controllers, "cpuset"));
	ck_assert(parse_cgroup_line(&rest, &l));
	ck_assert(span_is(l.path, "/user.slice"));
	ck_assert_uint_eq(l.controllers.len, 0);
	ck_assert(!parse_cgroup_line(&rest, &l));
}
END_TEST

START_TEST(flat_keys)
{
	struct span s = text("nr_periods 120\nnr_throttled 7 8\nfrozen -1\n"
			     "populated 1\nlast 33");

	ck_assert(parse_flat_key(s, "nr_periods").known);
	ck_assert_uint_eq(parse_flat_key(s, "nr_periods").v, 120);
	ck_assert_uint_eq(parse_flat_key(s, "populated").v, 1);
	ck_assert(!parse_flat_key(s, "nr_throttled").known);
	ck_assert(!parse_flat_key(s, "frozen").known);
	ck_assert(!parse_flat_key(s, "nr").known);
	ck_assert(!parse_flat_key(s, "last").known);
}
END_TEST

START_TEST(mounts_tell_their_controllers)
{
	struct span rest =
		text("37 31 0:34 / /sys/fs/cgroup/freezer rw,relatime - cgroup "
		     "cgroup rw,freezer\n"
		     "38 31 0:35 / /x rw shared:1 - cgroup2 cgroup2\n");
	struct mount m;

	ck_assert(parse_mount(&rest, &m));
	ck_assert(span_is(m.fstype, "cgroup"));
	ck_assert(comma_list_has(m.super, "freezer"));
	ck_assert(parse_mount(&rest, &m));
	ck_assert_uint_eq(m.super.len, 0);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("look_parse");

	tcase_add_test(t, epoll_entries);
	tcase_add_test(t, epoll_events);
	tcase_add_test(t, epoll_before_4_13);
	tcase_add_test(t, epoll_nonsense);
	tcase_add_test(t, epoll_cut_at_every_byte);
	tcase_add_test(t, stat_of_a_thread);
	tcase_add_test(t, stat_with_a_hostile_name);
	tcase_add_test(t, stat_that_is_none);
	tcase_add_test(t, time_that_was_wanted);
	tcase_add_test(t, syscalls);
	tcase_add_test(t, syscall_of_another_word_size);
	tcase_add_test(t, syscall_cut_at_every_byte);
	tcase_add_test(t, tcp_info_of_today);
	tcase_add_test(t, tcp_info_of_every_length);
	tcase_add_test(t, tcp_info_cut_at_every_byte);
	tcase_add_test(t, cgroup_lines);
	tcase_add_test(t, flat_keys);
	tcase_add_test(t, mounts_tell_their_controllers);
	return tap_run(t);
}
