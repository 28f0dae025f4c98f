/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parse-case FORMAT FILE: the facts that the parser finds in the file, one
 * "key=value" a line, sorted, with "bad=N" before them.
 * Exit: 0, 1 (the parser refused the text), 99 (this test is broken).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats.h"
#include "util/buf.h"
#include "util/vec.h"

#define BROKEN 99

struct lines {
	char **v;
	size_t n;
	size_t cap;
};

static int read_file(const char *path, struct buf *b)
{
	FILE *f = fopen(path, "rb");
	char chunk[4096];
	size_t n;
	int err = 0;

	if (!f)
		return -1;
	while (!err && (n = fread(chunk, 1, sizeof(chunk), f)))
		err = buf_append(b, chunk, n);
	if (ferror(f))
		err = -1;
	fclose(f);
	return err;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int print_sorted(char *facts)
{
	struct lines lines = { 0 };
	char *save = NULL;

	for (char *s = strtok_r(facts, "\n", &save); s;
	     s = strtok_r(NULL, "\n", &save)) {
		if (VEC_GROW(&lines))
			return BROKEN;
		lines.v[lines.n++] = s;
	}
	if (lines.n)
		qsort(lines.v, lines.n, sizeof(*lines.v), by_text);
	for (size_t i = 0; i < lines.n; i++)
		puts(lines.v[i]);
	free(lines.v);
	return 0;
}

int main(int argc, char **argv)
{
	const struct format *format = argc == 3 ? format_find(argv[1]) : NULL;
	struct buf text = { 0 };
	char *facts = NULL;
	size_t len = 0;
	unsigned bad = 0;
	FILE *out;
	int err;

	if (!format || read_file(argv[2], &text)) {
		fprintf(stderr, "usage: parse-case FORMAT FILE\n");
		return BROKEN;
	}
	out = open_memstream(&facts, &len);
	if (!out)
		return BROKEN;
	err = format->facts(span_of(text.data ? text.data : "", text.len), out,
			    &bad);
	fclose(out);
	if (!err) {
		printf("bad=%u\n", bad);
		err = print_sorted(facts);
	}
	free(facts);
	buf_free(&text);
	return err == BROKEN ? BROKEN : err ? 1 : 0;
}
