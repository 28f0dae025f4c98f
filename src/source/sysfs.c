/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

void memory_hugepools(const struct source *src, struct buf *text,
		      struct snapshot *snap)
{
	struct memory *m = &snap->memory;
	DIR *dir = source_open_dir(src, HUGEPAGES);
	const struct dirent *e;

	if (!dir)
		return;
	for (int i = 0; i < ENTRIES_MAX && (e = readdir(dir)); i++) {
		int err;

		if (!pool_page_bytes(e->d_name))
			continue;
		err = m->n_hugepools == HUGEPOOLS_MAX
			      ? -E2BIG
			      : read_pool(src, e->d_name, text,
					  &m->hugepools[m->n_hugepools]);
		if (err)
			gaps_add(&snap->gaps, "hugepages", err,
				 "huge pages of that size are left out", "%s",
				 e->d_name);
		else
			m->n_hugepools++;
	}
	closedir(dir);
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

enum tristate memory_balloon(const struct source *src, struct buf *text)
{
	DIR *dir = source_open_dir(src, VIRTIO);
	enum tristate ret = MAYBE;
	const struct dirent *e;

	if (!dir)
		return MAYBE;
	for (int i = 0; i < ENTRIES_MAX && (e = readdir(dir)); i++) {
		if (e->d_name[0] == '.' || !is_balloon(src, e->d_name, text))
			continue;
		ret = has_feature(src, e->d_name, DEFLATE_ON_OOM, text);
		break;
	}
	closedir(dir);
	return ret;
}
