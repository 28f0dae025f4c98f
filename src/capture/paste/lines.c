/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/paste/lines.h"

#include <errno.h>
#include <string.h>

/* Of a socket with all that ss -i prints it is 4 KiB. */
#define LINE_MAX_BYTES ((size_t)1 << 18)
/* Mailers fold at 76; a line of ours that ends in "=" is no shorter. */
#define FOLDED_MIN 56

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* "=3D" and the like, RFC 2045: capitals. */
static size_t decode_qp(char *p, size_t len)
{
	size_t to = 0;

	for (size_t i = 0; i < len; i++) {
		if (p[i] == '=' && i + 2 < len && hex_digit(p[i + 1]) >= 0 &&
		    hex_digit(p[i + 2]) >= 0) {
			p[to++] = (char)(hex_digit(p[i + 1]) * 16 +
					 hex_digit(p[i + 2]));
			i += 2;
		} else {
			p[to++] = p[i];
		}
	}
	return to;
}

/* What stands for a newline in a line. */
static const struct {
	const char *word;
	bool json; /* only in a line that begins with a quote */
} breaks[] = { { "#012", false }, { "\\x0a", false }, { "\\n", true } };

/* The next of them from p on; NULL where there is none. */
static char *find_break(char *p, size_t len, bool json, size_t *ret_len)
{
	char *first = NULL;

	for (size_t i = 0; i < sizeof(breaks) / sizeof(*breaks); i++) {
		size_t n = strlen(breaks[i].word);
		char *at = json || !breaks[i].json
				   ? memmem(p, len, breaks[i].word, n)
				   : NULL;

		if (at && (!first || at < first)) {
			first = at;
			*ret_len = n;
		}
	}
	return first;
}

static bool is_json(const char *p, size_t len)
{
	size_t i = 0;

	while (i < len && (p[i] == ' ' || p[i] == '\t'))
		i++;
	return i < len && p[i] == '"';
}

static int take_parts(struct lines *l, char *p, size_t len)
{
	bool json = is_json(p, len);
	int err = 0;

	for (;;) {
		size_t n = 0;
		char *at = find_break(p, len, json, &n);
		size_t part = at ? (size_t)(at - p) : len;

		err = l->take(l->arg, p, part, l->number);
		if (err || !at)
			return err;
		p += part + n;
		len -= part + n;
	}
}

static bool is_folded(const struct lines *l)
{
	size_t n = l->line.len;

	if (n && l->line.data[n - 1] == '\r')
		n--;
	return n && l->line.data[n - 1] == '=' &&
	       (l->qp ? n > 1 : n >= FOLDED_MIN);
}

static int end_line(struct lines *l, bool last)
{
	size_t len = l->line.len;
	int err;

	l->number++;
	l->overlong = false;
	if (!last && is_folded(l)) {
		len -= l->line.data[len - 1] == '\r';
		l->line.len = len - 1;
		l->qp = true;
		return 0;
	}
	if (l->qp)
		len = decode_qp(l->line.data, len);
	err = take_parts(l, l->line.data, len);
	buf_clear(&l->line);
	return err;
}

int lines_feed(struct lines *l, const char *bytes, size_t len)
{
	int err = 0;

	while (!err && len) {
		const char *end = memchr(bytes, '\n', len);
		size_t n = end ? (size_t)(end - bytes) : len, take = n;

		if (take > LINE_MAX_BYTES - l->line.len) {
			take = LINE_MAX_BYTES - l->line.len;
			l->overlong = true;
		}
		if (buf_append(&l->line, bytes, take))
			return -ENOMEM;
		if (end)
			err = end_line(l, false);
		bytes += n + (end != NULL);
		len -= n + (end != NULL);
	}
	return err;
}

int lines_end(struct lines *l)
{
	return l->line.len ? end_line(l, true) : 0;
}

void lines_free(struct lines *l)
{
	buf_free(&l->line);
}
