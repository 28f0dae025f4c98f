/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/columns/column_list.h"

#include <errno.h>
#include <string.h>

#include "render/report.h"
#include "render/view.h"

/* A column that is there keeps its place: no list is longer than the table. */
static void add(struct column_list *list, const struct column *c)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i] == c)
			return;
	list->v[list->n++] = c;
}

static void add_usual(struct column_list *list)
{
	for (size_t i = 0; i < COLUMNS_N; i++)
		if (columns[i].flags & COLUMN_USUAL)
			add(list, &columns[i]);
}

int column_list_parse(const char *list, struct column_list *ret,
		      struct span *ret_bad)
{
	struct column_list made = { .n = 0 };
	struct span rest, word;
	bool more = true;

	if (!list || *list == '+')
		add_usual(&made);
	rest = span_of(list, list ? strlen(list) : 0);
	if (list && *list == '+')
		rest = span_of(list + 1, rest.len - 1);
	while (list && more) {
		const struct column *c;

		more = span_until(&rest, ',', &word);
		if (!more)
			word = rest;
		c = column_find(span_trim(word));
		if (!c) {
			if (ret_bad)
				*ret_bad = word;
			return -EINVAL;
		}
		add(&made, c);
	}
	*ret = made;
	return 0;
}

int render_check_columns(const char *list, char *ret_bad, size_t cap)
{
	struct column_list ignored;
	struct span bad;
	int err = column_list_parse(list, &ignored, &bad);

	if (err && cap)
		span_copy(bad, ret_bad, cap);
	return err;
}

static bool any_with(const char *list, unsigned flag)
{
	struct column_list l;

	if (column_list_parse(list, &l, NULL))
		return true;
	for (size_t i = 0; i < l.n; i++)
		if (l.v[i]->flags & flag)
			return true;
	return false;
}

bool render_needs_owners(const char *list, const char *sort)
{
	return any_with(list, COLUMN_OWNER) ||
	       (sort && any_with(sort, COLUMN_OWNER));
}

bool render_needs_cgroups(const char *list, const char *sort)
{
	return any_with(list, COLUMN_CGROUP) ||
	       (sort && any_with(sort, COLUMN_CGROUP));
}

int render_list_columns(FILE *out)
{
	for (size_t i = 0; i < COLUMNS_N; i++)
		fprintf(out, "%-8s %s\n", columns[i].name, columns[i].help);
	return view_flush(out);
}
