/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replay: what the fuzzers of fuzz.c would do with the cases of tests/parse,
 * with any compiler. Each file is parsed as its format, cut at every length,
 * with bytes changed, and as every other format.
 *
 * A number that stands in a cut text must stand in the whole one, too, if that
 * is valid: a cut may lose facts, but it must never make one up.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats.h"
#include "fuzz.h"
#include "util/buf.h"

/* Long files are cut at that many places, not at every one. */
#define CUTS_MAX 2000
#define CHANGES 500

struct totals {
	bool valid; /* the files are of valid/ */
	unsigned files;
	unsigned failed;
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
	fclose(f);
	return err;
}

static char *facts_of(const struct format *f, const char *data, size_t len)
{
	char *copy = malloc(len ? len : 1), *facts = NULL;
	unsigned bad = 0;
	size_t n = 0;
	FILE *out = open_memstream(&facts, &n);

	if (!copy || !out)
		abort();
	if (len)
		memcpy(copy, data, len);
	/* a leading newline, so that each fact has one on both sides */
	fputc('\n', out);
	f->facts(span_of(copy, len), out, &bad);
	fclose(out);
	free(copy);
	return facts;
}

/*
 * Sums (zoneinfo, vmallocinfo, counters of several lines) may lack lines that
 * a cut at a line's end took away, and a kernel release is a word, not a line;
 * what a listing of ss leaves open is guessed from all of its rows: no parser
 * can know; nor where the value of a setting ends. All else is compared.
 */
static bool is_sum(const char *fact)
{
	static const char *const sums[] = {
		"pcp_pages=",	 "managed_pages=", "pages_bytes=",
		"stack_bytes=",	 "direct_stalls=", "~whole=",
		"tcp_pressure=", "udp_pressure=",  "tcp_prunes=",
		"minor=",	 "~listing.",	   "~sum.",
		"~conf.",	 "~total=",	   "page_tables=",
		"~caller.",
	};

	for (size_t i = 0; i < sizeof(sums) / sizeof(*sums); i++)
		if (!strncmp(fact, sums[i], strlen(sums[i])))
			return true;
	return false;
}

/* The facts of a cut text that the whole one does not have. */
static unsigned invented(const char *whole, char *cut, const char *file,
			 size_t at)
{
	unsigned n = 0;
	char *save = NULL;

	for (char *s = strtok_r(cut, "\n", &save); s;
	     s = strtok_r(NULL, "\n", &save)) {
		char line[1024];

		snprintf(line, sizeof(line), "\n%s\n", s);
		if (is_sum(s) || strstr(whole, line))
			continue;
		printf("# %s cut at %zu: %s\n", file, at, s);
		n++;
	}
	return n;
}

static unsigned try_cuts(const struct format *f, const char *file,
			 const struct buf *text, bool valid)
{
	char *whole = facts_of(f, text->data, text->len);
	size_t step = text->len / CUTS_MAX + 1;
	unsigned n = 0;

	for (size_t len = 0; len <= text->len; len += step) {
		char *cut = facts_of(f, text->data, len);

		if (valid)
			n += invented(whole, cut, file, len);
		free(cut);
	}
	free(whole);
	return n;
}

/* Bytes that mean something to a parser, at places that are always the same. */
static void try_changes(const struct format *f, struct buf *text)
{
	static const char bytes[] = "\0\n \t:-9=.k\377";
	uint32_t seed = 1;

	for (int i = 0; i < CHANGES && text->len; i++) {
		size_t at;
		char old;

		seed = seed * 1103515245 + 12345;
		at = (seed >> 8) % text->len;
		old = text->data[at];
		text->data[at] = bytes[(seed >> 3) % (sizeof(bytes) - 1)];
		fuzz_one(f->name, (const uint8_t *)text->data, text->len);
		text->data[at] = old;
	}
}

static void replay_file(const struct format *f, const char *path,
			struct totals *t)
{
	struct buf text = { 0 };
	unsigned n;

	if (buf_reserve(&text, 1) || read_file(path, &text)) {
		printf("not ok %u - %s cannot be read\n", ++t->files, path);
		t->failed++;
		return;
	}
	fuzz_one(f->name, (const uint8_t *)text.data, text.len);
	LLVMFuzzerTestOneInput((const uint8_t *)text.data, text.len);
	n = try_cuts(f, path, &text, t->valid);
	if (text.len < 65536)
		try_changes(f, &text);
	printf("%s %u - %s\n", n ? "not ok" : "ok", ++t->files,
	       strstr(path, "tests/parse/"));
	t->failed += n != 0;
	buf_free(&text);
}

static void replay_dir(const struct format *f, const char *dir,
		       struct totals *t)
{
	DIR *d = opendir(dir);
	const struct dirent *e;

	while (d && (e = readdir(d))) {
		char path[8192];
		size_t len = strlen(e->d_name);

		if (e->d_name[0] == '.' ||
		    (len > 7 && !strcmp(e->d_name + len - 7, ".expect")))
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		replay_file(f, path, t);
	}
	if (d)
		closedir(d);
}

int main(void)
{
	static const char *const kinds[] = { "valid", "invalid" };
	const char *top = getenv("top_srcdir");
	struct totals t = { 0 };

	for (size_t k = 0; k < 2; k++) {
		t.valid = k == 0;
		for (size_t i = 0; i < n_formats; i++) {
			char dir[4096];

			snprintf(dir, sizeof(dir), "%s/tests/parse/%s/%s",
				 top ? top : ".", kinds[k], formats[i].name);
			replay_dir(&formats[i], dir, &t);
		}
	}
	if (t.files < 50) {
		printf("not ok %u - the cases are there\n", ++t.files);
		t.failed++;
	}
	printf("1..%u\n", t.files);
	return t.failed ? 1 : 0;
}
