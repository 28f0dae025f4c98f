/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/paste/recognise.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "capture/paste/clean.h"
#include "capture/paste/command.h"
#include "util/vec.h"

/* Other lines that may stand within a look. */
#define FOREIGN_MAX 60
/* Lines between a command and its output. */
#define COMMAND_LINES 12
#define KEEP_BYTES ((size_t)96 << 20)
#define LOOK_BYTES ((size_t)48 << 20)
#define KEEP_LOOKS 4096

static void look_free(struct look *look)
{
	buf_free(&look->text);
	buf_free(&look->command);
}

static size_t size_of(const struct look *look)
{
	return look->text.cap + look->command.cap;
}

/* Of too many the oldest ones go: the last one of a log is what is asked for. */
static void drop_oldest(struct recogniser *r)
{
	size_t n = 0;

	while (n < r->n && (r->bytes > KEEP_BYTES || r->n - n > KEEP_LOOKS)) {
		r->bytes -= size_of(&r->v[n]);
		look_free(&r->v[n]);
		n++;
	}
	if (!n)
		return;
	r->n -= n;
	r->dropped += n;
	memmove(r->v, r->v + n, r->n * sizeof(*r->v));
}

/* The open look becomes one of those that ended. */
static int end_look(struct recogniser *r)
{
	if (!r->open.form)
		return 0;
	if (VEC_GROW(r))
		return -ENOMEM;
	r->bytes += size_of(&r->open);
	r->v[r->n++] = r->open;
	r->open = (struct look){ 0 };
	r->foreign = 0;
	if (r->bytes > KEEP_BYTES || r->n > 2 * KEEP_LOOKS)
		drop_oldest(r);
	return 0;
}

static int add_line(struct look *look, struct span line, size_t number)
{
	look->last = number;
	look->lines++;
	if (line.len > LOOK_BYTES - look->text.len)
		return 0;
	if (buf_append(&look->text, line.p, line.len) ||
	    buf_append(&look->text, "\n", 1))
		return -ENOMEM;
	return 0;
}

static const char *command_of(const struct recogniser *r, size_t number)
{
	return r->command.len && number - r->command_line <= COMMAND_LINES
		       ? r->command.data
		       : "";
}

struct match {
	const struct form *form;
	struct span line;
	bool opens;
	bool more;	   /* FIT_MORE */
	struct look fresh; /* that it opens, or would: fit() leaves its state */
};

/* Whether a form that is not open knows the line, by row or heading. */
static void try_all(const struct recogniser *r, struct span line,
		    struct match *m)
{
	const struct form *begin = r->only ? r->only : forms;
	const struct form *end = r->only ? r->only + 1 : forms + forms_n;

	for (const struct form *f = begin; f < end; f++) {
		m->fresh.has = m->fresh.state = 0;
		if (f->fit(line, &m->fresh) < FIT_ROW)
			continue;
		m->form = f;
		m->opens = true;
		break;
	}
}

/* The look that is open has the first word, and "more" of it is the last. */
static void try_line(struct recogniser *r, struct span line, struct match *m)
{
	struct look *open = &r->open;
	enum fit fit = open->form ? open->form->fit(line, open) : FIT_NOT;

	m->line = line;
	if (fit == FIT_ROW) {
		m->form = open->form;
		return;
	}
	try_all(r, line, m);
	if (!m->form && fit == FIT_MORE) {
		m->form = open->form;
		m->more = true;
	}
}

static void match_line(struct recogniser *r, struct span line, struct match *m)
{
	unsigned step = 0;

	do
		try_line(r, line, m);
	while (!m->form && clean_further(&line, &step));
}

/* A line alone stands beside the look that is open. */
static int add_single(struct recogniser *r, struct match *m, size_t number)
{
	struct look look = m->fresh;
	int err = add_line(&look, m->line, number);

	m->fresh = (struct look){ 0 };
	look.form = m->form;
	if (err || VEC_GROW(r)) {
		look_free(&look);
		return -ENOMEM;
	}
	r->bytes += size_of(&look);
	r->v[r->n++] = look;
	return 0;
}

static int open_look(struct recogniser *r, struct match *m)
{
	int err = end_look(r);

	if (err)
		return err;
	r->open = m->fresh;
	m->fresh = (struct look){ 0 };
	r->open.form = m->form;
	return 0;
}

static int matched(struct recogniser *r, struct match *m, size_t number)
{
	int err = 0;

	if (m->form->single && m->form != r->open.form && r->open.form)
		return add_single(r, m, number);
	if (m->opens)
		err = open_look(r, m);
	r->foreign = 0;
	return err ? err : add_line(&r->open, m->line, number);
}

/* A line of no form: a command, or something else. */
static int unmatched(struct recogniser *r, struct span line, size_t number)
{
	struct span command;

	if (command_line(line, &command)) {
		buf_clear(&r->command);
		r->command_line = number;
		if (buf_append(&r->command, command.p, command.len))
			return -ENOMEM;
		return end_look(r);
	}
	if (command_divider(line))
		return 0;
	r->unknown++;
	return ++r->foreign > FOREIGN_MAX ? end_look(r) : 0;
}

static int take(void *arg, char *p, size_t len, size_t number)
{
	struct recogniser *r = arg;
	struct match m = { .fresh.first = number };
	const char *command = command_of(r, number);
	size_t clean = clean_characters(p, len);
	struct span all = span_trim(span_of(p, clean));
	struct span line = clean_front(all);
	int err;

	if (!line.len)
		return 0;
	if (buf_append(&m.fresh.command, command, strlen(command)))
		return -ENOMEM;
	match_line(r, line, &m);
	r->changed |=
		m.form && (clean != len || m.line.p != all.p ||
			   m.line.len != all.len || (m.more && all.p == p));
	err = m.form ? matched(r, &m, number) : unmatched(r, line, number);
	look_free(&m.fresh);
	return err;
}

void recognise_begin(struct recogniser *r, const struct form *only)
{
	*r = (struct recogniser){ .only = only };
	r->lines.take = take;
	r->lines.arg = r;
}

int recognise_feed(struct recogniser *r, const char *bytes, size_t len)
{
	return lines_feed(&r->lines, bytes, len);
}

int recognise_end(struct recogniser *r)
{
	int err = lines_end(&r->lines);

	return err ? err : end_look(r);
}

void recognise_free(struct recogniser *r)
{
	for (size_t i = 0; i < r->n; i++)
		look_free(&r->v[i]);
	look_free(&r->open);
	free(r->v);
	buf_free(&r->command);
	lines_free(&r->lines);
	*r = (struct recogniser){ 0 };
}
