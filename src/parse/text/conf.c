/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/text/conf.h"

bool parse_conf_line(struct span *text, struct conf_line *ret)
{
	struct conf_line line = { .number = ret->number };
	struct span s;

	while (span_line(text, &s)) {
		line.number++;
		s = span_trim(s);
		if (!s.len || *s.p == '#')
			continue;
		line.bad = !span_until(&s, '=', &line.key);
		if (!line.bad) {
			line.key = span_trim(line.key);
			line.value = span_trim(s);
			line.bad = !line.key.len;
		}
		if (line.bad)
			line.key = line.value = span_of(s.p, 0);
		*ret = line;
		return true;
	}
	return false;
}
