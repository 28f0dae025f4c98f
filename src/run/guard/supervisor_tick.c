/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "run/guard/packet.h"
#include "run/guard/supervisor.h"
#include "run/settings.h"
#include "util/clock.h"

/* A look that comes late was kept from the CPU, as the worker may have been. */
#define LATE_TICKS 2

/* Of the thread's process, or else of the worker. */
static int64_t cpu_ns(const struct supervisor *v, int tid)
{
	struct timespec t;
	clockid_t clock;

	if ((!tid || clock_getcpuclockid(tid, &clock)) &&
	    clock_getcpuclockid(v->worker, &clock))
		return 0;
	if (clock_gettime(clock, &t))
		return 0;
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void note(struct supervisor *v, struct at_slot *slot, enum at_what what,
		 int64_t waited_ms)
{
	struct guard_page *page = v->page;
	int tid = atomic_load(&slot->tid);
	struct left_out *l;

	if (what == AT_NAME || page->n == LEFT_OUT_MAX)
		return;
	l = &page->left[page->n++];
	*l = (struct left_out){ .pid = atomic_load(&slot->pid),
				.what = (int32_t)what,
				.reader = tid ? tid : v->worker,
				.waited_ms = (uint32_t)waited_ms };
	if (!l->pid)
		memcpy(l->path, slot->path, sizeof(l->path) - 1);
}

/* Whether it moved; if not, ret_stuck says whether that lasts too long. */
static bool moved(struct supervisor *v, unsigned i, int64_t step, bool *busy,
		  bool *ret_stuck)
{
	struct at_slot *slot = &v->page->slots[i];
	struct slot_watch *w = &v->slots[i];
	unsigned seq = atomic_load(&slot->seq);
	enum at_what what = (enum at_what)atomic_load(&slot->what);
	int64_t cpu;

	*busy |= what != AT_NOTHING;
	if (seq != w->seq || what == AT_NOTHING) {
		*w = (struct slot_watch){ .seq = seq };
		return true;
	}
	cpu = cpu_ns(v, atomic_load(&slot->tid));
	if (!w->still_ms)
		w->cpu_ns = cpu;
	w->still_ms += step;
	*ret_stuck = limits_stuck(&v->limits, w, what, cpu);
	if (*ret_stuck)
		note(v, slot, what, w->still_ms);
	return false;
}

static void raise_level(struct supervisor *v, enum guard_level level,
			int64_t elapsed)
{
	if (level <= v->page->level)
		return;
	v->page->level = level;
	v->page->level_ms = (unsigned)elapsed;
}

bool supervisor_tick(struct supervisor *v, enum outcome *ret)
{
	int64_t now = clock_ms(CLOCK_MONOTONIC), step = now - v->tick_ms;
	int64_t elapsed = now - v->began_ms;
	bool busy = false, stuck = false;
	enum guard_level level;

	if (step < v->limits.tick_ms / 2)
		return true;
	v->tick_ms = now;
	if (step > LATE_TICKS * v->limits.tick_ms)
		step = v->limits.tick_ms;
	for (unsigned i = 0; i < AT_SLOTS; i++) {
		bool one = false;

		(void)moved(v, i, step, &busy, &one);
		stuck |= one;
	}
	*ret = WORKER_SILENT;
	if (elapsed >= v->limits.all_ms)
		return false;
	*ret = WORKER_STUCK;
	level = limits_level(&v->limits, v->page->n, elapsed);
	if (stuck) {
		raise_level(v, level, elapsed);
		return false;
	}
	/* so many processes, or so slow, that there would be no answer */
	if (!busy || v->page->level == LEVEL_ALL ||
	    elapsed * 10 < v->limits.all_ms * 7)
		return true;
	raise_level(v, LEVEL_ALL, elapsed);
	return false;
}

/* Ours: the worker has none while it reads. */
static void hand_out(int sock)
{
	const int fds[] = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO };
	union {
		char space[CMSG_SPACE(sizeof(fds))];
		struct cmsghdr head;
	} control = { .space = { 0 } };
	char byte = 0;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof(control) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(fds));
	memcpy(CMSG_DATA(c), fds, sizeof(fds));
	while (sendmsg(sock, &msg, MSG_NOSIGNAL) < 0 && errno == EINTR)
		;
}

static void begin(struct supervisor *v)
{
	v->sampling = true;
	v->tick_ms = clock_ms(CLOCK_MONOTONIC);
	memset(v->slots, 0, sizeof(v->slots));
	if (v->s->mode == MODE_WATCH)
		v->began_ms = v->tick_ms;
}

void supervisor_hear(struct supervisor *v)
{
	char text[PACKET_TEXT_MAX];
	ssize_t n;

	while ((n = recv(v->sock, text, sizeof(text), MSG_DONTWAIT)) > 0) {
		const struct packet *p = (const void *)text;

		if (p->zero || n != (ssize_t)sizeof(*p)) {
			/* of a library that complains, or is broken */
			if (write(STDERR_FILENO, text, (size_t)n) < 0)
				return;
		} else if (p->word == PACKET_BEGIN) {
			begin(v);
		} else if (p->word == PACKET_END) {
			v->sampling = false;
			hand_out(v->sock);
		}
	}
}
