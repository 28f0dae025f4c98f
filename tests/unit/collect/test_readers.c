/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who waits for a socket, and why not: children that do one thing each, looked
 * at through the /proc of the machine that the test runs on.
 */
#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "collect/probe/probe_cgroup.h"
#include "collect/probe/probe_threads.h"
#include "collect/probe/readers.h"
#include "collect/base/context.h"
#include "model/snapshot.h"
#include "tap.h"

#define CHILDREN_MAX 4

static pid_t children[CHILDREN_MAX];
static size_t n_children;
static int sock; /* of every child, too */
static struct collect collect;
static struct snapshot snap;

static void setup(void)
{
	sock = socket(AF_INET, SOCK_DGRAM, 0);
	ck_assert_int_ge(sock, 0);
	ck_assert_int_eq(
		collect_begin(&(struct collect_opts){ 0 }, &snap, &collect), 0);
	n_children = 0;
}

static void teardown(void)
{
	for (size_t i = 0; i < n_children; i++) {
		kill(children[i], SIGKILL);
		waitpid(children[i], NULL, 0);
	}
	close(sock);
	collect_end(&collect);
	snapshot_free(&snap);
}

/* A child that calls act(), which does not return. */
static void child(void (*act)(void))
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		act();
		_exit(1);
	}
	children[n_children++] = pid;
}

static void sleep_ms(long ms)
{
	const struct timespec ts = { .tv_nsec = ms * 1000000 };

	nanosleep(&ts, NULL);
}

/* Two looks at the socket in the children's hands. */
static const struct probe *probe(int fd)
{
	struct readers *r = NULL;
	uint32_t order = 0;
	struct stat st;

	ck_assert_int_eq(fstat(sock, &st), 0);
	snap.socks.v = calloc(1, sizeof(*snap.socks.v));
	snap.probes.v = calloc(1, sizeof(*snap.probes.v));
	snap.owners.v = calloc(CHILDREN_MAX, sizeof(*snap.owners.v));
	ck_assert(snap.socks.v && snap.probes.v && snap.owners.v);
	snap.socks.n = snap.probes.n = 1;
	snap.owners.n = n_children;
	snap.socks.v[0] = (struct sock){ .inode = (uint32_t)st.st_ino,
					 .n_owners = (uint32_t)n_children };
	for (size_t i = 0; i < n_children; i++)
		snap.owners.v[i] =
			(struct sock_owner){ .pid = children[i], .fd = fd };
	sleep_ms(100); /* until they are where they are to be */
	ck_assert_int_eq(readers_open(&collect, &order, 1, &r), 0);
	sleep_ms(250);
	ck_assert_int_eq(readers_finish(r, &snap), 0);
	readers_close(r);
	return &snap.probes.v[0];
}

static void receive(void)
{
	char c;

	recv(sock, &c, 1, 0);
}

static void wait_for_ever(void)
{
	pause();
}

START_TEST(a_thread_that_receives)
{
	const struct probe *l;

	child(receive);
	l = probe(sock);
	ck_assert_int_eq(l->awaited, YES);
	ck_assert_int_eq(l->watched, NO);
	ck_assert_int_eq(l->why, READER_UNKNOWN);
	ck_assert_uint_eq(snap.gaps.n, 0);
}
END_TEST

START_TEST(another_fd_is_received_from)
{
	child(receive);
	ck_assert_int_eq(probe(sock + 1000)->awaited, NO);
}
END_TEST

START_TEST(nobody_waits)
{
	const struct probe *l;

	child(wait_for_ever);
	l = probe(sock);
	ck_assert_int_eq(l->awaited, NO);
	ck_assert_int_eq(l->watched, NO);
	ck_assert_int_eq(l->why, READER_UNKNOWN);
}
END_TEST

START_TEST(one_of_two_processes_waits)
{
	child(wait_for_ever);
	child(receive);
	ck_assert_int_eq(probe(sock)->awaited, YES);
}
END_TEST

START_TEST(nothing_is_known_of_one_that_has_ended)
{
	const struct probe *l;

	child(wait_for_ever);
	kill(children[0], SIGKILL);
	waitpid(children[0], NULL, 0);
	l = probe(sock);
	ck_assert_int_eq(l->awaited, MAYBE);
	ck_assert_int_eq(l->watched, MAYBE);
	ck_assert_int_eq(l->why, READER_UNKNOWN);
	ck_assert_uint_eq(snap.gaps.n, 0);
	n_children = 0;
}
END_TEST

START_TEST(an_accept_queue_has_no_fd)
{
	const struct probe *l;

	child(wait_for_ever);
	kill(children[0], SIGSTOP);
	l = probe(-1);
	ck_assert_int_eq(l->awaited, MAYBE);
	ck_assert_int_eq(l->watched, MAYBE);
	ck_assert_int_eq(l->why, READER_STOPPED);
	ck_assert_int_eq(l->why_pid, children[0]);
}
END_TEST

static void poll_it(void)
{
	struct pollfd p = { .fd = sock, .events = POLLIN };

	poll(&p, 1, -1);
}

