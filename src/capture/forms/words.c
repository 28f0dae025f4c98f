/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/forms/words.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "parse/field.h"
#include "util/buf.h"

/* Digits behind the point that count. */
#define PART_DIGITS 6

/* What a letter stands for; 0: no unit. */
static uint64_t unit_of(struct span s, uint64_t bare)
{
	static const char letters[] = "KMGTP";
	const char *at;
	uint64_t unit;

	if (!s.len)
		return bare;
	if (span_is(s, "B") || span_is(s, "b"))
		return 1;
	at = strchr(letters, toupper((unsigned char)*s.p));
	if (!*s.p || !at)
		return 0;
	unit = UINT64_C(1) << (10 * (at - letters + 1));
	s = span_from(s, 1);
	if (!s.len || span_is(s, "i") || span_is(s, "iB") || span_is(s, "B"))
		return unit;
	return 0;
}

bool form_amount(struct span word, uint64_t unit, uint64_t *ret_bytes)
{
	uint64_t whole = 0, part = 0, parts = 1;
	long double v;

	if (!word.len || !isdigit((unsigned char)*word.p) ||
	    !span_digits(&word, &whole))
		return false;
	if (word.len && (*word.p == '.' || *word.p == ',')) {
		word = span_from(word, 1);
		if (!word.len || !isdigit((unsigned char)*word.p))
			return false;
		for (int i = 0; word.len && isdigit((unsigned char)*word.p);
		     i++) {
			if (i < PART_DIGITS) {
				part = part * 10 + (uint64_t)(*word.p - '0');
				parts *= 10;
			}
			word = span_from(word, 1);
		}
	}
	unit = unit_of(word, unit);
	if (!unit)
		return false;
	v = (long double)whole * (long double)unit +
	    (long double)part * (long double)unit / (long double)parts;
	if (v > (long double)AMOUNT_MAX)
		return false;
	*ret_bytes = (uint64_t)(v + 0.5L);
	return true;
}

int form_put_kib(struct buf *to, const char *key, uint64_t bytes)
{
	return buf_printf(to, "%s: %" PRIu64 " kB\n", key,
			  (bytes + 512) / 1024);
}

size_t form_words(struct span line, struct span *ret, size_t max)
{
	size_t n = 0;

	while (n < max && span_word(&line, &ret[n]))
		n++;
	return n;
}

bool form_begins(struct span line, const char *words)
{
	struct span want = span_of(words, strlen(words)), a, b;

	while (span_word(&want, &a))
		if (!span_word(&line, &b) || !span_same(a, b))
			return false;
	return true;
}

bool form_is_number(struct span word)
{
	uint64_t v;

	return !span_u64(word, &v);
}
