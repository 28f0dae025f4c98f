/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/fdinfo.h"

#include <stddef.h>

#include "parse/keyed.h"

bool parse_fdinfo_scm_fds(struct span text, uint64_t *ret)
{
	static const struct keyed_row row[] = {
		{ .key = "scm_fds", .offset = 0, .read = field_bytes }
	};
	struct opt_u64 n = { 0 };
	unsigned bad = 0;

	(void)keyed_lines(text, KEYED(row, &n), ':', &bad);
	if (n.known)
		*ret = n.v;
	return n.known;
}

int parse_bpf_fdinfo(struct span text, struct bpf_fdinfo *ret, unsigned *bad)
{
	static const struct keyed_row rows[] = {
		KEYED_ROW("prog_id", struct bpf_fdinfo, prog_id, field_bytes),
		KEYED_ROW("memlock", struct bpf_fdinfo, memlock, field_bytes),
		KEYED_ROW("map_id", struct bpf_fdinfo, map_id, field_bytes),
	};
	return keyed_lines(text, KEYED_FRESH(rows, ret), ':', bad);
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
