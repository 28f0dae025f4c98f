/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/context.h"
#include "collect/kernel/detail.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "source/source.h"
#include "model/kernel/bpf_object.h"
#include "model/snapshot.h"
#include "parse/proc/fdinfo.h"
#include "util/buf.h"
#include "util/vec.h"

#define WHAT "bpf"
#define EFFECT "BPF maps and programs are not named"
#define RINGBUFS "bpf-ringbufs"
#define ARENAS "bpf-arenas"
#define OBJECTS_MAX 65536

static int sys_bpf(int cmd, union bpf_attr *attr)
{
	long r = syscall(SYS_bpf, cmd, attr, sizeof(*attr));

	return r < 0 ? -errno : (int)r;
}

/* How the two kinds are walked and described. */
static const struct walk {
	enum bpf_kind kind;
	int next;
	int open;
} walks[] = {
	{ BPF_KIND_MAP, BPF_MAP_GET_NEXT_ID, BPF_MAP_GET_FD_BY_ID },
	{ BPF_KIND_PROGRAM, BPF_PROG_GET_NEXT_ID, BPF_PROG_GET_FD_BY_ID },
};

static int next_id(const struct walk *w, uint32_t *id)
{
	union bpf_attr attr = { .start_id = *id };
	int err = sys_bpf(w->next, &attr);

	if (!err)
		*id = attr.next_id;
	return err;
}

/* The fields that every kernel since 4.15 has. */
static int describe(int fd, struct bpf_object *o)
{
	struct bpf_map_info map = { 0 };
	struct bpf_prog_info prog = { 0 };
	union bpf_attr attr = { 0 };
	bool is_map = o->kind == BPF_KIND_MAP;
	int err;

	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = is_map ? sizeof(map) : sizeof(prog);
	attr.info.info =
		(uint64_t)(uintptr_t)(is_map ? (void *)&map : (void *)&prog);
	err = sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr);
	if (err < 0)
		return err;
	o->type = is_map ? map.type : prog.type;
	memcpy(o->name, is_map ? map.name : prog.name, sizeof(o->name));
	o->name[sizeof(o->name) - 1] = '\0';
	o->map_flags = map.map_flags;
	o->max_entries = map.max_entries;
	return 0;
}

/*
 * What a light skeleton is loaded by (tools/bpf/bpftool/gen.c), and what ours
 * is made of (kmw_files: its .data and .rodata): closed, and freed a moment
 * later.
 */
static bool is_transient(const struct bpf_object *o)
{
	return o->kind == BPF_KIND_MAP &&
	       (!strcmp(o->name, "__loader.map") ||
		!strncmp(o->name, "kmw_file.", strlen("kmw_file.")));
}

/*
 * fdinfo's memlock: map_mem_usage since 6.4, an estimate since 5.11, which is 0
 * for a ring buffer: it has neither keys nor values.
 */
static int read_memlock(const struct source *src, int fd, struct buf *text,
			struct opt_u64 *ret)
{
	struct bpf_fdinfo info;
	unsigned bad = 0;
	char path[48];
	int err;

	snprintf(path, sizeof(path), "proc/self/fdinfo/%d", fd);
	err = source_read(src, path, text);
	if (!err)
		err = parse_bpf_fdinfo(span_of(text->data, text->len), &info,
				       &bad);
	if (!err)
		*ret = info.memlock;
	return err;
}

static int add_object(struct collect *c, const struct walk *w, uint32_t id,
		      struct buf *text)
{
	struct bpf_object o = { .kind = w->kind, .id = id };
	union bpf_attr attr = { .map_id = id };
	struct bpf_objects *all = &c->snap->detail.bpf;
	uint64_t page_size = snapshot_page_size(c->snap);
	int fd = sys_bpf(w->open, &attr), err;

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd; /* gone meanwhile */
	err = describe(fd, &o);
	if (!err)
		err = read_memlock(&c->src, fd, text, &o.bytes);
	close(fd);
	if (err || is_transient(&o))
		return err;
	if (w->kind == BPF_KIND_MAP && bpf_map_is_ringbuf(o.type) &&
	    !opt_or0(o.bytes))
		o.bytes = opt_u64(bpf_ringbuf_bytes(o.max_entries, page_size));
	o.counted_in = w->kind == BPF_KIND_PROGRAM
			       ? COUNTED_VMALLOC
			       : bpf_map_counted_in(o.type, o.map_flags,
						    opt_or0(o.bytes));
	if (VEC_GROW(all))
		return -ENOMEM;
	all->v[all->n++] = o;
	return 0;
}

