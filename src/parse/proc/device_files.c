/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/files.h"

#include <errno.h>
#include <linux/audit.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "parse/keyed.h"

/* Columns of /proc/PID/maps before the name. */
#define MAPS_COLUMNS 5

static bool map_range(struct span line, uint64_t *ret_bytes, struct span *name)
{
	struct span range, start, word;
	uint64_t from, to;

	if (!span_word(&line, &range) || !span_until(&range, '-', &start) ||
	    span_hex(start, &from) || span_hex(range, &to) || to < from)
		return false;
	for (unsigned i = 1; i < MAPS_COLUMNS; i++)
		if (!span_word(&line, &word))
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
	struct span line, word;
	uint64_t kib;

	if (!span_until(&text, '\n', &line) || !span_word(&line, &word) ||
	    span_u64(word, &kib) || kib > AMOUNT_MAX / 1024)
		return -EINVAL;
	*ret_bytes = kib * 1024;
	return 0;
}

/* orig_data_size compr_data_size mem_used_total … */
int parse_zram_mm_stat(struct span text, struct zram_stat *ret)
{
	struct span line, word;
	uint64_t v[3];

	if (!span_until(&text, '\n', &line))
		return -EINVAL;
	for (unsigned i = 0; i < 3; i++)
		if (!span_word(&line, &word) || span_u64(word, &v[i]) ||
		    v[i] > AMOUNT_MAX)
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

/* key msqid perms cbytes qnum lspid … */
enum { MSG_CBYTES = 3, MSG_QNUM, MSG_LSPID, MSG_COLUMNS };

static bool msg_row(struct span line, uint64_t v[MSG_COLUMNS])
{
	struct span word;
	int64_t key;

	for (unsigned i = 0; i < MSG_COLUMNS; i++)
		if (!span_word(&line, &word) ||
		    (i ? span_u64(word, &v[i]) : span_i64(word, &key)))
			return false;
	return v[MSG_CBYTES] <= AMOUNT_MAX && v[MSG_LSPID] <= INT32_MAX;
}

int parse_sysvipc_msg(struct span text, struct msg_sum *ret, unsigned *bad)
{
	struct msg_sum sum = { 0 };
	uint64_t most = 0;
	struct span line, word, head;

	if (!span_line(&text, &line))
		return -EINVAL;
	head = line;
	if (!span_word(&head, &word) || !span_is(word, "key") ||
	    !span_word(&head, &word) || !span_is(word, "msqid"))
		return -EINVAL;
	while (span_line(&text, &line)) {
		uint64_t v[MSG_COLUMNS] = { 0 };

		if (!line_whole(&text, line) || !msg_row(line, v) ||
		    v[MSG_CBYTES] > AMOUNT_MAX - sum.bytes) {
			++*bad;
			continue;
		}
		sum.bytes += v[MSG_CBYTES];
		sum.messages += v[MSG_QNUM];
		if (v[MSG_CBYTES] <= most)
			continue;
		most = v[MSG_CBYTES];
		sum.sender = (pid_t)v[MSG_LSPID];
	}
	*ret = sum;
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
