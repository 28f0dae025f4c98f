/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines that are no output: what was typed, and what only divides. Pure. */
#ifndef KMW_CAPTURE_PASTE_COMMAND_H
#define KMW_CAPTURE_PASTE_COMMAND_H

#include <stdbool.h>

#include "util/span.h"

/*
 * Whether the line is a prompt or a command ("# free -m", "cat /proc/meminfo",
 * "==> FILE <=="); *ret is the command, empty of a prompt alone.
 */
bool command_line(struct span line, struct span *ret);

/* Whether it has no word: fences, ruled lines, "...". */
bool command_divider(struct span line);

#endif
