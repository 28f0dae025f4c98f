/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/cgroup/cgroup.h"

#include "parse/field.h"

bool parse_cgroup_line(struct span *text, struct cgroup_line *ret)
{
	struct span line, id, controllers;

	while (span_line(text, &line)) {
		if (!line_whole(text, line) || !span_until(&line, ':', &id) ||
		    !span_until(&line, ':', &controllers) ||
		    !span_starts(line, "/"))
			continue;
		*ret = (struct cgroup_line){ .controllers = controllers,
					     .path = line };
		return true;
	}
	return false;
}

bool comma_list_has(struct span list, const char *word)
{
	struct span head;

	while (span_until(&list, ',', &head))
		if (span_is(head, word))
			return true;
	return span_is(list, word);
}

struct opt_u64 parse_flat_key(struct span text, const char *key)
{
	struct span line, word;
	uint64_t v = 0;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);

		if (!span_word(&line, &word) || !span_is(word, key))
			continue;
		if (!whole || field_amount(line, 1, AMOUNT_MAX, &v))
			break;
		return opt_u64(v);
	}
	return (struct opt_u64){ 0 };
}
