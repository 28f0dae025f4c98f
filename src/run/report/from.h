/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `--from`: a folder, a text or an archive that somebody captured. */
#ifndef KMW_RUN_REPORT_FROM_H
#define KMW_RUN_REPORT_FROM_H

#include <stdbool.h>
#include <stddef.h>

struct capture;
struct capture_opts;
struct settings;
struct snapshot;

/*
 * Opens s->from and reads a moment of it: sample ("3", "-2"; NULL: the last).
 * *ret_capture, where its files are, is the caller's then. Returns STATUS_OK,
 * or another after a message.
 */
int from_read(const struct settings *s, const char *sample,
	      const struct capture_opts *opts, struct capture **ret_capture,
	      struct snapshot *ret);

/* Whether it was a text in which nothing was recognised. */
bool from_is_unknown(const struct snapshot *snap);

/* Says on stderr what could be pasted. Returns STATUS_FAILED. */
int from_unknown(const struct settings *s);

/* Whether no figure of it could be read: the folder is another one. */
bool from_is_empty(const struct snapshot *snap);

/* Says so, and where the machine may be. Returns STATUS_FAILED. */
int from_empty(const struct settings *s);

#endif
