/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The supervisor: fork, measure until it has settled, wait, end. */
#include "memhog.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define FDS_SPARE 64
#define PORTS 16000 /* ephemeral ones that an address surely has */
#define SETTLE_ROUNDS 200

static uint64_t raise_fd_limit(void)
{
	struct rlimit rl;

	if (getrlimit(RLIMIT_NOFILE, &rl) < 0)
		return 1024 - FDS_SPARE;
	rl.rlim_cur = rl.rlim_max;
	setrlimit(RLIMIT_NOFILE, &rl);
	getrlimit(RLIMIT_NOFILE, &rl);
	return rl.rlim_cur > 2 * FDS_SPARE ? rl.rlim_cur - FDS_SPARE
					   : FDS_SPARE;
}

static uint64_t part(uint64_t total, uint64_t parts, uint64_t index)
{
	return total / parts + (index < total % parts);
}

static struct worker make_worker(const struct hog *h, size_t index)
{
	bool peer = index >= h->processes;
	uint64_t i = peer ? index - h->processes : index;
	struct slot *slots = h->share->slot;
	struct worker w = {
		.hog = h,
		.role = peer ? &h->mode->peer : &h->mode->holder,
		.me = &slots[index],
		.bytes = part(h->bytes, h->processes, i),
		.want_fds = part(h->sockets, h->processes, i),
		.extra = -1,
	};

	if (peer)
		w.other = &slots[i];
	else if (h->mode->peers == PEER_ONE)
		w.other = &slots[h->processes];
	else if (h->mode->peers == PEER_EACH)
		w.other = &slots[h->processes + i];
	if (peer && h->mode->peers == PEER_ONE)
		w.want_fds = 1;
	return w;
}

static int fork_workers(const struct hog *h)
{
	pid_t parent = getpid();

	for (size_t i = h->share->n_slots; i-- > 1;) {
		struct worker w = make_worker(h, i);
		pid_t pid = fork();

		if (pid < 0)
			return -errno;
		if (pid == 0) {
			if (i >= h->processes)
				prctl(PR_SET_NAME, "memhog-peer");
			worker_main(&w, parent);
		}
		h->share->slot[i].pid = pid;
	}
	return 0;
}

/*
 * What outlives a process (a SysV segment, a file, the pool of huge pages) is
 * put back by a child that only waits for the supervisor to be gone, however
 * that happens.
 */
static pid_t fork_janitor(const struct hog *h, int *ret_fd)
{
	int p[2];
	char c;

	if (pipe(p) < 0)
		return -errno;
	pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_NAME, "memhog-janitor");
		setpgid(0, 0);
		signal(SIGTERM, SIG_IGN);
		signal(SIGHUP, SIG_IGN);
		/* nobody shall wait for this child to close a pipe */
		close(STDIN_FILENO);
		close(STDOUT_FILENO);
		close(STDERR_FILENO);
		close(p[1]);
		while (read(p[0], &c, 1) < 0 && errno == EINTR)
			;
		mem_cleanup(h->share);
		kernel_cleanup(h->share);
		_exit(0);
	}
	close(p[0]);
	*ret_fd = p[1];
	return pid < 0 ? -errno : pid;
}

struct sums {
	uint64_t held;
	uint64_t peer_held;
	uint64_t sockets;
	uint64_t drops;
	bool busy;
	const struct slot *bad;
};

static struct sums sum_slots(const struct hog *h)
{
	struct sums s = { 0 };
	unsigned round = atomic_load(&h->share->round);

	for (size_t i = 0; i < h->share->n_slots; i++) {
		const struct slot *slot = &h->share->slot[i];
		int state = atomic_load(&slot->state);

		if (state >= SLOT_SKIP)
			s.bad = slot;
		if (state == SLOT_BUSY || atomic_load(&slot->round) != round)
			s.busy = true;
		if (i >= h->processes) {
			s.peer_held += slot->held;
			continue;
		}
		s.held += slot->held;
		s.sockets += slot->sockets;
		s.drops += slot->drops;
	}
	return s;
}

/* A child that died can fill no slot. */
static void reap(const struct hog *h)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		for (size_t i = 0; i < h->share->n_slots; i++) {
			struct slot *slot = &h->share->slot[i];

			if (slot->pid != pid)
				continue;
			slot->pid = 0;
			atomic_store(&slot->state, SLOT_FAILED);
		}
}

static struct sums measure_round(struct worker *w)
{
	const struct hog *h = w->hog;
	struct sums s;

	do {
		worker_answer(w);
		reap(h);
		s = sum_slots(h);
		if (s.busy)
			hog_sleep_ms(2);
	} while (s.busy && !s.bad);
	return s;
}

/* A window probe may split a buffer: a few hundred bytes more, no news. */
static bool same_amount(uint64_t a, uint64_t b)
{
	return (a > b ? a - b : b - a) <= a >> 12;
}

