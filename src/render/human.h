/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Amounts that may be unknown, shares and counts, as people read them. */
#ifndef KMW_RENDER_HUMAN_H
#define KMW_RENDER_HUMAN_H

#include <stddef.h>
#include <stdint.h>

#include "util/human.h"
#include "util/opt.h"

enum human {
	HUMAN_LONG,  /* "3.4 GiB", "512 B" */
	HUMAN_SHORT, /* "3.4G", "512": for narrow columns */
	HUMAN_EXACT, /* "3650722201" */
};

/* Writes an amount in that form. Returns the length. */
size_t human_size(char dst[HUMAN_MAX], int64_t bytes, enum human how);

/* The same of a number that may be unknown, "-" then; these return dst. */
const char *human_opt(char dst[HUMAN_MAX], struct opt_u64 bytes,
		      enum human how);
const char *human_opt_i64(char dst[HUMAN_MAX], struct opt_i64 bytes,
			  enum human how);
const char *human_opt_count(char dst[HUMAN_MAX], struct opt_u64 n);

/* "34%", "<1%", "-2%"; "-" where either is unknown or whole is 0. */
const char *human_share(char dst[HUMAN_MAX], struct opt_i64 part,
			struct opt_u64 whole);

#endif
