/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/mountinfo.h"

/* id, parent, major:minor, root, point, options, optional … - type source super */
#define FIELD_ROOT 3
#define FIELD_POINT 4
#define FIELD_OPTIONS 5

static bool parse_line(struct span line, struct mount *ret)
{
	struct mount m = { .root = { .p = NULL } };
	struct span word;

	for (unsigned i = 0; i <= FIELD_OPTIONS; i++) {
		if (!span_word(&line, &word))
			return false;
		if (i == FIELD_ROOT)
			m.root = word;
		else if (i == FIELD_POINT)
			m.point = word;
	}
	do {
		if (!span_word(&line, &word))
			return false;
	} while (!span_is(word, "-"));
	if (!span_word(&line, &m.fstype))
		return false;
	if (span_word(&line, &word)) /* the source */
		(void)span_word(&line, &m.super);
	*ret = m;
	return true;
}

bool parse_mount(struct span *text, struct mount *ret)
{
	struct span line;

	while (span_line(text, &line))
		if (parse_line(line, ret))
			return true;
	return false;
}

static bool octal(char c)
{
	return c >= '0' && c <= '7';
}

bool parse_mount_unescape(struct span s, char *dst, size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if (n + 1 >= cap) {
			dst[n] = '\0';
			return false;
		}
		if (c == '\\' && s.len - i > 3 && octal(s.p[i + 1]) &&
		    octal(s.p[i + 2]) && octal(s.p[i + 3])) {
			c = (char)((s.p[i + 1] - '0') << 6 |
				   (s.p[i + 2] - '0') << 3 |
				   (s.p[i + 3] - '0'));
			i += 3;
		}
		dst[n++] = c;
	}
	dst[n] = '\0';
	return true;
}