static int walk_ids(struct collect *c, const struct walk *w, struct buf *text)
{
	uint32_t id = 0;
	int err = next_id(w, &id);

	for (size_t n = 0; !err; n++) {
		if (n == OBJECTS_MAX)
			return -E2BIG;
		err = add_object(c, w, id, text);
		if (!err)
			err = next_id(w, &id);
	}
	return err == -ENOENT ? 0 : err; /* there is no next one */
}

static int by_bytes(const void *a, const void *b)
{
	const struct bpf_object *x = a, *y = b;
	uint64_t xb = opt_or0(x->bytes), yb = opt_or0(y->bytes);

	if (xb != yb)
		return (xb < yb) - (xb > yb);
	if (x->kind != y->kind)
		return (x->kind > y->kind) - (x->kind < y->kind);
	return (x->id > y->id) - (x->id < y->id);
}

/* The owners were found later: the rows are made anew. */
static void forget_consumers(struct consumers *all)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->v[i].name, RINGBUFS) &&
		    strcmp(all->v[i].name, ARENAS))
			all->v[kept++] = all->v[i];
	all->n = kept;
}

/*
 * A ring buffer has what it was made with. An arena gets its pages one by one as
 * programs and processes touch them, and tells nobody how many it has.
 */
static bool measure(const struct bpf_object *o, uint64_t page,
		    struct consumer *c)
{
	if (o->counted_in != COUNTED_NOWHERE || !o->max_entries)
		return false;
	if (bpf_map_is_arena(o->type)) {
		c->name = ARENAS;
		c->basis = BASIS_UPPER_BOUND;
		c->bytes = o->max_entries * page;
		return true;
	}
	c->bytes = bpf_ringbuf_bytes(o->max_entries, page);
	return true;
}

/* What no counter names becomes a row of the kernel's parts. */
int detail_bpf_consumers(struct collect *c)
{
	struct snapshot *snap = c->snap;
	const struct bpf_objects *all = &snap->detail.bpf;
	uint64_t page = snapshot_page_size(snap);

	forget_consumers(&snap->consumers);

	for (size_t i = 0; i < all->n; i++) {
		const struct bpf_object *o = &all->v[i];
		struct consumer row = { .name = RINGBUFS,
					.counted_in = COUNTED_NOWHERE,
					.count = 1,
					.pid = o->pid };

		if (!measure(o, page, &row))
			continue;
		snprintf(row.holder, sizeof(row.holder), "%s",
			 o->comm[0] ? o->comm : o->name);
		if (VEC_GROW(&snap->consumers))
			return -ENOMEM;
		snap->consumers.v[snap->consumers.n++] = row;
	}
	return 0;
}

int detail_bpf(struct collect *c)
{
	struct bpf_objects *all = &c->snap->detail.bpf;
	struct buf text = { 0 };
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(walks) / sizeof(*walks); i++)
		err = walk_ids(c, &walks[i], &text);
	buf_free(&text);
	if (err == -ENOMEM)
		return err;
	/* ENOSYS, EINVAL: a kernel without bpf(2), or before 4.13 */
	if (err && err != -ENOSYS && err != -EINVAL)
		gaps_add(&c->snap->gaps, WHAT, err, EFFECT, "bpf(2)");
	all->known = !err;
	if (all->n)
		qsort(all->v, all->n, sizeof(*all->v), by_bytes);
	return detail_bpf_consumers(c);
}
