/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options/suggest.h"

#include <stdio.h>
#include <string.h>

#include "options/options.h"

#define NAME_MAX_LEN 32
#define LETTERS_PER_SLIP 3 /* of three one may be wrong */

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

/*
 * Letters to add, drop, change or swap with the next one (the optimal string
 * alignment distance). Neither is longer than NAME_MAX_LEN.
 */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t d[NAME_MAX_LEN + 1][NAME_MAX_LEN + 1];

	for (size_t i = 0; i <= a_len; i++)
		d[i][0] = i;
	for (size_t k = 0; k <= b_len; k++)
		d[0][k] = k;
	for (size_t i = 1; i <= a_len; i++) {
		for (size_t k = 1; k <= b_len; k++) {
			d[i][k] =
				min3(d[i - 1][k] + 1, d[i][k - 1] + 1,
				     d[i - 1][k - 1] + (a[i - 1] != b[k - 1]));
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] &&
			    a[i - 2] == b[k - 1] && d[i - 2][k - 2] < d[i][k])
				d[i][k] = d[i - 2][k - 2] + 1;
		}
	}
	return d[a_len][b_len];
}

static bool begins(const struct option_row *row, const char *name, size_t len)
{
	return !strncmp(row->name, name, len);
}

size_t option_candidates(const char *name, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < option_rows_n; i++)
		n += begins(&option_rows[i], name, len);
	return n;
}

static void list(const char *name, size_t len, size_t n, char *dst)
{
	size_t at = 0, seen = 0;

	for (size_t i = 0; i < option_rows_n && at < SUGGESTION_MAX; i++) {
		if (!begins(&option_rows[i], name, len))
			continue;
		at += (size_t)snprintf(dst + at, SUGGESTION_MAX - at, "%s--%s",
				       !seen	      ? ": "
				       : seen + 1 < n ? ", "
						      : " or ",
				       option_rows[i].name);
		seen++;
	}
}

static const struct option_row *nearest(const char *name, size_t len)
{
	size_t least = len / LETTERS_PER_SLIP + 1;
	const struct option_row *best = NULL;

	for (size_t i = 0; i < option_rows_n && len <= NAME_MAX_LEN; i++) {
		const char *other = option_rows[i].name;
		size_t n = strnlen(other, NAME_MAX_LEN);
		size_t d = distance(name, len, other, n);

		if (d < least) {
			least = d;
			best = &option_rows[i];
		}
	}
	return best;
}

const char *option_suggestion(const char *name, size_t len,
			      char dst[SUGGESTION_MAX])
{
	size_t n = option_candidates(name, len);
	const struct option_row *row = n ? NULL : nearest(name, len);

	*dst = '\0';
	if (n)
		list(name, len, n, dst);
	else if (row)
		snprintf(dst, SUGGESTION_MAX, ": did you mean '--%s'?",
			 row->name);
	return dst;
}
