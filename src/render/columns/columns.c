/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/columns/columns.h"

#include <string.h>

#include "render/columns/cells.h"
#include "render/columns/lookup.h"
#include "render/report.h"
#include "render/text.h"
#include "util/human.h"

#define CELLS_TEXT(id) .kind = COLUMN_TEXT, .text = cell_##id
#define CELLS_COUNT(id) .kind = COLUMN_COUNT, .number = num_##id
#define CELLS_SIZE(id) .kind = COLUMN_SIZE, .number = num_##id
#define CELLS_COUNT_OR_TEXT(id) CELLS_COUNT(id), .text = cell_##id
#define CELLS_SIZE_OR_TEXT(id) CELLS_SIZE(id), .text = cell_##id

/* As columns.def has them. */
enum {
	RIGHT = COLUMN_RIGHT,
	TRUNC = COLUMN_TRUNC,
	OWNER = COLUMN_OWNER,
	CGROUP = COLUMN_CGROUP,
	USUAL = COLUMN_USUAL,
};

const struct column columns[COLUMNS_N] = {
#define COLUMN(id, label, kind, traits, about) \
	{ .name = label, CELLS_##kind(id), .flags = traits, .help = about },
#include "render/columns/columns.def"
#undef COLUMN
};

static bool same_name(const char *name, struct span word)
{
	return strlen(name) == word.len && !strncasecmp(name, word.p, word.len);
}

const struct column *column_find(struct span name)
{
	for (size_t i = 0; i < COLUMNS_N; i++)
		if (same_name(columns[i].name, name))
			return &columns[i];
	return NULL;
}

static size_t number_cell(const struct column *c, const struct lookup *l,
			  const struct sock *s, char *dst)
{
	bool human = c->kind == COLUMN_SIZE && !l->r->view.bytes;
	int64_t v;

	if (!c->number(l, s, &v))
		return 0;
	if (human) {
		human_short(dst, v);
		return strlen(dst);
	}
	if (v >= 0)
		return human_count(dst, (uint64_t)v);
	dst[0] = '-';
	return 1 + human_count(dst + 1, 0 - (uint64_t)v);
}

/* Outside text is valid UTF-8 by now; --ascii wants less. */
static size_t to_ascii(char *dst, size_t len)
{
	char text[CELL_MAX];

	memcpy(text, dst, len);
	return text_ascii(dst, CELL_MAX, text, len);
}

size_t column_cell(const struct column *c, const struct lookup *l,
		   const struct sock *s, char *dst)
{
	size_t len = 0;

	if (c->text)
		len = c->text(l, s, dst, CELL_MAX);
	if (!len && c->number)
		len = number_cell(c, l, s, dst);
	if (!len) {
		memcpy(dst, "-", 2);
		return 1;
	}
	if (c->kind == COLUMN_TEXT && l->r->view.ascii)
		len = to_ascii(dst, len);
	return len;
}
