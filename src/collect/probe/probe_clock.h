/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The clock of the second look: CLOCK_BOOTTIME, as host.uptime_ms is. */
#ifndef KMW_COLLECT_PROBE_PROBE_CLOCK_H
#define KMW_COLLECT_PROBE_PROBE_CLOCK_H

#include <stdint.h>

/* Milliseconds since the machine began; 0 where there is no such clock. */
uint64_t probe_clock_ms(void);

/* Sleeps until that moment, if it is yet to come. */
void probe_clock_wait(uint64_t until_ms);

#endif
