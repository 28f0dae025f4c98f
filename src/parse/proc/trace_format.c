/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/trace_format.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define FIELD_MAX (1 << 16) /* a record of perf is no larger */

int parse_trace_id(struct span format, uint64_t *ret)
{
	struct span line, word;

	/* a line without its end may lack digits */
	while (span_until(&format, '\n', &line))
		if (span_word(&line, &word) && span_is(word, "ID:"))
			return span_word(&line, &word) ? span_u64(word, ret)
						       : -EINVAL;
	return -EINVAL;
}

/* "field:char name[32];" is name, "field:int kind;" is kind. */
static bool declares(struct span declaration, const char *name)
{
	struct span word, last = { .p = NULL };

	while (span_word(&declaration, &word))
		last = word;
	if (memchr(last.p ? last.p : "", '[', last.len)) {
		struct span head;

		return span_until(&last, '[', &head) && span_is(head, name);
	}
	return span_is(last, name);
}

/* "offset:36;" */
static int number_of(struct span *line, const char *key, size_t *ret)
{
	struct span item, head;
	uint64_t v;

	if (!span_until(line, ';', &item))
		return -EINVAL;
	item = span_trim(item);
	if (!span_until(&item, ':', &head) || !span_is(head, key) ||
	    span_u64(item, &v) || v > FIELD_MAX)
		return -EINVAL;
	*ret = (size_t)v;
	return 0;
}

int parse_trace_field(struct span format, const char *name,
		      struct trace_field *ret)
{
	struct span line, declaration;
	struct trace_field f;

	while (span_line(&format, &line)) {
		line = span_trim(line);
		if (!span_starts(line, "field:") ||
		    !span_until(&line, ';', &declaration) ||
		    !declares(declaration, name))
			continue;
		if (number_of(&line, "offset", &f.offset) ||
		    number_of(&line, "size", &f.size))
			return -EINVAL;
		*ret = f;
		return 0;
	}
	return -ENOENT;
}

bool parse_trace_symbol(struct span format, const char *field, uint64_t value,
			struct span *ret)
{
	char use[64];
	struct span list, key, name;
	uint64_t n;

	snprintf(use, sizeof(use), "__print_symbolic(REC->%s,", field);
	if (!span_past(format, use, &format) ||
	    !span_until(&format, ')', &list))
		return false;
	while (span_past(list, "{", &list) && span_until(&list, ',', &key)) {
		bool is_it = !span_u64(span_trim(key), &n) && n == value;

		if (!span_past(list, "\"", &list) ||
		    !span_until(&list, '"', &name))
			return false;
		if (!is_it)
			continue;
		*ret = name;
		return true;
	}
	return false;
}
