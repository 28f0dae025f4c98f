/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/escape.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Decodes one character. Returns its length in bytes, 0 if it is invalid. */
static size_t decode(const unsigned char *s, size_t len, uint32_t *ret)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n;
	uint32_t c;

	if (s[0] < 0x80) {
		*ret = s[0];
		return 1;
	}
	n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (s[0] < 0xc2 || s[0] > 0xf4 || len < n)
		return 0;
	c = s[0] & (0xffU >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	/* overlong forms, surrogates and what is beyond Unicode */
	if (c < least[n] || (c >= 0xd800 && c <= 0xdfff) || c > 0x10ffff)
		return 0;
	*ret = c;
	return n;
}

/* Characters that steer a terminal or reorder the text around them. */
static bool steers(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == '\\' ||
	       c == 0x061c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
	       c == 0xfeff;
}

size_t escape(char *dst, size_t cap, const char *src, size_t len)
{
	const unsigned char *s = (const unsigned char *)src;
	size_t out = 0;

	while (len) {
		uint32_t c = 0;
		size_t n = decode(s, len, &c);
		bool plain = n && !steers(c);
		size_t take = n ? n : 1;
		size_t need = plain ? take : take * ESCAPE_MAX;

		if (out + need >= cap)
			break;
		if (plain) {
			memcpy(dst + out, s, take);
		} else {
			for (size_t i = 0; i < take; i++)
				snprintf(dst + out + i * ESCAPE_MAX,
					 ESCAPE_MAX + 1, "\\x%02x", s[i]);
		}
		out += need;
		s += take;
		len -= take;
	}
	if (cap)
		dst[out] = '\0';
	return out;
}

const char *escape_str(char *dst, size_t cap, const char *src)
{
	escape(dst, cap, src, strlen(src));
	return dst;
}
