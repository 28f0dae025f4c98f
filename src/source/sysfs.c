/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/source.h"
#include "model/snapshot.h"
#include "parse/parse.h"
#include "util/buf.h"

#define HUGEPAGES "sys/kernel/mm/hugepages"
#define VIRTIO "sys/bus/virtio/devices"

/* A folder of hostile names and length stays bounded. */
#define ENTRIES_MAX 4096

/* The attribute dir/entry/attr, into text. Returns 0 or -errno. */
static int read_attr(const struct source *src, const char *dir,
		     const char *entry, const char *attr, struct buf *text)
{
	char path[512];
	int n = snprintf(path, sizeof(path), "%s/%s/%s", dir, entry, attr);

	if (n < 0 || (size_t)n >= sizeof(path))
		return -ENAMETOOLONG;
	return source_read(src, path, text);
}

static int read_number(const struct source *src, const char *entry,
		       const char *attr, struct buf *text, uint64_t *ret)
{
	struct opt_u64 v = { 0 };
	unsigned bad = 0;
	int err = read_attr(src, HUGEPAGES, entry, attr, text);

	if (err)
		return err;
	err = parse_sysctl(span_of(text->data, text->len), &v, 1, &bad);
	if (err || !v.known)
		return -EINVAL;
	*ret = v.v;
	return 0;
}

/* "hugepages-2048kB" to bytes; 0 where it is no such name. */
static uint64_t pool_page_bytes(const char *entry)
{
	struct span s = span_of(entry, strlen(entry)), kib;
	uint64_t v = 0;

	if (!span_starts(s, "hugepages-"))
		return 0;
	s = span_of(s.p + 10, s.len - 10);
	if (!span_until(&s, 'k', &kib) || !span_is(s, "B") ||
	    span_u64(kib, &v) || v > UINT32_MAX)
		return 0;
	return v * 1024;
}

static int read_pool(const struct source *src, const char *entry,
		     struct buf *text, struct hugepool *ret)
{
	struct hugepool p = { .page_bytes = pool_page_bytes(entry) };
	const struct {
		const char *attr;
		uint64_t *value;
	} attrs[] = {
		{ "nr_hugepages", &p.total },
		{ "free_hugepages", &p.free },
		{ "resv_hugepages", &p.reserved },
		{ "surplus_hugepages", &p.surplus },
	};
	uint64_t bytes = 0;

	for (size_t i = 0; i < sizeof(attrs) / sizeof(*attrs); i++) {
		int err = read_number(src, entry, attrs[i].attr, text,
				      attrs[i].value);

		if (err)
			return err;
	}
	if (__builtin_mul_overflow(p.total, p.page_bytes, &bytes) ||
	    bytes > INT64_MAX / HUGEPOOLS_MAX)
		return -ERANGE;
	*ret = p;
	return 0;
}

static int by_page_bytes(const void *a, const void *b)
{
	const struct hugepool *x = a, *y = b;

	return (x->page_bytes > y->page_bytes) -
	       (x->page_bytes < y->page_bytes);
}

/* A folder while it is listed. */
struct listing {
	const struct source *src;
	struct buf *text;
	struct snapshot *snap;
	unsigned entries;
	enum tristate balloon;
};

static int add_pool(void *arg, const char *name, bool folder)
{
	struct listing *l = arg;
	struct memory *m = &l->snap->memory;
	int err;

	(void)folder;
	if (l->entries++ == ENTRIES_MAX)
		return -E2BIG;
	if (!pool_page_bytes(name))
		return 0;
	err = m->n_hugepools == HUGEPOOLS_MAX
		      ? -E2BIG
		      : read_pool(l->src, name, l->text,
				  &m->hugepools[m->n_hugepools]);
	if (err)
		gaps_add(&l->snap->gaps, "hugepages", err,
			 "huge pages of that size are left out", "%s", name);
	else
		m->n_hugepools++;
	return 0;
}

void memory_hugepools(const struct source *src, struct buf *text,
		      struct snapshot *snap)
{
	struct memory *m = &snap->memory;
	struct listing l = { .src = src, .text = text, .snap = snap };

	(void)source_list(src, HUGEPAGES, add_pool, &l);
	qsort(m->hugepools, m->n_hugepools, sizeof(*m->hugepools),
	      by_page_bytes);
}

/* include/uapi/linux/virtio_ids.h, virtio_balloon.h */
#define BALLOON_ID "0x0005"
#define DEFLATE_ON_OOM 2

static bool is_balloon(const struct source *src, const char *entry,
		       struct buf *text)
{
	return !read_attr(src, VIRTIO, entry, "device", text) &&
	       span_is(span_trim(
			       span_of(text->data, strcspn(text->data, "\n"))),
		       BALLOON_ID);
}

/* features is one character a bit, the lowest first ("0110…"). */
static enum tristate has_feature(const struct source *src, const char *entry,
				 size_t bit, struct buf *text)
{
	if (read_attr(src, VIRTIO, entry, "features", text) || text->len <= bit)
		return MAYBE;
	switch (text->data[bit]) {
	case '0':
		return NO;
	case '1':
		return YES;
	default:
		return MAYBE;
	}
}

static int find_balloon(void *arg, const char *name, bool folder)
{
	struct listing *l = arg;

	(void)folder;
	if (l->entries++ == ENTRIES_MAX)
		return -E2BIG;
	if (!is_balloon(l->src, name, l->text))
		return 0;
	l->balloon = has_feature(l->src, name, DEFLATE_ON_OOM, l->text);
	return 1;
}

enum tristate memory_balloon(const struct source *src, struct buf *text)
{
	struct listing l = { .src = src, .text = text, .balloon = MAYBE };

	(void)source_list(src, VIRTIO, find_balloon, &l);
	return l.balloon;
}
