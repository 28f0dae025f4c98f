/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/layout/page.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "render/report.h"
#include "render/text.h"
#include "render/view.h"
#include "util/escape.h"

/* select graphic rendition: bold and a colour, then everything off */
static const char *const colours[] = {
	[COLOUR_NONE] = "",	      [COLOUR_GOOD] = "\033[1;32m",
	[COLOUR_NOTE] = "\033[1;36m", [COLOUR_WARN] = "\033[1;33m",
	[COLOUR_BAD] = "\033[1;31m",
};

static void note(struct page *p, int err)
{
	if (err && !p->error)
		p->error = err;
}

static void put(struct page *p, const char *s, size_t len)
{
	size_t cap = len * ESCAPE_MAX + 1;

	if (!p->view->ascii) {
		note(p, buf_append(&p->line, s, len));
		return;
	}
	if (buf_reserve(&p->line, cap)) {
		note(p, -ENOMEM);
		return;
	}
	p->line.len += text_ascii(p->line.data + p->line.len, cap, s, len);
}

static size_t width(const struct page *p)
{
	return p->line.len ? text_width(p->line.data, p->line.len) : 0;
}

void page_put(struct page *p, const char *text)
{
	put(p, text, strlen(text));
}

void page_printf(struct page *p, const char *fmt, ...)
{
	char *text;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (len < 0) {
		note(p, -ENOMEM);
		return;
	}
	put(p, text, (size_t)len);
	free(text);
}

void page_outside(struct page *p, const char *raw)
{
	size_t len = strlen(raw);
	size_t cap = len * ESCAPE_MAX + 1;
	char *safe = malloc(cap);

	if (!safe) {
		note(p, -ENOMEM);
		return;
	}
	len = escape(safe, cap, raw, len);
	put(p, safe, len);
	free(safe);
}

void page_colour(struct page *p, enum colour c, const char *text)
{
	if (!p->view->color || c == COLOUR_NONE) {
		page_put(p, text);
		return;
	}
	note(p, buf_append(&p->line, colours[c], strlen(colours[c])));
	page_put(p, text);
	note(p, buf_append(&p->line, "\033[0m", 4));
}

void page_pad(struct page *p, size_t column)
{
	size_t at = width(p);

	do {
		note(p, buf_append(&p->line, " ", 1));
	} while (++at < column && !p->error);
}

void page_right(struct page *p, size_t column, const char *text)
{
	size_t len = text_width(text, strlen(text));

	page_pad(p, column > len ? column - len : 0);
	page_put(p, text);
}

size_t page_room(const struct page *p)
{
	size_t at = width(p), edge = view_wrap(p->view);

	return edge > at ? edge - at : 0;
}

enum human page_human(const struct page *p)
{
	return p->view->bytes ? HUMAN_EXACT : HUMAN_LONG;
}

void page_size(struct page *p, struct opt_i64 bytes)
{
	char text[HUMAN_MAX];

	page_put(p, human_opt_i64(text, bytes, page_human(p)));
}

/* The next line of a wrapped text. */
static void hang(struct page *p, size_t indent)
{
	page_end(p);
	if (indent)
		page_pad(p, indent);
}

static void put_word(struct page *p, size_t indent, const char *word,
		     size_t len)
{
	size_t edge = view_wrap(p->view);

	while (len && !p->error) {
		size_t at = width(p);
		size_t fit = text_fit(word, len, edge > at ? edge - at : 0);

		if (!fit && at > indent) {
			hang(p, indent);
			continue;
		}
		/* a line that has no room at all takes one character */
		fit = fit ? fit : len;
		put(p, word, fit);
		word += fit;
		len -= fit;
	}
}

static void wrap(struct page *p, size_t indent, const char *text)
{
	size_t edge = view_wrap(p->view);
	bool blank = false;

	while (*text && !p->error) {
		size_t len = strcspn(text, " ");
		size_t need = text_width(text, len) + blank;

		if (blank && width(p) + need > edge)
			hang(p, indent);
		else if (blank)
			note(p, buf_append(&p->line, " ", 1));
		put_word(p, indent, text, len);
		text += len;
		text += strspn(text, " ");
		blank = true;
	}
}

void page_wrap(struct page *p, size_t indent, const char *text)
{
	size_t cap = strlen(text) * ESCAPE_MAX + 1;
	char *spelled;

	if (!p->view->ascii) {
		wrap(p, indent, text);
		return;
	}
	spelled = malloc(cap);
	if (!spelled) {
		note(p, -ENOMEM);
		return;
	}
	text_ascii(spelled, cap, text, strlen(text));
	wrap(p, indent, spelled);
	free(spelled);
}

void page_end(struct page *p)
{
	const char *line = p->line.len ? p->line.data : "";
	size_t len = p->line.len;

	while (len && line[len - 1] == ' ')
		len--;
	if (p->view->width)
		len = text_fit(line, len, p->view->width);
	fwrite(line, 1, len, p->out);
	fputc('\n', p->out);
	buf_clear(&p->line);
}
