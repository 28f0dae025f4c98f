/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/watch/tick.h"

#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "account/growth/rates.h"
#include "util/clock.h"

#define NS_PER_S 1000000000
#define NS_PER_MS 1000000

void clocks_now(struct clocks *ret)
{
	ret->mono_ms = clock_ms(CLOCK_MONOTONIC);
	ret->boot_ms = clock_ms(CLOCK_BOOTTIME);
	ret->wall_ms = clock_ms(CLOCK_REALTIME);
}

void ticks_start(struct ticks *t, double seconds)
{
	*t = (struct ticks){ .start_ns = clock_ns(CLOCK_MONOTONIC),
			     .every_ns = (int64_t)(seconds * NS_PER_S) };
}

void ticks_in(struct ticks *t, uint64_t ms)
{
	*t = (struct ticks){ .start_ns = clock_ns(CLOCK_MONOTONIC),
			     .every_ns = (int64_t)(ms ? ms : 1) * NS_PER_MS,
			     .next = 1 };
}

void ticks_advance(struct ticks *t)
{
	int64_t past = (clock_ns(CLOCK_MONOTONIC) - t->start_ns) / t->every_ns;

	t->next = past >= t->next ? past + 1 : t->next + 1;
}

enum wait ticks_wait(const struct ticks *t, int keys, int stop)
{
	int64_t left =
		t->start_ns + t->next * t->every_ns - clock_ns(CLOCK_MONOTONIC);
	struct pollfd fds[] = {
		/* no event is asked for: POLLERR tells of a closed pipe */
		{ .fd = STDOUT_FILENO },
		{ .fd = keys, .events = POLLIN },
		{ .fd = stop, .events = POLLIN },
	};
	struct timespec ts = { 0 };
	int n;

	if (left > 0) {
		ts.tv_sec = left / NS_PER_S;
		ts.tv_nsec = left % NS_PER_S;
	}
	n = ppoll(fds, sizeof(fds) / sizeof(*fds), &ts, NULL);
	if (n < 0)
		return errno == EINTR ? WAIT_KEY : WAIT_TICK;
	if (fds[2].revents)
		return WAIT_STOP;
	if ((fds[0].revents | fds[1].revents) & (POLLERR | POLLHUP | POLLNVAL))
		return WAIT_CLOSED;
	return n ? WAIT_KEY : WAIT_TICK;
}
