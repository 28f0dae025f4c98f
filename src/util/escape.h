/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Outside strings (comm, paths, namespace and cgroup names) are hostile.
 * Before one reaches a terminal, a mail, JSON or a metric label it is made
 * valid UTF-8 in which C0 and C1 controls, bidirectional controls, bytes that
 * are no UTF-8 and the backslash itself stand as \xNN, a byte at a time.
 */
#ifndef KMW_UTIL_ESCAPE_H
#define KMW_UTIL_ESCAPE_H

#include <stddef.h>

/* Bytes that the escaped form of one byte takes at most. */
#define ESCAPE_MAX 4

/*
 * Writes the escaped form of len bytes and a NUL. What does not fit cap is
 * left out at a character's edge. Returns the length written, without NUL.
 */
size_t escape(char *dst, size_t cap, const char *src, size_t len);

/* escape() of a NUL-terminated string into dst; returns dst. */
const char *escape_str(char *dst, size_t cap, const char *src);

#endif
