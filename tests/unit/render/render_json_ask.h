/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks a report of the machine m, which the test that includes this has. */
#ifndef KMW_TESTS_RENDER_JSON_ASK_H
#define KMW_TESTS_RENDER_JSON_ASK_H

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "render_machine.h"
#include "tap.h"

static struct machine m;

/* "a.b.0.c": keys and indices. */
static json_t *at(json_t *v, const char *path)
{
	char copy[128], *save = NULL;

	snprintf(copy, sizeof(copy), "%s", path);
	for (char *key = strtok_r(copy, ".", &save); key;
	     key = strtok_r(NULL, ".", &save)) {
		v = json_is_array(v) ? json_array_get(v, strtoul(key, NULL, 10))
				     : json_object_get(v, key);
		ck_assert_msg(v != NULL, "no %s in %s", key, path);
	}
	return v;
}

static json_t *report(void)
{
	json_error_t error;
	int err;
	char *text = machine_render(&m, render_json, &err);
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	ck_assert_int_eq(err, 0);
	ck_assert_msg(root != NULL, "%s at %d", error.text, error.position);
	/* one object, one line */
	ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
	free(text);
	return root;
}

static void integer_is(json_t *root, const char *path, int64_t want)
{
	json_t *v = at(root, path);

	ck_assert_msg(json_is_integer(v), "%s is no integer", path);
	ck_assert_int_eq(json_integer_value(v), want);
}

static void text_is(json_t *root, const char *path, const char *want)
{
	json_t *v = at(root, path);

	ck_assert_msg(json_is_string(v), "%s is no string", path);
	ck_assert_str_eq(json_string_value(v), want);
}

#endif
