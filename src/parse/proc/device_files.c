/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/files.h"

#include <errno.h>
#include <linux/audit.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "parse/keyed.h"

static bool map_range(struct span line, uint64_t *ret_bytes, struct span *name)
{
	struct span range, start;
	uint64_t from, to;

	if (!span_word(&line, &range) || !span_until(&range, '-', &start) ||
	    span_hex(start, &from) || span_hex(range, &to) || to < from ||
	    !field_columns(&line, "....", NULL))
		return false;
	*ret_bytes = to - from;
	*name = span_trim(line);
	return true;
}

int parse_maps_sum(struct span text, const char *name, struct map_sum *ret)
{
	struct map_sum sum = { 0 };
	struct span line;
	bool any = false;

	while (span_line(&text, &line)) {
		struct span at;
		uint64_t bytes;

		if (!line_whole(&text, line) || !map_range(line, &bytes, &at))
			continue;
		any = true;
		if (!span_is(at, name) || bytes > AMOUNT_MAX - sum.bytes)
			continue;
		sum.bytes += bytes;
		sum.count++;
	}
	if (!any)
		return -EINVAL;
	*ret = sum;
	return 0;
}

int parse_trace_total(struct span text, uint64_t *ret_bytes)
{
	struct span line;
	uint64_t kib;

	if (!span_until(&text, '\n', &line) ||
	    !field_columns(&line, "u", &kib) || kib > AMOUNT_MAX / 1024)
		return -EINVAL;
	*ret_bytes = kib * 1024;
	return 0;
}

/* orig_data_size compr_data_size mem_used_total … */
int parse_zram_mm_stat(struct span text, struct zram_stat *ret)
{
	struct span line;
	uint64_t v[3];

	if (!span_until(&text, '\n', &line) ||
	    !field_columns(&line, "uuu", v) || v[0] > AMOUNT_MAX ||
	    v[2] > AMOUNT_MAX)
		return -EINVAL;
	*ret = (struct zram_stat){ .original = v[0], .used = v[2] };
	return 0;
}

int parse_balloon_pages(struct span text, uint64_t *ret)
{
	static const struct keyed_row rows[] = {
		{ .key = "current", .offset = 0, .read = field_first },
		{ .key = "pages_ballooned", .offset = 0, .read = field_first },
	};
	struct opt_u64 pages = { 0 };
	unsigned bad = 0;

	(void)keyed_lines(text, KEYED(rows, &pages), ':', &bad);
	if (!pages.known || pages.v > AMOUNT_MAX / 65536)
		return -EINVAL;
	*ret = pages.v;
	return 0;
}

int parse_audit_backlog(struct span payload, uint64_t *ret)
{
	uint32_t n;
	const size_t at = offsetof(struct audit_status, backlog);

	if (payload.len < at + sizeof(n))
		return -EINVAL;
	memcpy(&n, payload.p + at, sizeof(n));
	*ret = n;
	return 0;
}
