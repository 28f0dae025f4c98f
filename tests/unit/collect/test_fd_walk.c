/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One walk over what processes have open; here over what a child has. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collect/base/fd_walk.h"
#include "model/gap.h"
#include "tap.h"

#define MANY 200

static struct fd_walk walk;
static pid_t child;
static int kinds[FD_KINDS]; /* the fd of each that the child has; 0: none */

static void open_all(void)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	kinds[FD_PIPE] = ends[0];
	kinds[FD_SOCKET] = socket(AF_UNIX, SOCK_DGRAM, 0);
	kinds[FD_EPOLL] = epoll_create1(0);
	kinds[FD_DELETED] = memfd_create("x", 0);
	kinds[FD_NETNS] = open("/proc/self/ns/net", O_RDONLY);
	kinds[FD_PATH] = open("/proc/self/exe", O_RDONLY);
}

static void setup(void)
{
	open_all();
	child = fork();
	ck_assert_int_ge(child, 0);
	if (!child) {
		pause();
		_exit(0);
	}
	walk = (struct fd_walk){ .kinds = FD_ALL };
	walk.proc = open("/proc", O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(walk.proc, 0);
}

static void teardown(void)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(walk.proc);
	fd_walk_free(&walk);
}

static uint64_t inode_of(int fd)
{
	struct stat st;

	ck_assert_int_eq(fstat(fd, &st), 0);
	return st.st_ino;
}

/* Whether the walk has that fd of the child, as that kind. */
static const struct fd_ref *find(enum fd_kind kind, int fd)
{
	const struct fd_refs *all = &walk.refs[kind];

	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].pid == child && all->v[i].fd == fd)
			return &all->v[i];
	return NULL;
}

static void assert_child_is_there(void)
{
	static const unsigned named =
		FD_BIT(FD_SOCKET) | FD_BIT(FD_NETNS) | FD_BIT(FD_PIPE);

	for (unsigned k = 0; k < FD_KINDS; k++) {
		const struct fd_ref *ref = find((enum fd_kind)k, kinds[k]);

		ck_assert_msg(!kinds[k] || ref, "kind %u", k);
		if (ref && named & FD_BIT(k))
			ck_assert_uint_eq(ref->inode, inode_of(kinds[k]));
	}
}

START_TEST(each_kind_is_noted)
{
	const struct fd_process *p;

	ck_assert_int_eq(fd_walk_process(&walk, child, UINT32_MAX, &p), 0);
	ck_assert_int_eq(p->err, 0);
	ck_assert_uint_eq(p->sockets, 1);
	assert_child_is_there();
	ck_assert_uint_eq(walk.n, 1);
	/* the others are still to be walked, this one is not walked again */
	ck_assert_int_eq(fd_walk_all(&walk), 0);
	ck_assert_uint_gt(walk.n, 1);
	assert_child_is_there();
	ck_assert_uint_eq(fd_walk_of(&walk, FD_EPOLL, child).n, 1);
}
END_TEST

START_TEST(a_walk_is_done_once)
{
	size_t n;

	ck_assert_int_eq(fd_walk_all(&walk), 0);
	n = walk.n;
	close(walk.proc); /* nothing is read from here on */
	ck_assert_int_eq(fd_walk_all(&walk), 0);
	ck_assert_uint_eq(walk.n, n);
	assert_child_is_there();
	walk.proc = open("/proc", O_RDONLY | O_DIRECTORY);
}
END_TEST

START_TEST(only_the_kinds_that_are_asked_for)
{
	walk.kinds = FD_BIT(FD_SOCKET);
	ck_assert_int_eq(fd_walk_all(&walk), 0);
	ck_assert_ptr_nonnull(find(FD_SOCKET, kinds[FD_SOCKET]));
	for (unsigned k = 0; k < FD_KINDS; k++)
		ck_assert(k == FD_SOCKET || !walk.refs[k].n);
}
END_TEST

