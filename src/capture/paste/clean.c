/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/paste/clean.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define TAG_MAX 64
/* Between a key and a text of JSON. */
#define JSON_COLON "\x22: \x22"
/* Prefixes of prefixes: a log of a log. */
#define PREFIXES_MAX 8

/* What stands for what; nothing: it is left out. */
static const struct {
	const char *from;
	const char *to;
} words[] = {
	{ "&gt;", ">" },
	{ "&lt;", "<" },
	{ "&amp;", "&" },
	{ "&quot;", "\"" },
	{ "&#34;", "\"" },
	{ "&#39;", "'" },
	{ "&#x27;", "'" },
	{ "&nbsp;", " " },
	{ "&#160;", " " },
	{ "**", "" },
	{ "\xc2\xa0", " " },	  /* no-break space */
	{ "\xe2\x80\x9c", "\"" }, /* “ */
	{ "\xe2\x80\x9d", "\"" }, /* ” */
	{ "\xe2\x80\x98", "'" },  /* ‘ */
	{ "\xe2\x80\x99", "'" },  /* ’ */
	{ "\xe2\x80\x93", "-" },  /* – */
	{ "\xe2\x80\x94", "-" },  /* — */
	{ "\xe2\x80\xaf", " " },  /* narrow no-break space */
	{ "\xe2\x80\x8b", "" },	  /* zero width space */
	{ "\xef\xbb\xbf", "" },	  /* byte order mark */
	{ "\r", "" },
};

static const char *const tags[] = { "b",   "strong", "i",    "em", "code",
				    "pre", "tt",     "span", "br", "p",
				    "div", "font",   "td",   "tr", "li" };

/* "<b>", "</code>", "<span class=…>": its length, or 0. */
static size_t tag_length(const char *p, size_t len)
{
	const char *end = memchr(p, '>', len < TAG_MAX ? len : TAG_MAX);
	size_t begin = len > 1 && p[1] == '/' ? 2 : 1, n = 0;

	if (!end)
		return 0;
	while (isalpha((unsigned char)p[begin + n]))
		n++;
	for (size_t i = 0; i < COUNT(tags); i++)
		if (n == strlen(tags[i]) && !memcmp(p + begin, tags[i], n) &&
		    strchr(" />", p[begin + n]))
			return (size_t)(end - p) + 1;
	return 0;
}

/* "\033[1;31m": its length, or 0. */
static size_t escape_length(const char *p, size_t len)
{
	size_t n = 2;

	if (len < 3 || p[1] != '[')
		return 1;
	while (n < len && strchr("0123456789;?", p[n]) && p[n])
		n++;
	return n < len ? n + 1 : n;
}

/* The length of what is replaced here, and by what; 0: nothing is. */
static size_t replaced(const char *p, size_t len, const char **ret)
{
	*ret = "";
	if (*p == '\033')
		return escape_length(p, len);
	if (*p == '<')
		return tag_length(p, len);
	for (size_t i = 0; i < COUNT(words); i++) {
		size_t n = strlen(words[i].from);

		if (len >= n && !memcmp(p, words[i].from, n)) {
			*ret = words[i].to;
			return n;
		}
	}
	return 0;
}

size_t clean_characters(char *line, size_t len)
{
	size_t to = 0;

	for (size_t from = 0; from < len;) {
		const char *by;
		size_t n = 0;

		if (line[from] && strchr("\033<&*\r\xc2\xe2\xef", line[from]))
			n = replaced(line + from, len - from, &by);
		if (!n) {
			line[to++] = line[from++];
			continue;
		}
		from += n;
		if (*by)
			line[to++] = *by;
	}
	return to;
}

static struct span without_marks(struct span line, const char *marks)
{
	while (line.len && *line.p && strchr(marks, *line.p))
		line = span_from(line, 1);
	return span_trim(line);
}

struct span clean_front(struct span line)
{
	line = without_marks(span_trim(line), "> \t");
	for (int i = 0; i < PREFIXES_MAX; i++) {
		size_t n = clean_prefix(line);

		if (!n)
			break;
		line = span_trim(span_from(line, n));
	}
	while (line.len && *line.p == '`')
		line = span_from(line, 1);
	while (line.len && line.p[line.len - 1] == '`')
		line.len--;
	return span_trim(line);
}

/* "/proc/meminfo:", "12:", "host1:" of grep and the like; "12-" of -C. */
static bool cut_name(struct span *line)
{
	struct span head;
	size_t n = 0;

	while (n < line->len && isdigit((unsigned char)line->p[n]))
		n++;
	if (n && n + 1 < line->len && line->p[n] == '-' && n < 7) {
		*line = span_trim(span_from(*line, n + 1));
		return true;
	}
	if (!span_until(line, ':', &head))
		return false;
	if (!head.len || memchr(head.p, ' ', head.len))
		return false;
	*line = span_trim(*line);
	return line->len > 0;
}

/* "\"message\": \"Memory cgroup …" */
static bool cut_json(struct span *line)
{
	struct span rest;

	if (*line->p != '"' || !span_past(*line, JSON_COLON, &rest))
		return false;
	*line = rest;
	while (line->len && strchr("\",", line->p[line->len - 1]))
		line->len--;
	return line->len > 0;
}

bool clean_further(struct span *line, unsigned *step)
{
	struct span next = *line;

	if (!next.len)
		return false;
	switch ((*step)++) {
	case 0:
		next = clean_front(without_marks(next, "#|*+-%/ \t"));
		if (next.len != line->len)
			break;
		++*step;
		__attribute__((fallthrough));
	case 1:
		next = *line;
		if (cut_json(&next))
			break;
		++*step;
		__attribute__((fallthrough));
	case 2:
	case 3:
		next = *line;
		if (!cut_name(&next))
			return false;
		break;
	default:
		return false;
	}
	*line = next;
	return next.len > 0;
}
