/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/context.h"
#include "collect/kernel/consumers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "collect/base/consumer_list.h"
#include "source/facts.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "parse/proc/files.h"
#include "parse/parse.h"
#include "util/buf.h"
#include "util/idhash.h"

#define TRACING "sys/kernel/tracing"
#define DMABUFS "sys/kernel/dmabuf/buffers"

/* struct buffer_data_page: what is no payload (kernel/trace/ring_buffer.c) */
#define SUBBUF_HEAD 16

/* Of tracing/snapshot: the lines before the events. */
#define SNAPSHOT_HEAD 1024

/* A folder of hostile length stays bounded. */
#define ENTRIES_MAX 65536

static struct span text_of(const struct buf *b)
{
	return span_of(b->data, b->len);
}

/* A page, or what buffer_subbuf_size_kb says (6.8). */
static uint64_t subbuf_bytes(const struct source *src, const char *dir,
			     struct buf *text, uint64_t page)
{
	char path[400];
	uint64_t bytes;

	snprintf(path, sizeof(path), "%s/buffer_subbuf_size_kb", dir);
	if (source_read(src, path, text) ||
	    parse_trace_total(text_of(text), &bytes) || bytes < page)
		return page;
	return bytes;
}

/* kernel/trace/trace.c: the buffer that the snapshot swaps with. */
static int add_snapshot(const struct source *src, const char *dir,
			const struct consumer *trace, struct snapshot *snap)
{
	struct consumer c = *trace;
	char path[400], text[SNAPSHOT_HEAD];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "%s/snapshot", dir);
	fd = source_open(src, path, O_RDONLY | O_NONBLOCK);
	if (fd < 0)
		return 0;
	n = read(fd, text, sizeof(text));
	close(fd);
	if (n <= 0 || !memmem(text, (size_t)n, "tracer:", 7) ||
	    memmem(text, (size_t)n, "Snapshot is freed", 17))
		return 0;
	/* it is kept as large as the buffer itself */
	c.name = "ftrace-snapshot";
	return consumers_add(snap, &c);
}

static int add_trace(const struct source *src, const char *dir,
		     const char *instance, struct buf *text,
		     struct snapshot *snap)
{
	struct consumer c = { .name = "ftrace", .basis = BASIS_EXACT };
	uint64_t payload, sub;
	char path[400];
	int err;

	snprintf(path, sizeof(path), "%s/buffer_total_size_kb", dir);
	err = source_read(src, path, text);
	if (!err)
		err = parse_trace_total(text_of(text), &payload);
	if (err) {
		gaps_add(&snap->gaps, "tracing", -err,
			 "buffers of ftrace are not counted", "/%s", path);
		return err == -ENOMEM ? err : 0;
	}
	sub = subbuf_bytes(src, dir, text, snapshot_page_size(snap));
	c.bytes = (payload + sub - SUBBUF_HEAD - 1) / (sub - SUBBUF_HEAD) * sub;
	consumer_name(&c, span_of(instance, strlen(instance)));
	err = consumers_add(snap, &c);
	return err ? err : add_snapshot(src, dir, &c, snap);
}

static int each_trace(const struct source *src, struct buf *text,
		      struct snapshot *snap)
{
	int err = add_trace(src, TRACING, "", text, snap);
	DIR *dir = source_open_dir(src, TRACING "/instances");
	const struct dirent *e;

	if (!dir)
		return err;
	for (int i = 0; i < ENTRIES_MAX && !err && (e = readdir(dir)); i++) {
		char path[320];

		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), TRACING "/instances/%.255s",
			 e->d_name);
		err = add_trace(src, path, e->d_name, text, snap);
	}
	closedir(dir);
	return err;
}

static int add_messages(const struct source *src, struct buf *text,
			struct snapshot *snap)
{
	struct consumer c = { .name = "sysv-messages",
			      .basis = BASIS_ESTIMATE,
			      .counted_in = COUNTED_SLAB };
	int err = source_read(src, "proc/sysvipc/msg", text);
	struct msg_sum sum;
	unsigned bad = 0;

	if (err == -ENOENT) /* a kernel without System V messages */
		return 0;
	if (!err)
		err = parse_sysvipc_msg(text_of(text), &sum, &bad);
	if (err || bad)
		gaps_add(&snap->gaps, "sysvipc/msg", err ? -err : EBADMSG,
			 "System V messages are not counted",
			 "/proc/sysvipc/msg");
	if (err)
		return err == -ENOMEM ? err : 0;
	c.bytes = sum.bytes;
	c.count = sum.messages;
	c.pid = sum.sender;
	return consumers_add(snap, &c);
}

static int add_dmabuf(const struct source *src, const char *inode,
		      struct buf *text, struct snapshot *snap)
{
	struct consumer c = { .name = "dma-buf",
			      .basis = BASIS_UPPER_BOUND,
			      .count = 1 };
	char path[128];
	int err =
		facts_number(src, text, &c.bytes, DMABUFS "/%.20s/size", inode);

	if (err)
		return err == -ENOMEM ? err : 0;
	snprintf(path, sizeof(path), DMABUFS "/%.20s/exporter_name", inode);
	if (!source_read(src, path, text))
		consumer_name(&c, span_trim(text_of(text)));
	return consumers_add(snap, &c);
}

int dmabufs_collect(const struct source *src, const struct idhash *seen,
		    struct snapshot *snap)
{
	DIR *dir = source_open_dir(src, DMABUFS);
	struct buf text = { 0 };
	const struct dirent *e;
	int err = 0;

	if (!dir)
		return 0;
	for (int i = 0; i < ENTRIES_MAX && !err && (e = readdir(dir)); i++) {
		const char *name = e->d_name;
		uint64_t inode;

		if (!span_u64(span_of(name, strlen(name)), &inode) &&
		    !idhash_find(seen, inode))
			err = add_dmabuf(src, name, &text, snap);
	}
	closedir(dir);
	buf_free(&text);
	return err;
}

int buffers_collect(struct collect *c)
{
	const struct source *src = &c->src;
	struct snapshot *snap = c->snap;
	struct buf text = { 0 };
	int err = each_trace(src, &text, snap);

	if (!err)
		err = add_messages(src, &text, snap);
	buf_free(&text);
	return err;
}
