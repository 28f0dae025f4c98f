/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The process table and the memory counters of the machine that the test runs
 * on: children with known memory and names stand for what is in it.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collect/collect.h"
#include "collect/memory/memory.h"
#include "collect/process/processes.h"
#include "model/snapshot.h"
#include "tap.h"

#define MIB ((size_t)1 << 20)
#define HELD (32 * MIB)

static struct snapshot snap;
static pid_t children[80];
static size_t n_children;

/* A child with that name and that much memory of its own, ready on return. */
static pid_t child(const char *comm, size_t bytes)
{
	int ready[2];
	char c = 0;
	pid_t pid;

	ck_assert_int_eq(pipe(ready), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		prctl(PR_SET_NAME, comm);
		if (bytes) {
			char *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
				       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

			if (p == MAP_FAILED)
				_exit(1);
			memset(p, 1, bytes);
		}
		if (write(ready[1], "r", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ready[1]);
	ck_assert_int_eq(read(ready[0], &c, 1), 1);
	close(ready[0]);
	children[n_children++] = pid;
	return pid;
}

static void teardown(void)
{
	while (n_children) {
		kill(children[--n_children], SIGKILL);
		waitpid(children[n_children], NULL, 0);
	}
	snapshot_free(&snap);
}

static void collect(bool no_pss)
{
	const struct collect_opts opts = { .no_pss = no_pss };
	struct collect c;

	snap.host.page_size = opt_u64((uint64_t)sysconf(_SC_PAGESIZE));
	ck_assert_int_eq(collect_begin(&opts, &snap, &c), 0);
	ck_assert_int_eq(collect_processes(&c), 0);
	collect_end(&c);
	ck_assert(snap.processes.known);
}

static void assert_sorted(void)
{
	const struct processes *ps = &snap.processes;

	for (size_t i = 1; i < ps->n; i++)
		ck_assert_int_lt(ps->v[i - 1].pid, ps->v[i].pid);
}

START_TEST(a_childs_memory_is_its_pss)
{
	const struct process *p, *self;
	pid_t pid = child("kmw-holder", HELD);

	collect(false);
	assert_sorted();
	ck_assert(snap.processes.pss);
	p = processes_find(&snap.processes, pid);
	ck_assert_ptr_nonnull(p);
	ck_assert_str_eq(p->comm, "kmw-holder");
	ck_assert_uint_eq(p->uid, geteuid());
	ck_assert(p->pss_bytes.known && p->pss_bytes.v >= HELD);
	ck_assert(p->pss_bytes.v < 3 * HELD);
	ck_assert(p->rss_bytes.known && p->rss_bytes.v >= HELD);
	if (p->pss_anon_bytes.known)
		ck_assert(p->pss_anon_bytes.v >= HELD &&
			  p->pss_anon_bytes.v <= p->pss_bytes.v);
	self = processes_find(&snap.processes, getpid());
	ck_assert_ptr_nonnull(self);
	ck_assert(self->pss_bytes.known && self->pss_bytes.v > 0);
}
END_TEST

START_TEST(without_pss_there_is_the_table)
{
	const struct process *p;
	pid_t pid = child("kmw-holder", HELD);

	collect(true);
	assert_sorted();
	ck_assert(!snap.processes.pss);
	ck_assert_uint_eq(snap.processes.unreadable, 0);
	ck_assert_uint_eq(snap.gaps.n, 0);
	p = processes_find(&snap.processes, pid);
	ck_assert_ptr_nonnull(p);
	ck_assert(!p->pss_bytes.known && !p->pss_anon_bytes.known);
	ck_assert(!p->swap_pss_bytes.known);
	ck_assert(p->rss_bytes.known && p->rss_bytes.v >= HELD);
}
END_TEST

START_TEST(comm_is_what_the_kernel_has)
{
	static const char *const names[] = {
		"\x1b[31mred", "a\nb",	"\xff\xfe\x80",	   "a\\x1b",
		"x) R 1 (y",   " lead", "trail ",	   "gr\xc3\xbc\xc3\x9f",
		"what?",       "a.b+c", "fifteen-bytes-x",
	};
	enum { N = sizeof(names) / sizeof(*names) };
	pid_t pids[N];

	for (size_t i = 0; i < N; i++)
		pids[i] = child(names[i], 0);
	collect(true);
	for (size_t i = 0; i < N; i++) {
		const struct process *p =
			processes_find(&snap.processes, pids[i]);

		ck_assert_ptr_nonnull(p);
		ck_assert_str_eq(p->comm, names[i]);
	}
}
END_TEST

START_TEST(a_zombie_has_no_memory)
{
	const struct process *p;
	pid_t pid = child("kmw-zombie", 0);
	siginfo_t si;

	kill(pid, SIGKILL);
	ck_assert_int_eq(waitid(P_PID, (id_t)pid, &si, WEXITED | WNOWAIT), 0);
	collect(false);
	p = processes_find(&snap.processes, pid);
	ck_assert_ptr_nonnull(p);
	ck_assert(p->pss_bytes.known && p->pss_bytes.v == 0);
	ck_assert(p->rss_bytes.known && p->rss_bytes.v == 0);
}
END_TEST

START_TEST(many_processes_come_once_each)
{
	size_t found = 0;

	for (int i = 0; i < 75; i++)
		child("kmw-many", 0);
	collect(false);
	assert_sorted();
	for (size_t i = 0; i < snap.processes.n; i++)
		found += !strcmp(snap.processes.v[i].comm, "kmw-many");
	ck_assert_uint_eq(found, 75);
}
END_TEST

/* A second walk is a process of its own: it must not be seen, or stay. */
START_TEST(the_walk_leaves_no_child)
{
	collect(false);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}
END_TEST

START_TEST(another_users_process_is_unreadable_and_not_zero)
{
	struct collect c;
	const struct process *p;
	pid_t pid;
	int status = 0;

	if (geteuid())
		return; /* a process of root is needed: see the next lines */
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid) {
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert(WIFEXITED(status));
		ck_assert_int_eq(WEXITSTATUS(status), 0);
		return;
	}
	pid = getppid();
	if (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534))
		_exit(2);
	snap.host.page_size = opt_u64(4096);
	if (collect_begin(&(struct collect_opts){ 0 }, &snap, &c) ||
	    collect_processes(&c))
		_exit(3);
	collect_end(&c);
	p = processes_find(&snap.processes, pid);
	if (!p) /* hidepid */
		_exit(snap.gaps.n ? 0 : 4);
	if (p->pss_bytes.known || !snap.processes.unreadable)
		_exit(5);
	if (!snap.gaps.n || strcmp(snap.gaps.v[0].what, "smaps_rollup") ||
	    snap.gaps.v[0].count != snap.processes.unreadable)
		_exit(6);
	_exit(0);
}
END_TEST