/* Loopback delivery has settled when three looks 20 ms apart agree. */
static struct sums settle(struct worker *w)
{
	struct sums last = measure_round(w);
	int same = 0;

	for (int i = 0; i < SETTLE_ROUNDS && same < 2 && !last.bad; i++) {
		hog_sleep_ms(20);
		atomic_fetch_add(&w->hog->share->round, 1);
		struct sums s = measure_round(w);
		same = same_amount(s.held, last.held) &&
				       same_amount(s.peer_held, last.peer_held)
			       ? same + 1
			       : 0;
		last = s;
	}
	return last;
}

static void print_ready(const struct hog *h, const struct sums *s)
{
	printf("ready mode=%s pid=%d pids=", h->mode->name, (int)getpid());
	for (size_t i = 0; i < h->processes; i++)
		printf("%s%d", i ? "," : "", (int)h->share->slot[i].pid);
	if (h->share->sharer)
		printf(",%d", (int)h->share->sharer);
	printf(" peer_pids=");
	for (size_t i = h->processes; i < h->share->n_slots; i++)
		printf("%s%d", i > h->processes ? "," : "",
		       (int)h->share->slot[i].pid);
	printf(" sockets=%llu held=%llu peer_held=%llu drops=%llu netns=%llu\n",
	       (unsigned long long)s->sockets, (unsigned long long)s->held,
	       (unsigned long long)s->peer_held, (unsigned long long)s->drops,
	       (unsigned long long)(h->share->netns ? h->share->netns
						    : hog_netns_inode()));
	fflush(stdout);
}

/* Until a signal, the end of time, or the closing of a pipe on stdin. */
static void wait_for_end(struct worker *w, int sigfd)
{
	struct stat st;
	bool watch = fstat(STDIN_FILENO, &st) == 0 &&
		     (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
	struct pollfd p[2] = {
		{ .fd = sigfd, .events = POLLIN },
		{ .fd = watch ? STDIN_FILENO : -1, .events = POLLIN },
	};
	char buf[256];

	for (;;) {
		int n = poll(p, 2, w->role->tick ? 0 : 200);

		if (n > 0 && p[0].revents)
			return;
		if (n > 0 && p[1].revents &&
		    read(STDIN_FILENO, buf, sizeof(buf)) <= 0)
			return;
		if (w->role->tick)
			w->role->tick(w);
	}
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static void end_workers(const struct hog *h)
{
	for (size_t i = 1; i < h->share->n_slots; i++)
		if (h->share->slot[i].pid > 0)
			kill(h->share->slot[i].pid, SIGKILL);
	for (size_t i = 1; i < h->share->n_slots; i++)
		if (h->share->slot[i].pid > 0)
			waitpid(h->share->slot[i].pid, NULL, 0);
}

static int supervise(struct worker *w)
{
	const struct hog *h = w->hog;

	worker_fill(w);
	struct sums s = settle(w);
	if (s.bad) {
		bool skip = atomic_load(&s.bad->state) == SLOT_SKIP;

		printf("%s mode=%s reason=%s\n", skip ? "skip" : "failed",
		       h->mode->name, s.bad->error);
		fflush(stdout);
		return skip ? HOG_EXIT_SKIP : 1;
	}
	int sigfd = open_signals();
	atomic_store(&h->share->ready, 1);
	print_ready(h, &s);
	wait_for_end(w, sigfd);
	close(sigfd);
	return 0;
}

static int prepare(struct hog *h)
{
	uint64_t limit = raise_fd_limit();
	uint64_t most = limit < PORTS ? limit : PORTS;
	uint64_t least = (h->sockets + most - 1) / most;
	int err;

	if (h->processes < least)
		h->processes = least;
	if (h->comm)
		prctl(PR_SET_NAME, h->comm);
	if (h->netns && (err = hog_enter_netns(h->netns)) < 0) {
		fprintf(stderr, "memhog: netns %s: %s\n", h->netns,
			strerror(-err));
		return err;
	}
	size_t n = h->processes;
	if (h->mode->peers == PEER_EACH)
		n *= 2;
	else if (h->mode->peers == PEER_ONE)
		n += 1;
	void *p =
		mmap(NULL, sizeof(*h->share) + n * sizeof(struct slot),
		     PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return -errno;
	h->share = p;
	h->share->n_slots = n;
	h->share->sysv_id = -1;
	h->share->zram = -1;
	return 0;
}

int hog_run(struct hog *h)
{
	int janitor_fd = -1;
	pid_t janitor = 0;
	int status = 1;

	if (prepare(h) < 0)
		return 1;
	alarm((unsigned)h->seconds);
	if (h->mode->janitor)
		janitor = fork_janitor(h, &janitor_fd);
	struct worker w = make_worker(h, 0);
	if (janitor >= 0 && fork_workers(h) == 0)
		status = supervise(&w);
	end_workers(h);
	if (janitor > 0) {
		close(janitor_fd);
		waitpid(janitor, NULL, 0);
	}
	free(w.fds);
	return status;
}
