/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A snapshot as one JSON document, and back. kmemwhere-report(5) has the
 * form: objects for single structs; each list begins with the names of its
 * columns, then a list a row, cut where only zeros and unknowns follow.
 */
#ifndef KMW_RECORD_DOCUMENT_H
#define KMW_RECORD_DOCUMENT_H

#include <stddef.h>
#include <stdint.h>

#include "util/opt.h"

struct jsonw;
struct snapshot;

/* How every document begins; the time in ms, or null, follows. */
#define DOCUMENT_BEGIN "{\"schema\":\"kmemwhere.recording/1\",\"time_ms\":"

/* Writes the document without a newline; see j->error. */
void document_put(struct jsonw *j, const struct snapshot *snap);

/*
 * Reads a document of len bytes. Returns 0; -ENOMEM; or -EINVAL with one
 * sentence in ret_what (cap bytes at most; outside text is unescaped).
 */
int document_get(const char *text, size_t len, struct snapshot *ret,
		 char *ret_what, size_t cap);

/*
 * Looks at how a line begins. Returns 0 and its time, or -EINVAL where that
 * is no document.
 */
int document_peek(const char *text, size_t len, struct opt_u64 *ret);

#endif