/* Refused where one process is asked for; the whole walk has it. */
START_TEST(a_process_with_too_many_fds)
{
	const struct fd_process *p;
	uint32_t n;

	ck_assert_int_eq(fd_walk_process(&walk, child, 3, &p), 0);
	ck_assert_int_eq(p->err, -E2BIG);
	for (unsigned k = 0; k < FD_KINDS; k++)
		ck_assert_uint_eq(walk.refs[k].n, 0);
	ck_assert_int_eq(fd_walk_all(&walk), 0);
	assert_child_is_there();
	n = walk.v[*idhash_find(&walk.by_pid, (uint64_t)child)].fds;
	fd_walk_free(&walk);
	walk = (struct fd_walk){ .kinds = FD_ALL,
				 .proc = open("/proc", O_RDONLY) };
	ck_assert_int_eq(fd_walk_process(&walk, child, n, &p), 0);
	ck_assert_int_eq(p->err, 0);
	ck_assert_uint_eq(p->fds, n);
}
END_TEST

START_TEST(fds_of_a_process_are_found)
{
	struct fd_ref v[] = {
		{ 0, 5, 3 }, { 0, 7, 1 }, { 0, 7, 9 }, { 0, 9, 4 }
	};
	struct fd_walk w = { .refs[FD_EPOLL] = { .v = v, .n = 4 } };
	struct fd_refs got = fd_walk_of(&w, FD_EPOLL, 7);

	ck_assert_uint_eq(got.n, 2);
	ck_assert_int_eq(got.v[0].fd, 1);
	ck_assert_int_eq(got.v[1].fd, 9);
	ck_assert_uint_eq(fd_walk_of(&w, FD_EPOLL, 5).n, 1);
	ck_assert_uint_eq(fd_walk_of(&w, FD_EPOLL, 9).n, 1);
	ck_assert_uint_eq(fd_walk_of(&w, FD_EPOLL, 6).n, 0);
	ck_assert_uint_eq(fd_walk_of(&w, FD_EPOLL, 10).n, 0);
	ck_assert_uint_eq(fd_walk_of(&w, FD_BPF, 7).n, 0);
}
END_TEST

START_TEST(who_refuses_is_one_gap)
{
	struct fd_process v[] = {
		{ .pid = 1, .err = -EACCES, .refused = true },
		{ .pid = 2, .err = -EACCES },
		{ .pid = 3, .err = -ENOENT },
		{ .pid = 4, .err = -EPERM, .refused = true }
	};
	struct fd_walk w = { .v = v, .n = 4 };
	struct gaps gaps = { 0 };

	fd_walk_refusals(&w, &gaps, "fd", "not known");
	ck_assert_uint_eq(gaps.n, 1);
	ck_assert_uint_eq(gaps.v[0].count, 2);
	ck_assert_int_eq(gaps.v[0].error, EACCES);
	ck_assert_str_eq(gaps.v[0].example, "pid 1");
	gaps_free(&gaps);
}
END_TEST

/* More than one worker, and each process once. */
START_TEST(many_processes_come_once_each)
{
	pid_t pids[MANY];
	size_t n;

	for (size_t i = 0; i < MANY; i++) {
		pids[i] = fork();
		ck_assert_int_ge(pids[i], 0);
		if (!pids[i]) {
			pause();
			_exit(0);
		}
	}
	ck_assert_int_eq(fd_walk_all(&walk), 0);
	for (size_t i = 0; i < MANY; i++) {
		n = 0;
		for (size_t k = 0; k < walk.refs[FD_SOCKET].n; k++)
			n += walk.refs[FD_SOCKET].v[k].pid == pids[i];
		ck_assert_uint_eq(n, 1);
		ck_assert_uint_eq(fd_walk_of(&walk, FD_EPOLL, pids[i]).n, 1);
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("fd_walk");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 30);
	tcase_add_test(t, each_kind_is_noted);
	tcase_add_test(t, a_walk_is_done_once);
	tcase_add_test(t, only_the_kinds_that_are_asked_for);
	tcase_add_test(t, a_process_with_too_many_fds);
	tcase_add_test(t, fds_of_a_process_are_found);
	tcase_add_test(t, who_refuses_is_one_gap);
	tcase_add_test(t, many_processes_come_once_each);
	return tap_run(t);
}
