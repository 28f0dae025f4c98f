/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats.h"

#ifndef FUZZ_FORMAT
#define FUZZ_FORMAT NULL
#endif

/* The facts of a copy that ends where the text does: a read behind it shows. */
static char *facts_of(const struct format *f, const uint8_t *data, size_t size,
		      int *ret_err)
{
	char *copy = malloc(size ? size : 1), *facts = NULL;
	unsigned bad = 0;
	size_t len = 0;
	FILE *out = open_memstream(&facts, &len);

	if (!copy || !out)
		abort();
	if (size)
		memcpy(copy, data, size);
	*ret_err = f->facts(span_of(copy, size), out, &bad);
	if (fclose(out))
		abort();
	free(copy);
	return facts;
}

/*
 * Besides not crashing: a text that is refused gives no fact, and the same
 * text gives the same facts.
 */
void fuzz_one(const char *format, const uint8_t *data, size_t size)
{
	const struct format *f = format_find(format);
	char *first, *again;
	int err = 0, err2 = 0;

	if (!f)
		abort();
	first = facts_of(f, data, size, &err);
	again = facts_of(f, data, size, &err2);
	if (err != err2 || strcmp(first, again) || (err && *first))
		abort();
	free(first);
	free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (FUZZ_FORMAT) {
		fuzz_one(FUZZ_FORMAT, data, size);
		return 0;
	}
	for (size_t i = 0; i < n_formats; i++)
		fuzz_one(formats[i].name, data, size);
	return 0;
}
