/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/guard/limits.h"

#include <unistd.h>

#include "run/settings.h"

#define MS 1000
#define NS_PER_MS 1000000
#define TIMEOUT_S 60
#define QUICK_S 10	 /* of what others wait for, as plugins have it */
#define DEEP_MS_A_GIB 50 /* --deep: twice of what was measured */

#define ONE_MS 1000
#define WORK_MS 3000
#define MAPS_MS 10000
#define TICKS 8 /* until one_ms is over */

/* A reader that sleeps gets none; one that others keep from a CPU gets some. */
#define AT_WORK_PART 100

/* Attackers with many users: each costs a second until nobody is touched. */
#define STUCK_USERS 6
#define STUCK_ALL 10

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t deep_ms(void)
{
	int64_t pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);

	return pages > 0 && size > 0
		       ? pages / ((INT64_C(1) << 30) / size) * DEEP_MS_A_GIB
		       : 0;
}

void limits_of(const struct settings *s, struct limits *ret)
{
	bool quick = s->mode == MODE_CHECK || s->mode == MODE_ALERT;
	int64_t all = quick ? QUICK_S * MS : TIMEOUT_S * MS;

	if (s->deep)
		all += deep_ms();
	if (s->timeout_s)
		all = (int64_t)s->timeout_s * MS;
	all += (int64_t)s->drop_seconds * MS;
	*ret = (struct limits){ .all_ms = all,
				.one_ms = least(ONE_MS, all / 8),
				.work_ms = least(WORK_MS, all / 4),
				.maps_ms = least(MAPS_MS, all / 4) };
	ret->tick_ms = ret->one_ms / TICKS;
}

bool limits_stuck(const struct limits *l, const struct slot_watch *w,
		  enum at_what what, int64_t cpu_ns)
{
	int64_t limit = what == AT_MAPS ? l->maps_ms : l->work_ms;
	bool at_work =
		(cpu_ns - w->cpu_ns) * AT_WORK_PART > w->still_ms * NS_PER_MS;

	if (what == AT_NOTHING || w->still_ms < l->one_ms)
		return false;
	return !at_work || w->still_ms >= limit;
}

enum guard_level limits_level(const struct limits *l, size_t n,
			      int64_t elapsed_ms)
{
	if (n >= STUCK_ALL || elapsed_ms * 10 >= l->all_ms * 6)
		return LEVEL_ALL;
	if (n >= STUCK_USERS || elapsed_ms * 10 >= l->all_ms * 4)
		return LEVEL_USERS;
	return LEVEL_LISTED;
}
