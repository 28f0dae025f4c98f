/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/paste/paste.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/paste/recognise.h"
#include "model/snapshot.h"
#include "source/tree.h"
#include "util/vec.h"

#define READ_BYTES 65536

struct paste {
	struct recogniser r;
	size_t *moment; /* of each look: the sample that it begins with */
	size_t samples;
};

/* Whether they tell of the same, at two moments. */
static bool clash(const struct look *a, const struct look *b)
{
	return a->form == b->form && (!a->has || !b->has || a->has & b->has);
}

static int find_moments(struct paste *p)
{
	const struct recogniser *r = &p->r;

	p->moment = calloc(r->n + 1, sizeof(*p->moment));
	if (!p->moment)
		return -ENOMEM;
	for (size_t i = 0; i < r->n; i++) {
		for (size_t k = i; k-- && !p->moment[i];)
			if (clash(&r->v[i], &r->v[k]))
				p->moment[i] = p->moment[k] + 1;
		if (p->moment[i] + 1 > p->samples)
			p->samples = p->moment[i] + 1;
	}
	return 0;
}

static int read_all(int fd, struct recogniser *r)
{
	char *bytes = malloc(READ_BYTES);
	int err = bytes ? 0 : -ENOMEM;

	while (!err) {
		ssize_t n = read(fd, bytes, READ_BYTES);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			err = -errno;
		if (n <= 0)
			break;
		err = recognise_feed(r, bytes, (size_t)n);
	}
	free(bytes);
	return err ? err : recognise_end(r);
}

int paste_read(int fd, struct paste **ret)
{
	struct paste *p = calloc(1, sizeof(*p));
	int err;

	if (!p)
		return -ENOMEM;
	recognise_begin(&p->r, NULL);
	err = read_all(fd, &p->r);
	if (!err)
		err = find_moments(p);
	if (err)
		paste_free(p);
	else
		*ret = p;
	return err;
}

size_t paste_samples(const struct paste *p)
{
	return p->samples;
}

/* The last look of its kind up to that moment. */
static bool is_used(const struct paste *p, size_t i, size_t sample)
{
	if (p->moment[i] > sample)
		return false;
	for (size_t k = i + 1; k < p->r.n; k++)
		if (p->moment[k] <= sample && clash(&p->r.v[i], &p->r.v[k]))
			return false;
	return true;
}

/* What a look says in that file. */
static int rewrite(const struct look *look, const char *file, struct buf *to)
{
	const struct form *f = look->form;

	if (!f->file || strcmp(f->file, file))
		return f->more(look, to);
	return f->rewrite ? f->rewrite(look, to)
			  : buf_append(to, look->text.data, look->text.len);
}

static bool makes(const struct form *f, const char *file)
{
	return (f->file && !strcmp(f->file, file)) ||
	       (f->more_file && !strcmp(f->more_file, file));
}

/* The forms that a file is made from, those that know it best first. */
static const struct form *next_form(const char *file, const struct form *last)
{
	const struct form *best = NULL;

	for (const struct form *f = forms; f < forms + forms_n; f++) {
		if (!makes(f, file))
			continue;
		if (last && (f->rank > last->rank ||
			     (f->rank == last->rank && f <= last)))
			continue;
		if (!best || f->rank > best->rank)
			best = f;
	}
	return best;
}

static int make_file(const struct paste *p, size_t sample, const char *file,
		     struct tree *tree)
{
	struct buf text = { 0 };
	const struct form *f = NULL;
	int err = 0;

	if (!file || tree_find(tree, file))
		return 0;
	while (!err && (f = next_form(file, f))) {
		size_t before = text.len;

		for (size_t i = 0; !err && i < p->r.n; i++)
			if (p->r.v[i].form == f && is_used(p, i, sample))
				err = rewrite(&p->r.v[i], file, &text);
		if (f->alone && text.len > before)
			break;
	}
	if (!err && text.len)
		err = tree_put(tree, file, span_of(text.data, text.len));
	buf_free(&text);
	return err;
}

int paste_files(const struct paste *p, size_t sample, struct tree *ret)
{
	int err = 0;

	for (size_t i = 0; !err && i < p->r.n; i++) {
		const struct form *f = p->r.v[i].form;

		err = make_file(p, sample, f->file, ret);
		if (!err)
			err = make_file(p, sample, f->more_file, ret);
	}
	return err;
}

static int note(const struct look *look, bool used, struct snapshot *snap)
{
	struct paste_form f = { .first_line = look->first,
				.last_line = look->last,
				.used = used };
	struct paste_forms *all = &snap->paste.forms;

	if (VEC_GROW(all))
		return -ENOMEM;
	span_copy(span_of(look->form->name, strlen(look->form->name)), f.name,
		  sizeof(f.name));
	all->v[all->n++] = f;
	return 0;
}

int paste_fill(const struct paste *p, size_t sample, struct snapshot *snap)
{
	int err = 0;

	snap->paste.known = true;
	snap->paste.sample = sample + 1;
	snap->paste.samples = p->samples;
	snap->paste.unknown_lines = p->r.unknown;
	for (size_t i = 0; !err && i < p->r.n; i++) {
		const struct look *look = &p->r.v[i];
		bool used = is_used(p, i, sample);

		err = note(look, used, snap);
		if (!err && used && look->form->fill)
			err = look->form->fill(look, snap);
	}
	if (p->r.dropped)
		gaps_add(&snap->gaps, "paste", EFBIG,
			 "the first ones of a long text are left out",
			 "%zu looks", p->r.dropped);
	return err;
}

static const struct form *form_of(const char *name)
{
	const struct form *f = forms;

	while (strcmp(f->name, name))
		f++;
	return f;
}

int paste_rewrite(const char *form, struct span text, struct buf *to,
		  bool *ret_changed)
{
	struct paste p = { 0 };
	int err;

	recognise_begin(&p.r, form_of(form));
	err = recognise_feed(&p.r, text.p, text.len);
	if (!err)
		err = recognise_end(&p.r);
	if (!err)
		err = find_moments(&p);
	if (!err && !p.r.n)
		err = -ENOENT;
	for (size_t i = 0; !err && i < p.r.n; i++)
		if (is_used(&p, i, p.samples - 1))
			err = rewrite(&p.r.v[i], p.r.v[i].form->file, to);
	*ret_changed = p.r.changed || p.samples > 1;
	recognise_free(&p.r);
	free(p.moment);
	return err;
}

void paste_free(struct paste *p)
{
	if (!p)
		return;
	recognise_free(&p->r);
	free(p->moment);
	free(p);
}
