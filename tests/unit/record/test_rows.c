/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each row of a recording says in a sentence what it has, and its unit. */
#include <string.h>

#include "model/unit.h"
#include "record/section.h"
#include "tap.h"

static bool is_sentence(const char *doc)
{
	return doc && strlen(doc) > 2 && doc[strlen(doc) - 1] == '.';
}

/* Returns how many rows there are; those below them, too. */
static size_t read_rows(const char *where, const struct table *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		const struct field *f = &t->v[i];

		if (!f->key)
			continue;
		ck_assert_msg(is_sentence(f->doc), "%s: %s", where, f->key);
		ck_assert_ptr_nonnull(field_unit(f));
		n++;
		if (f->type == FIELD_STRUCT)
			n += read_rows(f->key, f->sub);
	}
	return n;
}

START_TEST(each_row_has_its_sentence)
{
	size_t n = 0;

	for (size_t i = 0; i < sections_n; i++)
		n += read_rows(sections[i].key, sections[i].table);
	ck_assert_uint_gt(n, 300);
}
END_TEST

static const char *unit_of(const char *json, const char *own)
{
	const struct field f = { .json = json, .unit = own };

	return field_unit(&f);
}

START_TEST(the_key_says_the_unit)
{
	ck_assert_str_eq(unit_of("free_bytes", NULL), "bytes");
	ck_assert_str_eq(unit_of("bytes", NULL), "bytes");
	ck_assert_str_eq(unit_of("slope_bytes_per_second", NULL),
			 "bytes per second");
	ck_assert_str_eq(unit_of("age_seconds", NULL), "seconds");
	ck_assert_str_eq(unit_of("window_ms", NULL), "milliseconds");
	ck_assert_str_eq(unit_of("pid", NULL), "id");
	/* the end of a word is none */
	ck_assert_str_eq(unit_of("stupid", NULL), "count");
	ck_assert_str_eq(unit_of("items", NULL), "count");
	ck_assert_str_eq(unit_of("alloc_fast", "pages"), "pages");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("rows");

	tcase_add_test(t, each_row_has_its_sentence);
	tcase_add_test(t, the_key_says_the_unit);
	return tap_run(t);
}
