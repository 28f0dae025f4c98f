/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/fdinfo.h"

#include <errno.h>
#include <stddef.h>

#include "parse/keyed.h"

/* IORING_MAX_CQ_ENTRIES; the kernel makes no larger ring */
#define URING_MAX 65536
#define SQE_BYTES 64
#define CQE_BYTES 16
#define SQ_INDEX_BYTES 4
/* struct io_rings, the heads and tails, in whole cache lines */
#define RINGS_HEAD_BYTES 320

#define REGIONS_MAX 16

static uint64_t region_bytes(uint64_t bytes, uint64_t page_size)
{
	uint64_t whole = page_size;

	while (whole < bytes)
		whole <<= 1;
	return whole;
}

/* "0x7f": one less than the entries */
static int entries(struct span value, uint64_t *ret)
{
	uint64_t mask;

	if (field_hex(span_trim(value), &mask) || mask >= URING_MAX)
		return -EINVAL;
	*ret = mask + 1;
	return 0;
}

struct rings {
	struct opt_u64 sq, cq;
};

static const struct keyed_row ring_rows[] = {
	KEYED_ROW("SqMask", struct rings, sq, entries),
	KEYED_ROW("CqMask", struct rings, cq, entries),
};

bool parse_fdinfo_uring(struct span text, uint64_t page_size,
			uint64_t *ret_bytes)
{
	struct rings r = { 0 };
	unsigned bad = 0;

	(void)keyed_lines(text, KEYED(ring_rows, &r), ':', &bad);
	if (!r.sq.known || !r.cq.known)
		return false;
	*ret_bytes = region_bytes(RINGS_HEAD_BYTES + r.cq.v * CQE_BYTES +
					  r.sq.v * SQ_INDEX_BYTES,
				  page_size) +
		     region_bytes(r.sq.v * SQE_BYTES, page_size);
	return true;
}

struct dmabuf_lines {
	struct opt_u64 size, inode;
	struct span exporter;
};

static const struct keyed_row dmabuf_rows[] = {
	KEYED_ROW("size", struct dmabuf_lines, size, field_bytes),
	KEYED_ROW("ino", struct dmabuf_lines, inode, field_number),
	KEYED_ROW("exp_name", struct dmabuf_lines, exporter, NULL),
};

bool parse_fdinfo_dmabuf(struct span text, struct dmabuf_info *ret)
{
	struct dmabuf_lines d = { 0 };
	unsigned bad = 0;

	(void)keyed_lines(text, KEYED(dmabuf_rows, &d), ':', &bad);
	if (d.size.known)
		*ret = (struct dmabuf_info){ .bytes = d.size.v,
					     .inode = opt_or0(d.inode),
					     .exporter = d.exporter };
	return d.size.known;
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

static void add_region(struct region *v, size_t *n, struct span name,
		       enum figure figure, uint64_t bytes)
{
	size_t i = 0;

	while (i < *n && !span_same(v[i].name, name))
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

static void add_figure(struct span key, struct span value, struct region *v,
		       size_t *n)
{
	for (size_t i = 0; i < sizeof(figures) / sizeof(*figures); i++) {
		struct span name = key;
		uint64_t bytes;

		if (span_cut(&name, figures[i].prefix) &&
		    in_system_memory(name) && amount(value, &bytes))
			add_region(v, n, name, figures[i].figure, bytes);
	}
}

static const struct keyed_row drm_rows[] = {
	KEYED_ROW("drm-driver", struct drm_info, driver, NULL),
	KEYED_ROW("drm-client-id", struct drm_info, client, field_number),
	KEYED_ROW("drm-pdev", struct drm_info, device, NULL),
};

bool parse_fdinfo_drm(struct span text, struct drm_info *ret)
{
	struct region regions[REGIONS_MAX] = { 0 };
	struct drm_info info = { 0 };
	struct span line, key;
	unsigned bad = 0;
	size_t n = 0;

	(void)keyed_lines(text, KEYED(drm_rows, &info), ':', &bad);
	while (span_line(&text, &line))
		if (line_whole(&text, line) && span_until(&line, ':', &key))
			add_figure(key, span_trim(line), regions, &n);
	for (size_t i = 0; i < n; i++)
		if (info.bytes <= AMOUNT_MAX - regions[i].bytes)
			info.bytes += regions[i].bytes;
	if (n)
		*ret = info;
	return n > 0;
}
