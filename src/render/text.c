/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/text.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "diagnose/outside.h"
#include "util/buf.h"
#include "util/escape.h"

#define OUTSIDE_MAX 4096

static const struct {
	const char *sign;
	const char *ascii;
} spelled[] = {
	{ "█", "#" },	{ "·", "|" },  { "Σ", "sum " }, { "±", "+/-" },
	{ "…", "..." }, { "×", "x" },  { "−", "-" },	{ "–", "-" },
	{ "≥", ">=" },	{ "≤", "<=" }, { "→", "->" },	{ "µ", "u" },
};

/* Whether each byte is one column: ASCII, and no colour sequence. */
static bool is_plain(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] >= 0x80 || s[i] == '\033')
			return false;
	return true;
}

/* Bytes of the character that s begins with; s is valid UTF-8. */
static size_t char_len(const char *s, size_t len)
{
	unsigned char c = (unsigned char)s[0];
	size_t n = c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	return n < len ? n : len;
}

static size_t char_width(const char *s, size_t n)
{
	uint32_t c = (unsigned char)s[0];
	int width;

	if (n == 1)
		return 1;
	c &= 0xffU >> (n + 1);
	for (size_t i = 1; i < n; i++)
		c = c << 6 | ((unsigned char)s[i] & 0x3f);
	/* a locale that does not know the character says -1 */
	width = wcwidth((wchar_t)c);
	return width < 0 ? 1 : (size_t)width;
}

/* Whether s begins with a byte that escape() spelled. */
static bool is_spelled(const char *s, size_t len)
{
	return len >= ESCAPE_MAX && s[0] == '\\' && s[1] == 'x' &&
	       isxdigit((unsigned char)s[2]) && isxdigit((unsigned char)s[3]);
}

/* What is shown whole or not at all. */
static size_t unit_len(const char *s, size_t len)
{
	return is_spelled(s, len) ? ESCAPE_MAX : char_len(s, len);
}

static size_t unit_width(const char *s, size_t n)
{
	return is_spelled(s, n) ? ESCAPE_MAX : char_width(s, n);
}

/* Bytes of a colour sequence at s, 0 where there is none. */
static size_t colour_len(const char *s, size_t len)
{
	const char *end;

	if (s[0] != '\033')
		return 0;
	end = memchr(s, 'm', len);
	return end ? (size_t)(end - s) + 1 : len;
}

size_t text_fit(const char *s, size_t len, size_t columns)
{
	size_t used = 0;
	size_t i = 0;

	/* no character is wider than it is long */
	if (len <= columns)
		return len;
	while (i < len) {
		size_t skip = colour_len(s + i, len - i);
		size_t n = skip ? skip : unit_len(s + i, len - i);
		size_t width = skip ? 0 : unit_width(s + i, n);

		if (used + width > columns)
			break;
		used += width;
		i += n;
	}
	return i;
}

size_t text_cut(const char *s, size_t len, size_t max)
{
	size_t i = 0, n;

	if (len <= max)
		return len;
	for (; i < len; i += n) {
		n = unit_len(s + i, len - i);
		if (i + n > max)
			break;
	}
	return i;
}

size_t text_width(const char *s, size_t len)
{
	size_t width = 0;
	size_t n;

	if (is_plain(s, len))
		return len;
	for (size_t i = 0; i < len; i += n) {
		n = colour_len(s + i, len - i);
		if (n)
			continue;
		n = char_len(s + i, len - i);
		width += char_width(s + i, n);
	}
	return width;
}

/* The ASCII form of one character; room is ESCAPE_MAX bytes a byte. */
static size_t spell(char *dst, const char *s, size_t n)
{
	size_t len = 0;

	if (n == 1 && (unsigned char)s[0] < 0x80) {
		dst[0] = s[0];
		return 1;
	}
	for (size_t i = 0; i < sizeof(spelled) / sizeof(spelled[0]); i++)
		if (strlen(spelled[i].sign) == n &&
		    !memcmp(spelled[i].sign, s, n))
			return (size_t)(stpcpy(dst, spelled[i].ascii) - dst);
	for (size_t i = 0; i < n; i++)
		len += (size_t)snprintf(dst + len, ESCAPE_MAX + 1, "\\x%02x",
					(unsigned char)s[i]);
	return len;
}

size_t text_ascii(char *dst, size_t cap, const char *s, size_t len)
{
	size_t out = 0;
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		char form[4 * ESCAPE_MAX + 1];
		size_t need;

		n = char_len(s + i, len - i);
		need = spell(form, s + i, n);
		if (out + need >= cap)
			break;
		memcpy(dst + out, form, need);
		out += need;
	}
	if (cap)
		dst[out] = '\0';
	return out;
}

size_t text_outside(char *dst, size_t cap, const char *raw, bool ascii)
{
	char safe[OUTSIDE_MAX];
	size_t len;

	if (!ascii)
		return escape(dst, cap, raw, strlen(raw));
	len = escape(safe, sizeof(safe), raw, strlen(raw));
	return text_ascii(dst, cap, safe, len);
}

/* Drops the "x5c" behind the backslashes that escape() spelled. */
static size_t undo_backslashes(char *s, size_t len)
{
	size_t out = 0;

	for (size_t i = 0; i < len; i++) {
		s[out++] = s[i];
		if (len - i >= ESCAPE_MAX &&
		    !memcmp(s + i, "\\x5c", ESCAPE_MAX))
			i += ESCAPE_MAX - 1;
	}
	s[out] = '\0';
	return out;
}

/* Our own words: a backslash in them is ours. */
static int put_words(struct buf *ret, const char *s, size_t len)
{
	size_t cap = len * ESCAPE_MAX + 1;
	int err = buf_reserve(ret, cap);

	if (err)
		return err;
	len = escape(ret->data + ret->len, cap, s, len);
	ret->len += undo_backslashes(ret->data + ret->len, len);
	return 0;
}

/* One marked string, from behind its first mark on; returns what is behind. */
static const char *put_outside(struct buf *ret, const char *s, int *err)
{
	char raw[OUTSIDE_SHOWN_MAX];
	size_t n = 0, cap;

	for (; *s && *s != OUTSIDE_END && n < sizeof(raw); s++) {
		bool quoted = *s == OUTSIDE_QUOTE && s[1];

		s += quoted;
		raw[n++] = quoted ? (char)(*s & ~OUTSIDE_QUOTED) : *s;
	}
	cap = n * ESCAPE_MAX + 1;
	*err = buf_reserve(ret, cap);
	if (!*err)
		ret->len += escape(ret->data + ret->len, cap, raw, n);
	return s + (*s == OUTSIDE_END);
}

int text_sentence(struct buf *ret, const char *sentence)
{
	static const char begin[] = { OUTSIDE_BEGIN, '\0' };
	int err = buf_reserve(ret, 1);

	while (!err && *sentence) {
		size_t len = strcspn(sentence, begin);

		err = put_words(ret, sentence, len);
		sentence += len;
		if (!err && *sentence)
			sentence = put_outside(ret, sentence + 1, &err);
	}
	return err;
}
