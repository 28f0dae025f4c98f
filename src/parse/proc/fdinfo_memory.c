/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/fdinfo.h"

#include <stddef.h>

#include "parse/field.h"

/* IORING_MAX_CQ_ENTRIES; the kernel makes no larger ring */
#define URING_MAX 65536
#define SQE_BYTES 64
#define CQE_BYTES 16
#define SQ_INDEX_BYTES 4
/* struct io_rings, the heads and tails, in whole cache lines */
#define RINGS_HEAD_BYTES 320

#define REGIONS_MAX 16

/* "key:\tvalue" where the key is that one; a line that was cut is none. */
static bool value_of(struct span *text, struct span line, const char *key,
		     struct span *ret)
{
	struct span head;

	if (!line_whole(text, line) || !span_until(&line, ':', &head) ||
	    !span_is(head, key))
		return false;
	*ret = span_trim(line);
	return true;
}

static uint64_t region_bytes(uint64_t bytes, uint64_t page_size)
{
	uint64_t whole = page_size;

	while (whole < bytes)
		whole <<= 1;
	return whole;
}

static bool entries_of(struct span value, uint64_t *ret)
{
	uint64_t mask;

	if (!span_starts(value, "0x") ||
	    span_hex(span_of(value.p + 2, value.len - 2), &mask) ||
	    mask >= URING_MAX)
		return false;
	*ret = mask + 1;
	return true;
}

bool parse_fdinfo_uring(struct span text, uint64_t page_size,
			uint64_t *ret_bytes)
{
	uint64_t sq = 0, cq = 0;
	struct span line, value;

	while (span_line(&text, &line)) {
		if (!sq && value_of(&text, line, "SqMask", &value) &&
		    !entries_of(value, &sq))
			return false;
		if (!cq && value_of(&text, line, "CqMask", &value) &&
		    !entries_of(value, &cq))
			return false;
	}
	if (!sq || !cq)
		return false;
	*ret_bytes = region_bytes(RINGS_HEAD_BYTES + cq * CQE_BYTES +
					  sq * SQ_INDEX_BYTES,
				  page_size) +
		     region_bytes(sq * SQE_BYTES, page_size);
	return true;
}

bool parse_fdinfo_dmabuf(struct span text, struct dmabuf_info *ret)
{
	struct dmabuf_info info = { 0 };
	struct span line, value;
	bool known = false;

	while (span_line(&text, &line)) {
		uint64_t n;

		if (value_of(&text, line, "size", &value)) {
			if (span_u64(value, &n) || n > AMOUNT_MAX)
				return false;
			info.bytes = n;
			known = true;
		} else if (value_of(&text, line, "ino", &value)) {
			if (!span_u64(value, &n))
				info.inode = n;
		} else if (value_of(&text, line, "exp_name", &value)) {
			info.exporter = value;
		}
	}
	if (known)
		*ret = info;
	return known;
}

/* How much a figure is worth: what is there now, before what may be. */
enum figure { FIGURE_NONE, FIGURE_TOTAL, FIGURE_MEMORY, FIGURE_RESIDENT };

struct region {
	struct span name;
	enum figure figure;
	uint64_t bytes;
};

static const struct {
	const char *prefix;
	enum figure figure;
} figures[] = {
	{ "drm-total-", FIGURE_TOTAL },
	{ "drm-memory-", FIGURE_MEMORY },
	{ "drm-resident-", FIGURE_RESIDENT },
};

/* "1024", "1024 KiB", "1 MiB" */
static bool amount(struct span value, uint64_t *ret)
{
	struct span number, unit;
	uint64_t n;
	unsigned shift = 0;

	if (!span_word(&value, &number) || span_u64(number, &n))
		return false;
	if (span_word(&value, &unit)) {
		shift = span_is(unit, "KiB") ? 10 : 20;
		if (shift == 20 && !span_is(unit, "MiB"))
			return false;
	}
	if (n > AMOUNT_MAX >> shift)
		return false;
	*ret = n << shift;
	return true;
}

/* The card's own memory is not the machine's. */
static bool in_system_memory(struct span region)
{
	return span_starts(region, "system") || span_starts(region, "gtt") ||
	       span_starts(region, "cpu") || span_starts(region, "memory");
}

static bool is_same(struct span a, struct span b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (a.p[i] != b.p[i])
			return false;
	return true;
}

static void take_region(struct region *v, size_t *n, struct span name,
			enum figure figure, uint64_t bytes)
{
	size_t i = 0;

	while (i < *n && !is_same(v[i].name, name))
		i++;
	if (i == *n) {
		if (i == REGIONS_MAX)
			return;
		v[(*n)++] = (struct region){ .name = name };
	}
	if (figure <= v[i].figure)
		return;
	v[i].figure = figure;
	v[i].bytes = bytes;
}

static void take_figure(struct span key, struct span value, struct region *v,
			size_t *n)
{
	for (size_t i = 0; i < sizeof(figures) / sizeof(*figures); i++) {
		size_t skip = 0;
		uint64_t bytes;
		struct span name;

		if (!span_starts(key, figures[i].prefix))
			continue;
		while (figures[i].prefix[skip])
			skip++;
		name = span_of(key.p + skip, key.len - skip);
		if (in_system_memory(name) && amount(value, &bytes))
			take_region(v, n, name, figures[i].figure, bytes);
	}
}

bool parse_fdinfo_drm(struct span text, struct drm_info *ret)
{
	struct region regions[REGIONS_MAX] = { 0 };
	struct drm_info info = { 0 };
	struct span line, key;
	size_t n = 0;

	while (span_line(&text, &line)) {
		struct span value = line;

		if (!line_whole(&text, line) ||
		    !span_until(&value, ':', &key) || !span_starts(key, "drm-"))
			continue;
		value = span_trim(value);
		if (span_is(key, "drm-driver"))
			info.driver = value;
		else if (span_is(key, "drm-pdev"))
			info.device = value;
		else if (span_is(key, "drm-client-id"))
			info.client.known = !span_u64(value, &info.client.v);
		else
			take_figure(key, value, regions, &n);
	}
	for (size_t i = 0; i < n; i++)
		if (info.bytes <= AMOUNT_MAX - regions[i].bytes)
			info.bytes += regions[i].bytes;
	if (n)
		*ret = info;
	return n > 0;
}
