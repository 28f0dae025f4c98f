/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state file of --alert, a text of our own: a line with the version, a
 * line a fact, and a last line that counts and sums up all before it, so that
 * a file that was cut or mixed is found out.
 */
#ifndef KMW_PARSE_TEXT_ALERT_STATE_H
#define KMW_PARSE_TEXT_ALERT_STATE_H

#include "model/alert_state.h"
#include "util/buf.h"
#include "util/span.h"

#define ALERT_STATE_VERSION 1
/* More than the largest state takes. */
#define ALERT_STATE_TEXT_MAX ((size_t)256 << 10)

/*
 * Reads a whole file. Returns 0, -EINVAL (broken, or no state at all) or
 * -ENOTSUP (of another version); ret is untouched then.
 */
int parse_alert_state(struct span text, struct alert_state *ret);

/* Appends the text of a state. Returns 0 or -ENOMEM. */
int alert_state_text(const struct alert_state *state, struct buf *ret);

#endif
