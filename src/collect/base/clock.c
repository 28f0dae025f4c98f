/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/clock.h"
#include "util/clock.h"

#include <errno.h>
#include <time.h>

uint64_t clock_boot_ms(void)
{
	return (uint64_t)clock_ms(CLOCK_BOOTTIME);
}

void clock_boot_wait(uint64_t until_ms)
{
	uint64_t now = clock_boot_ms();
	struct timespec ts;

	if (now >= until_ms)
		return;
	ts = (struct timespec){
		.tv_sec = (time_t)((until_ms - now) / 1000),
		.tv_nsec = (long)((until_ms - now) % 1000) * 1000000,
	};
	while (clock_nanosleep(CLOCK_MONOTONIC, 0, &ts, &ts) == EINTR)
		;
}
