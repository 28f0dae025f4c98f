/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/fdinfo.h"

bool parse_fdinfo_scm_fds(struct span text, uint64_t *ret)
{
	struct span line, key;
	uint64_t n = 0;

	/* a line that was cut is no number */
	while (span_until(&text, '\n', &line)) {
		if (!span_starts(line, "scm_fds:"))
			continue;
		if (!span_until(&line, ':', &key) ||
		    span_u64(span_trim(line), &n))
			return false;
		*ret = n;
		return true;
	}
	return false;
}

static bool find_list(struct span *text)
{
	struct span line;

	while (span_line(text, &line))
		if (span_starts(line, "UserFiles:"))
			return true;
	return false;
}

static uint64_t socket_inode(struct span name)
{
	struct span head, number;
	uint64_t inode = 0;

	if (!span_starts(name, "socket:[") || !span_until(&name, '[', &head) ||
	    !span_until(&name, ']', &number) || span_u64(number, &inode))
		return 0;
	return inode;
}

bool parse_fdinfo_ring_file(struct span *text, bool *before,
			    struct ring_file *ret)
{
	struct span line, slot;
	uint64_t number;

	if (!*before && !find_list(text))
		return false;
	*before = true;
	/* an empty slot is left out, or written as "<none>" */
	if (!span_line(text, &line) || !span_until(&line, ':', &slot) ||
	    span_u64(span_trim(slot), &number))
		return false;
	ret->name = span_trim(line);
	ret->inode = socket_inode(ret->name);
	return true;
}
