/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CLOCK_BOOTTIME, as host.uptime_ms is: it goes on in suspend. */
#ifndef KMW_COLLECT_BASE_CLOCK_H
#define KMW_COLLECT_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds since the machine began; 0 where there is no such clock. */
uint64_t clock_boot_ms(void);

/* Sleeps until that moment, if it is yet to come. */
void clock_boot_wait(uint64_t until_ms);

#endif
