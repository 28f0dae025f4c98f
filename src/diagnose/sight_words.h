/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was not seen, in words: no OK goes without them. */
#ifndef KMW_DIAGNOSE_SIGHT_WORDS_H
#define KMW_DIAGNOSE_SIGHT_WORDS_H

#include <stddef.h>

struct snapshot;

#define SIGHT_WORDS_MAX 256

/*
 * ", as far as could be seen (not root: sockets' owners, Pss not seen)", or ""
 * where everything was; returns dst.
 */
const char *sight_words(const struct snapshot *snap, char dst[SIGHT_WORDS_MAX]);

#endif
