/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/json/walk.h"

#include <errno.h>

#include "model/snapshot.h"
#include "render/columns/lookup.h"
#include "render/report.h"
#include "render/view.h"

static void put_field(struct jsonw *j, const struct lookup *l,
		      const struct field *f, const void *row);

void walk_table(struct jsonw *j, const struct lookup *l, const struct table *t,
		const void *row)
{
	for (size_t i = 0; i < t->n; i++)
		put_field(j, l, &t->v[i], row);
}

void walk_row(struct walk *w, const void *row)
{
	const struct table *sub = w->f->sub;
	bool list = w->f->type == FIELD_LIST;

	w->n++;
	if (w->j->error)
		return;
	if (w->f->type == FIELD_FLAT || w->f->type == FIELD_ALL) {
		walk_table(w->j, w->l, sub, row);
		return;
	}
	if (list)
		jsonw_key(w->j, NULL);
	jsonw_open(w->j, '{');
	walk_table(w->j, w->l, sub, row);
	jsonw_close(w->j, '}');
}

/* Asks for the rows; without a function there is one, at its offset. */
static size_t put_rows(struct jsonw *j, const struct lookup *l,
		       const struct field *f, const void *row)
{
	struct walk w = { .j = j, .l = l, .f = f };

	if (f->rows)
		f->rows(&w, row);
	else
		walk_row(&w, row ? (const char *)row + f->offset : NULL);
	return w.n;
}

static bool is_null(const struct field *f, const void *row)
{
	const struct field_ops *ops = field_ops(f);

	return (ops->is_null && ops->is_null(f, row)) ||
	       (f->none_at_0 && !ops->is_set(f, row));
}

static void put_value(struct jsonw *j, const struct lookup *l,
		      const struct field *f, const void *row)
{
	union field_value made = { .chars = "" };

	if (f->has && !f->has(row)) {
		jsonw_null(j);
		return;
	}
	if (f->make) {
		f->make(l, row, &made);
		row = &made;
	}
	if (f->put)
		f->put(j, f, row);
	else if (is_null(f, row))
		jsonw_null(j);
	else
		field_ops(f)->write(j, f, row, l ? l->r->snap : NULL);
}

static void put_field(struct jsonw *j, const struct lookup *l,
		      const struct field *f, const void *row)
{
	if (f->type == FIELD_PICK) {
		union field_value made = { .yes = true };

		if (f->make)
			f->make(l, row, &made);
		f = table_member(f->sub, f->offset);
		if (!made.yes) {
			jsonw_key(j, f->json);
			jsonw_null(j);
			return;
		}
	}
	if (f->type == FIELD_ALL) {
		put_rows(j, l, f, row);
		return;
	}
	/* rows of recordings alone; a value of a list has no key */
	if (!f->json)
		return;
	jsonw_key(j, *f->json ? f->json : NULL);
	if (f->type == FIELD_LIST || f->type == FIELD_FLAT) {
		jsonw_open(j, '[');
		put_rows(j, l, f, row);
		jsonw_close(j, ']');
	} else if (f->type == FIELD_OBJECT) {
		if (!put_rows(j, l, f, row))
			jsonw_null(j);
	} else {
		put_value(j, l, f, row);
	}
}

static int to_stream(void *data, const char *bytes, size_t len)
{
	errno = 0;
	if (fwrite_unlocked(bytes, 1, len, data) == len)
		return 0;
	return errno ? -errno : -EIO;
}

int walk_document(const struct lookup *l, const struct table *t,
		  const void *row, FILE *out)
{
	struct jsonw j = { .sink = to_stream, .data = out };
	int err;

	jsonw_open(&j, '{');
	walk_table(&j, l, t, row);
	jsonw_close(&j, '}');
	jsonw_newline(&j);
	jsonw_flush(&j);
	err = view_flush(out);
	jsonw_free(&j);
	return j.error ? j.error : err;
}
