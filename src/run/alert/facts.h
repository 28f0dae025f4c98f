/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What --alert and --check look at, and how they come by it. */
#ifndef KMW_RUN_ALERT_FACTS_H
#define KMW_RUN_ALERT_FACTS_H

#include <stdint.h>

struct alert_sample;
struct sample;
struct settings;

/*
 * A sample at the least cost: the page tables of processes are walked only
 * where it is processes that hold the memory. Returns an exit status.
 */
int facts_take(const struct settings *s, struct sample *ret);

/* The amounts that growth is measured by. */
void facts_amounts(const struct sample *sample, uint64_t now_ms,
		   struct alert_sample *ret);

/* Milliseconds since 1970. */
uint64_t facts_now_ms(void);

#endif
