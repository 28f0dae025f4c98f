/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/kernel/consumers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "collect/base/context.h"
#include "collect/base/consumer_list.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "parse/proc/files.h"
#include "util/buf.h"

/* A folder of hostile length stays bounded. */
#define ENTRIES_MAX 4096

static struct span text_of(const struct buf *b)
{
	return span_of(b->data, b->len);
}

static int add_zram(const struct source *src, const char *device,
		    struct buf *text, struct snapshot *snap)
{
	struct consumer c = { .name = "zram",
			      .basis = BASIS_EXACT,
			      .counted_in = COUNTED_OTHERWISE };
	struct zram_stat stat;
	char path[300];
	int err;

	snprintf(path, sizeof(path), "sys/block/%.250s/mm_stat", device);
	err = source_read(src, path, text);
	if (!err)
		err = parse_zram_mm_stat(text_of(text), &stat);
	if (err) {
		if (err != -ENOENT) /* before 4.2 */
			gaps_add(&snap->gaps, "zram", -err,
				 "what this device takes is not known", "%s",
				 device);
		return err == -ENOMEM ? err : 0;
	}
	c.bytes = stat.used;
	consumer_name(&c, span_of(device, strlen(device)));
	return consumers_add(snap, &c);
}

static int each_zram(const struct source *src, struct buf *text,
		     struct snapshot *snap)
{
	DIR *dir = source_open_dir(src, "sys/block");
	const struct dirent *e;
	int err = 0;

	if (!dir)
		return 0;
	for (int i = 0; i < ENTRIES_MAX && !err && (e = readdir(dir)); i++)
		if (!strncmp(e->d_name, "zram", 4))
			err = add_zram(src, e->d_name, text, snap);
	closedir(dir);
	return err;
}

/* Drivers that take memory for the hypervisor. */
static const struct {
	const char *module;
	const char *file; /* its own figure, in debugfs if that is mounted */
} balloons[] = {
	{ "virtio_balloon", NULL },
	{ "vmw_balloon", "sys/kernel/debug/vmmemctl" },
	{ "hv_balloon", "sys/kernel/debug/hv-balloon" },
	{ "xen_balloon", NULL },
};

/* What the kernel's counter says, unless the driver itself tells it. */
static uint64_t balloon_pages(const struct source *src, const char *file,
			      struct buf *text, const struct snapshot *snap)
{
	const struct opt_u64 *line = &snap->memory.info.v[MEM_BALLOON];
	const struct opt_u64 *vm = snap->memory.vmstat.v;
	uint64_t page = snapshot_page_size(snap), pages;

	if (file && !source_read(src, file, text) &&
	    !parse_balloon_pages(text_of(text), &pages))
		return pages;
	if (line->known)
		return line->v / page;
	if (opt_or0(vm[VM_BALLOON_INFLATE]) < opt_or0(vm[VM_BALLOON_DEFLATE]))
		return 0;
	return opt_or0(vm[VM_BALLOON_INFLATE]) -
	       opt_or0(vm[VM_BALLOON_DEFLATE]);
}

static int each_balloon(const struct source *src, struct buf *text,
			struct snapshot *snap)
{
	int err = 0;

	for (size_t i = 0; i < sizeof(balloons) / sizeof(*balloons); i++) {
		struct consumer c = { .name = "balloon",
				      .basis = BASIS_EXACT,
				      .counted_in = COUNTED_OTHERWISE };
		const char *name = balloons[i].module;
		char path[64];
		int dir;

		snprintf(path, sizeof(path), "sys/module/%s", name);
		dir = source_open(src, path, O_RDONLY | O_DIRECTORY);
		if (dir < 0)
			continue;
		close(dir);
		c.bytes = balloon_pages(src, balloons[i].file, text, snap) *
			  snapshot_page_size(snap);
		consumer_name(&c, span_of(name, strlen(name)));
		err = consumers_add(snap, &c);
		if (err)
			break;
	}
	return err;
}

int devices_collect(struct collect *c)
{
	const struct source *src = &c->src;
	struct snapshot *snap = c->snap;
	struct buf text = { 0 };
	int err = each_zram(src, &text, snap);

	if (!err)
		err = each_balloon(src, &text, snap);
	buf_free(&text);
	return err;
}
