/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How bad growth is, and when it ends. Inside diagnose/. */
#ifndef KMW_DIAGNOSE_GROWTH_GROWTH_WORDS_H
#define KMW_DIAGNOSE_GROWTH_GROWTH_WORDS_H

#include "diagnose/finding.h"

/* Of what reaches a limit at the latest in so many seconds. */
enum severity growth_severity(double later_seconds);

/* Adds when it reaches "memory", "udp_mem" …, as a range. f may be NULL. */
void growth_words_when(struct finding *f, const char *to, double sooner_seconds,
		       double later_seconds);

#endif
