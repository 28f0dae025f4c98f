/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sentence of diagnose/ as the outputs show it. */
#ifndef KMW_TESTS_SHOWN_H
#define KMW_TESTS_SHOWN_H

#include <check.h>
#include <string.h>

#include "render/text.h"
#include "util/buf.h"

/* Good until the next call but one. */
static inline const char *as_shown(const char *sentence)
{
	static char text[2][2048];
	static unsigned which;
	struct buf b = { 0 };

	which = !which;
	ck_assert_int_eq(text_sentence(&b, sentence), 0);
	ck_assert_uint_lt(b.len, sizeof(text[0]));
	memcpy(text[which], b.data, b.len + 1);
	buf_free(&b);
	return text[which];
}

#endif
