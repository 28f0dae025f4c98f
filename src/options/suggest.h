/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was meant by an option that there is not. */
#ifndef KMW_OPTIONS_SUGGEST_H
#define KMW_OPTIONS_SUGGEST_H

#include <stddef.h>

/* Room for all options that begin alike. */
#define SUGGESTION_MAX 192

/*
 * name is without its dashes, of that length. Where several options begin with
 * it ": --no-bpf, --no-pss or --no-probe", where one is a slip or two away
 * ": did you mean '--json'?", else ""; returns dst.
 */
const char *option_suggestion(const char *name, size_t len,
			      char dst[SUGGESTION_MAX]);

/* How many options begin with it. */
size_t option_candidates(const char *name, size_t len);

#endif
