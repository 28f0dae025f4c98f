/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state file of --alert: a line of JSON by the rows of the model, and a
 * line with its sum, so that a file that was cut or changed is found out.
 */
#ifndef KMW_RECORD_ALERT_STATE_H
#define KMW_RECORD_ALERT_STATE_H

#include <stddef.h>

#include "util/buf.h"
#include "util/span.h"

struct alert_state;

#define ALERT_STATE_VERSION 2
/* More than the largest state takes. */
#define ALERT_STATE_TEXT_MAX ((size_t)512 << 10)

/*
 * Reads a whole file. Returns 0; -EINVAL (damaged, or no state at all);
 * -ENOTSUP (of another version); -ENOMEM. ret is untouched then. Version 1 was
 * a text of its own: see parse/alert_state.h.
 */
int alert_state_read(struct span text, struct alert_state *ret);

/* Appends the text of a state. Returns 0 or -ENOMEM. */
int alert_state_text(const struct alert_state *state, struct buf *ret);

#endif