START_TEST(the_live_counters_are_there)
{
	struct collect c;

	ck_assert_int_eq(collect_begin(&(struct collect_opts){ 0 }, &snap, &c),
			 0);
	collect_host(&c);
	ck_assert_int_eq(collect_memory(&c), 0);
	collect_end(&c);
	ck_assert(snap.host.name[0] && snap.host.kernel[0]);
	ck_assert(snap.host.kernel_version.known);
	ck_assert_uint_eq(snap.host.page_size.v,
			  (uint64_t)sysconf(_SC_PAGESIZE));
	ck_assert(snap.memory.info.v[MEM_TOTAL].known);
	ck_assert(snap.memory.info.v[MEM_TOTAL].v ==
		  snap.memory.earlier.v[MEM_TOTAL].v);
	ck_assert(snap.memory.info.v[MEM_FREE].v <
		  snap.memory.info.v[MEM_TOTAL].v);
	ck_assert(snap.memory.zone.pcp_pages.known);
	ck_assert(snap.memory.vmstat.v[VM_FREE_PAGES].known);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("processes");

	tcase_add_checked_fixture(t, NULL, teardown);
	tcase_set_timeout(t, 30);
	tcase_add_test(t, a_childs_memory_is_its_pss);
	tcase_add_test(t, without_pss_there_is_the_table);
	tcase_add_test(t, comm_is_what_the_kernel_has);
	tcase_add_test(t, a_zombie_has_no_memory);
	tcase_add_test(t, many_processes_come_once_each);
	tcase_add_test(t, the_walk_leaves_no_child);
	tcase_add_test(t, another_users_process_is_unreadable_and_not_zero);
	tcase_add_test(t, the_live_counters_are_there);
	return tap_run(t);
}
