/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Points in time as people write them. */
#ifndef KMW_RUN_RECORD_MOMENT_H
#define KMW_RUN_RECORD_MOMENT_H

#include <stdint.h>

/*
 * "2026-11-22T15:04:31.120Z", or without the Z on the clock of who writes it;
 * a blank may stand for the T, and seconds may be missing. The result is the
 * last millisecond of what is meant, since 1970. Returns 0 or -EINVAL.
 */
int moment_parse(const char *text, uint64_t *ret_ms);

#endif
