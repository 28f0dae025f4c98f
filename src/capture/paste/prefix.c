/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What loggers put in front of a line. */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "capture/paste/clean.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define BRACKET_MAX 48
/* Where "kernel:" stands at the latest: behind a date and a host's name. */
#define KERNEL_MAX 110
#define PRIORITY_MAX 5

static bool digit(struct span s, size_t i)
{
	return i < s.len && isdigit((unsigned char)s.p[i]);
}

/* "12:34:56" at i */
static bool clock_at(struct span s, size_t i)
{
	return digit(s, i) && digit(s, i + 1) && i + 2 < s.len &&
	       s.p[i + 2] == ':' && digit(s, i + 3) && digit(s, i + 4);
}

static bool has_clock(struct span s)
{
	for (size_t i = 0; i + 4 < s.len; i++)
		if (clock_at(s, i))
			return true;
	return false;
}

/* printk's level: "<4>" */
static size_t level(struct span s)
{
	size_t n = 1;

	if (!s.len || *s.p != '<')
		return 0;
	while (n < PRIORITY_MAX && digit(s, n))
		n++;
	return n > 1 && n < s.len && s.p[n] == '>' ? n + 1 : 0;
}

/* "  12.345678", "T464", "C1": of printk; with a clock: dmesg -T, others. */
static bool is_stamp(struct span s)
{
	struct span whole;
	uint64_t v;

	s = span_trim(s);
	if (s.len > 1 && (*s.p == 'T' || *s.p == 'C') &&
	    !span_u64(span_from(s, 1), &v))
		return true;
	if (has_clock(s))
		return true;
	return span_until(&s, '.', &whole) && !span_u64(whole, &v) &&
	       digit(s, 0);
}

/* "[Moby           ]", "[Info   ]": behind a bracket that is a time. */
static size_t words_length(struct span s)
{
	size_t n = 1;

	if (!s.len || *s.p != '[')
		return 0;
	while (n < s.len && n < BRACKET_MAX &&
	       (isalpha((unsigned char)s.p[n]) || s.p[n] == ' '))
		n++;
	return n < s.len && s.p[n] == ']' ? n + 1 : 0;
}

static size_t bracket(struct span s)
{
	const char *end;
	size_t n, more;

	if (!s.len || *s.p != '[')
		return 0;
	end = memchr(s.p, ']', s.len < BRACKET_MAX ? s.len : BRACKET_MAX);
	if (!end || !is_stamp(span_of(s.p + 1, (size_t)(end - s.p) - 1)))
		return 0;
	n = (size_t)(end - s.p) + 1;
	if (!has_clock(span_of(s.p, n)))
		return n;
	while ((more = words_length(span_from(s, n))))
		n += more;
	return n;
}

/* /dev/kmsg: "6,1234,5678901,-;" (Documentation/ABI/testing/dev-kmsg) */
static size_t kmsg(struct span s)
{
	size_t n = 0, commas = 0;

	while (n < s.len && n < BRACKET_MAX &&
	       (digit(s, n) || s.p[n] == ',' || s.p[n] == '-' ||
		s.p[n] == 'c')) {
		commas += s.p[n] == ',';
		n++;
	}
	return commas >= 3 && n < s.len && s.p[n] == ';' ? n + 1 : 0;
}

/* "Apr  1 16:45:10 host kernel: ", and without all of that "kernel: " */
static size_t kernel(struct span s)
{
	static const char word[] = "kernel:";
	struct span head =
		span_of(s.p, s.len < KERNEL_MAX ? s.len : KERNEL_MAX);
	const char *at;

	if (span_starts(s, word))
		return strlen(word);
	at = head.len ? memmem(head.p, head.len, " kernel:", 8) : NULL;
	if (!at || !has_clock(span_of(s.p, (size_t)(at - s.p))))
		return 0;
	return (size_t)(at - s.p) + 8;
}

static size_t date_length(struct span s)
{
	struct span rest = s, word;
	uint64_t v;

	if (!span_word(&rest, &word))
		return 0;
	/* 2023-06-13T14:35:38.123Z, or two words */
	if (word.len >= 10 && word.p[4] == '-' && word.p[7] == '-' &&
	    digit(word, 0)) {
		if (!has_clock(word) &&
		    (!span_word(&rest, &word) || !clock_at(word, 0)))
			return 0;
		return s.len - rest.len;
	}
	/* Apr  1 16:45:10 */
	if (!isalpha((unsigned char)*word.p) || word.len > 4 ||
	    !span_word(&rest, &word) || span_u64(word, &v) || v > 31 ||
	    !span_word(&rest, &word) || !clock_at(word, 0))
		return 0;
	return s.len - rest.len;
}

/* A date, and behind it "stdout F", "host tag[12]:", or nothing. */
static size_t date(struct span s)
{
	size_t n = date_length(s);
	struct span rest, word, next;

	if (!n)
		return 0;
	rest = span_from(s, n);
	if (!span_word(&rest, &word) || !span_word(&rest, &next))
		return n;
	if (span_is(word, "stdout") || span_is(word, "stderr") ||
	    next.p[next.len - 1] == ':')
		return s.len - rest.len;
	return n;
}

/* kubectl logs --prefix: "[pod/name/container] " */
static size_t pod(struct span s)
{
	const char *end;

	if (!span_starts(s, "[pod/"))
		return 0;
	end = memchr(s.p, ']', s.len);
	return end ? (size_t)(end - s.p) + 1 : 0;
}

size_t clean_prefix(struct span line)
{
	static size_t (*const kinds[])(struct span) = { level, pod,    bracket,
							kmsg,  kernel, date };

	for (size_t i = 0; line.len && i < COUNT(kinds); i++) {
		size_t n = kinds[i](line);

		if (n)
			return n;
	}
	return 0;
}
