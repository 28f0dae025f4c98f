/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Those that held workers up, as the next worker sees them. Inside run/guard/. */
#ifndef KMW_RUN_GUARD_LEFT_OUT_H
#define KMW_RUN_GUARD_LEFT_OUT_H

struct gaps;
struct guard_page;

/*
 * Before a sample: finds out who they are, reads what runs before this one
 * kept, and keeps it for those to come. at_enter() refuses them from then on,
 * and others of a user, or of a user namespace, that has several of them.
 */
void left_out_begin(struct guard_page *page);

void left_out_gaps(const struct guard_page *page, struct gaps *gaps);

#endif