START_TEST(what_poll_waits_for_cannot_be_seen)
{
	const struct probe *l;

	child(poll_it);
	l = probe(sock);
	ck_assert_int_eq(l->awaited, MAYBE);
	ck_assert_int_eq(l->watched, NO);
}
END_TEST

static void watch(uint32_t events, int tell, bool nested)
{
	int set = epoll_create1(0), outer = epoll_create1(0);
	int timer = eventfd(0, 0); /* shares the sets' inode */
	struct epoll_event e = { .events = events };

	epoll_ctl(set, EPOLL_CTL_ADD, tell, &e);
	e.events = EPOLLIN;
	epoll_ctl(outer, EPOLL_CTL_ADD, timer, &e);
	if (nested)
		epoll_ctl(outer, EPOLL_CTL_ADD, set, &e);
	/* by then the entry has fired once */
	epoll_wait(set, &e, 1, 10);
	epoll_wait(nested ? outer : set, &e, 1, -1);
	pause();
}

static void watch_level(void)
{
	watch(EPOLLIN, sock, false);
}

static void watch_edge(void)
{
	watch(EPOLLIN | EPOLLET, sock, false);
}

static void watch_nested(void)
{
	watch(EPOLLIN, sock, true);
}

static void watch_output(void)
{
	watch(EPOLLOUT | EPOLLET, sock, false);
}

/* An unbound UDP socket is writable: that uses the shot up. */
static void watch_once(void)
{
	watch(EPOLLIN | EPOLLOUT | EPOLLONESHOT, sock, false);
}

/* The fd it was added by is gone, the entry is not. */
static void watch_duplicate(void)
{
	int other = dup(sock);
	int set = epoll_create1(0);
	struct epoll_event e = { .events = EPOLLIN };

	epoll_ctl(set, EPOLL_CTL_ADD, other, &e);
	close(other);
	epoll_wait(set, &e, 1, -1);
}

/* The inner set has no fd any more, only a duplicate somewhere else. */
static void watch_lost(void)
{
	int set = epoll_create1(0), inner = epoll_create1(0);
	struct epoll_event e = { .events = EPOLLIN };

	epoll_ctl(set, EPOLL_CTL_ADD, inner, &e);
	if (fork() == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		pause();
	}
	close(inner);
	epoll_wait(set, &e, 1, -1);
}

static const struct {
	void (*act)(void);
	enum tristate watched;
	bool edge;
	bool disarmed;
} sets[] = {
	{ watch_level, YES, false, false },
	{ watch_edge, YES, true, false },
	{ watch_nested, YES, false, false },
	{ watch_duplicate, YES, false, false },
	{ watch_output, NO, false, false },
	{ watch_once, NO, false, true },
	{ watch_lost, MAYBE, false, false },
};

START_TEST(epoll_sets)
{
	const struct probe *l;

	child(sets[_i].act);
	l = probe(sock);
	ck_assert_int_eq(l->watched, sets[_i].watched);
	ck_assert_int_eq(l->edge_triggered, sets[_i].edge);
	ck_assert_int_eq(l->disarmed, sets[_i].disarmed);
	ck_assert_int_eq(l->awaited, NO);
}
END_TEST

START_TEST(stopped)
{
	const struct probe *l;

	child(receive);
	sleep_ms(50);
	kill(children[0], SIGSTOP);
	l = probe(sock);
	ck_assert_int_eq(l->why, READER_STOPPED);
	ck_assert_int_eq(l->why_pid, children[0]);
}
END_TEST

START_TEST(a_stopped_one_beside_one_that_waits)
{
	child(receive);
	sleep_ms(50);
	kill(children[0], SIGSTOP);
	child(receive);
	ck_assert_int_eq(probe(sock)->why, READER_UNKNOWN);
	ck_assert_int_eq(snap.probes.v[0].why_pid, 0);
}
END_TEST

static void *wait_for_lock(void *word)
{
	for (;;)
		syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, 1, NULL, NULL, 0);
	return NULL;
}

static void wait_all(void)
{
	uint32_t word = 1;
	pthread_t t;

	pthread_create(&t, NULL, wait_for_lock, &word);
	wait_for_lock(&word);
}

static void wait_but_one(void)
{
	uint32_t word = 1;
	pthread_t t;

	pthread_create(&t, NULL, wait_for_lock, &word);
	pause();
}

START_TEST(all_wait_for_a_lock)
{
	child(wait_all);
	ck_assert_int_eq(probe(sock)->why, READER_WAITING);
}
END_TEST

START_TEST(not_all_wait_for_a_lock)
{
	child(wait_but_one);
	ck_assert_int_eq(probe(sock)->why, READER_UNKNOWN);
}
END_TEST

static struct threads threads_of(struct thread *v, size_t n)
{
	return (struct threads){ .v = v, .n = n, .whole = true };
}

