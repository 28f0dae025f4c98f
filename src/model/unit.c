/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/unit.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "model/field.h"

/* The last words of a key, the longer ones first. */
static const struct {
	const char *word;
	const char *unit;
} units[] = {
	{ "bytes_per_second", "bytes per second" },
	{ "bytes", "bytes" },
	{ "seconds", "seconds" },
	{ "ms", "milliseconds" },
	{ "us", "microseconds" },
	{ "microseconds", "microseconds" },
	{ "pages", "pages" },
	{ "ratio", "ratio" },
	{ "avg10", "percent" },
	/* what names something */
	{ "pid", "id" },
	{ "pids", "id" },
	{ "uid", "id" },
	{ "fd", "id" },
	{ "id", "id" },
	{ "inode", "id" },
	{ "netns", "id" },
	{ "node", "id" },
	{ "ifindex", "id" },
	{ "portid", "id" },
	{ "queue", "id" },
	{ "line", "id" },
};

static bool ends_with(const char *key, const char *word)
{
	size_t len = strlen(key), end = strlen(word);

	return len >= end && !strcmp(key + len - end, word) &&
	       (len == end || key[len - end - 1] == '_');
}

const char *field_unit(const struct field *f)
{
	const char *key = f->json ? f->json : f->key;

	if (f->unit)
		return f->unit;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (ends_with(key, units[i].word))
			return units[i].unit;
	return "count";
}
