/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state file of --alert as versions before 0.2 wrote it: a line with the
 * version, a line a fact, and a last line that sums up all before it. It is
 * only read, so that no open incident is lost.
 */
#ifndef KMW_PARSE_TEXT_ALERT_STATE_H
#define KMW_PARSE_TEXT_ALERT_STATE_H

#include "model/alert/alert_state.h"
#include "util/span.h"

/*
 * Reads a whole file. Returns 0, -EINVAL (broken, or no state at all) or
 * -ENOTSUP (of another version); ret is untouched then.
 */
int parse_alert_state(struct span text, struct alert_state *ret);

#endif