START_TEST(reasons)
{
	const struct threads_span span = { .ms = 250, .ticks_per_second = 100 };
	struct thread a[2] = {
		{ .tid = 7, .state = 'S', .call = { CALL_LOCK, -1 } },
		{ .tid = 9,
		  .state = 'R',
		  .ticks = 1000,
		  .call = { CALL_RUNNING, -1 } },
	};
	struct thread b[2];
	struct threads before = threads_of(a, 2), after = threads_of(b, 2);
	pid_t tid = 0;

	memcpy(b, a, sizeof(b));
	b[1].ticks += 25;
	ck_assert_int_eq(threads_why(&before, &after, span, &tid),
			 READER_SPINNING);
	ck_assert_int_eq(tid, 9);
	b[1].ticks = a[1].ticks + 19; /* 76 % */
	ck_assert_int_eq(threads_why(&before, &after, span, &tid),
			 READER_UNKNOWN);
	a[1].wanted_ns = 5000000000; /* it waits for a CPU as long as it runs */
	b[1].wanted_ns = a[1].wanted_ns + 240000000;
	ck_assert_int_eq(threads_why(&before, &after, span, &tid),
			 READER_SPINNING);
	b[1].wanted_ns = a[1].wanted_ns + 190000000;
	ck_assert_int_eq(threads_why(&before, &after, span, &tid),
			 READER_UNKNOWN);
	a[1].wanted_ns = b[1].wanted_ns = 0;
	b[1].ticks = 0; /* it went back: another thread of that number */
	ck_assert_int_eq(threads_why(&before, &after, span, &tid),
			 READER_UNKNOWN);
	a[0].state = b[0].state = 'D';
	ck_assert_int_eq(threads_why(&before, &after, span, &tid),
			 READER_BLOCKED);
	ck_assert_int_eq(tid, 7);
	a[0].state = 'S'; /* only a moment */
	ck_assert_int_eq(threads_why(&before, &after, span, &tid),
			 READER_UNKNOWN);
	a[0].state = b[0].state = 'T';
	ck_assert_int_eq(threads_why(&before, &after, span, &tid),
			 READER_UNKNOWN);
	a[1].state = b[1].state = 't';
	ck_assert_int_eq(threads_why(&before, &after, span, &tid),
			 READER_STOPPED);
	after.whole = false; /* there are more */
	ck_assert_int_eq(threads_why(&before, &after, span, &tid),
			 READER_UNKNOWN);
	before.n = after.n = 0;
	after.whole = true;
	ck_assert_int_eq(threads_why(&before, &after, span, &tid),
			 READER_UNKNOWN);
}
END_TEST

START_TEST(awaiting)
{
	struct thread v[3] = { { .call = { CALL_OTHER, -1 } },
			       { .call = { CALL_READ, 5 } },
			       { .call = { CALL_POLL, -1 } } };
	struct threads t = threads_of(v, 3);

	ck_assert_int_eq(threads_await(&t, 5), YES);
	ck_assert_int_eq(threads_await(&t, 6), MAYBE);
	t.n = 2;
	ck_assert_int_eq(threads_await(&t, 6), NO);
	t.whole = false;
	ck_assert_int_eq(threads_await(&t, 6), MAYBE);
	ck_assert_int_eq(threads_await(&t, 5), YES);
	t = threads_of(v, 0);
	ck_assert_int_eq(threads_await(&t, 5), MAYBE);
}
END_TEST

START_TEST(quota)
{
	struct cgroup_quota a = { { 100, 50 }, { 10, 5 }, 2 }, b = a;

	ck_assert(!cgroup_was_throttled(&a, &b));
	b.periods[1] += 3;
	b.throttled[1] += 3;
	ck_assert(cgroup_was_throttled(&a, &b));
	b.throttled[1] -= 1; /* two of three */
	ck_assert(!cgroup_was_throttled(&a, &b));
	b.periods[1] = 51; /* one period is no proof */
	b.throttled[1] = 6;
	ck_assert(!cgroup_was_throttled(&a, &b));
	b.periods[0] += 10;
	b.throttled[0] += 9;
	ck_assert(cgroup_was_throttled(&a, &b));
	b.n = 1; /* moved to another one */
	ck_assert(!cgroup_was_throttled(&a, &b));
	b = a;
	b.periods[0] = 0; /* made anew */
	b.throttled[0] = 0;
	ck_assert(!cgroup_was_throttled(&a, &b));
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("readers");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 20);
	tcase_add_test(t, a_thread_that_receives);
	tcase_add_test(t, another_fd_is_received_from);
	tcase_add_test(t, nobody_waits);
	tcase_add_test(t, one_of_two_processes_waits);
	tcase_add_test(t, nothing_is_known_of_one_that_has_ended);
	tcase_add_test(t, an_accept_queue_has_no_fd);
	tcase_add_test(t, what_poll_waits_for_cannot_be_seen);
	tcase_add_loop_test(t, epoll_sets, 0, sizeof(sets) / sizeof(*sets));
	tcase_add_test(t, stopped);
	tcase_add_test(t, a_stopped_one_beside_one_that_waits);
	tcase_add_test(t, all_wait_for_a_lock);
	tcase_add_test(t, not_all_wait_for_a_lock);
	tcase_add_test(t, reasons);
	tcase_add_test(t, awaiting);
	tcase_add_test(t, quota);
	return tap_run(t);
}
