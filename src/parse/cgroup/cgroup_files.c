/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/cgroup/cgroup.h"

#include "parse/keyed.h"

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
	const struct keyed_row row[] = {
		{ .key = key, .offset = 0, .read = field_bytes }
	};
	struct opt_u64 v = { 0 };
	unsigned bad = 0;

	(void)keyed_lines(text, KEYED(row, &v), ' ', &bad);
	return v;
}
