/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An archive that was unpacked often has one folder more than it was given. */
#ifndef KMW_CAPTURE_ONE_DOWN_H
#define KMW_CAPTURE_ONE_DOWN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether a folder of dir looks like a captured machine: it has proc or
 * sos_commands. ret gets its name without dir, cut to cap.
 */
bool capture_one_down(const char *dir, char *ret, size_t cap);

#endif
