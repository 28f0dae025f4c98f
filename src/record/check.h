/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A recording comes from outside: its indices must lead somewhere. */
#ifndef KMW_RECORD_CHECK_H
#define KMW_RECORD_CHECK_H

struct get;

/*
 * Holds what was read against what the other rooms rely on: indices, orders,
 * ranges. Returns 0, or -EINVAL with a sentence in g->what.
 */
int check_snapshot(struct get *g);

#endif
