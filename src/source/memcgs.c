/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/memcgs.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "source/facts.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "parse/cgroup/cgroup_name.h"
#include "parse/cgroup/cgroup.h"
#include "parse/proc/mountinfo.h"
#include "parse/memory/memory.h"
#include "util/buf.h"
#include "util/span.h"
#include "util/vec.h"

#define DIRS_MAX 20000
#define DEPTH_MAX 32
#define CAPTURED_ROOT "sys/fs/cgroup"

struct walk {
	const struct source *src;
	struct snapshot *snap;
	struct buf path; /* of the directory, relative to the source */
	struct facts facts;
	size_t root_len; /* of path */
	unsigned dirs;
	bool cut;
};

/* The first cgroup2 mount. Returns 0, -ENOENT or another -errno. */
static int find_root(struct walk *w)
{
	struct mount mount;
	struct span rest;
	char point[PATH_MAX];
	int err;

	if (w->src->capture)
		return buf_printf(&w->path, "%s", CAPTURED_ROOT);
	err = source_read(w->src, "proc/self/mountinfo", &w->facts.text);
	if (err)
		return err;
	rest = span_of(w->facts.text.data, w->facts.text.len);
	while (parse_mount(&rest, &mount))
		if (span_is(mount.fstype, "cgroup2") &&
		    parse_mount_unescape(mount.point, point, sizeof(point)))
			return buf_printf(&w->path, "%s",
					  point + strspn(point, "/"));
	return -ENOENT;
}

/* Reads a file of the directory that path names. */
static int read_here(struct walk *w, const char *name)
{
	size_t len = w->path.len;
	int err = buf_printf(&w->path, "/%s", name);

	if (!err)
		err = source_read(w->src, w->path.data, &w->facts.text);
	w->path.len = len;
	if (w->path.data)
		w->path.data[len] = '\0';
	return err;
}

/* Whether the tree counts memory at all; where it does not say, it may. */
static bool has_controller(struct walk *w)
{
	struct span text, line = { 0 }, word;

	if (read_here(w, "cgroup.controllers"))
		return true;
	text = span_of(w->facts.text.data, w->facts.text.len);
	(void)span_line(&text, &line);
	while (span_word(&line, &word))
		if (span_is(word, "memory"))
			return true;
	return false;
}

FACTS_PARSER(parse_memcg_amount)
FACTS_PARSER(parse_memcg_stat)
FACTS_PARSER(parse_memcg_events)
FACTS_PARSER(parse_psi)

#define FILE_OF(name, parser, at)                                       \
	{                                                               \
		.path = (name), .parse = read_##parser, .offset = (at), \
		.what = "memory cgroup", .flags = FACTS_OPTIONAL,       \
		.effect = "figures of these cgroups are not known",     \
	}

static const struct facts_file files[] = {
	/* this one has to be there */
	FILE_OF("memory.current", parse_memcg_amount,
		offsetof(struct memcg, current_bytes)),
	FILE_OF("memory.max", parse_memcg_amount,
		offsetof(struct memcg, max_bytes)),
	FILE_OF("memory.high", parse_memcg_amount,
		offsetof(struct memcg, high_bytes)),
	FILE_OF("memory.stat", parse_memcg_stat, 0),
	FILE_OF("memory.events", parse_memcg_events, 0),
	FILE_OF("memory.pressure", parse_psi, offsetof(struct memcg, psi)),
};

static int add_names(struct walk *w, struct memcg *m)
{
	const char *path = w->path.data + w->root_len;
	char name[CGROUP_NAME_MAX];
	int err = snapshot_add_string(w->snap, *path ? path : "/", &m->path);

	m->name = m->path;
	if (!err && !cgroup_display_name(path, name, sizeof(name)))
		err = snapshot_add_string(w->snap, name, &m->name);
	return err;
}

/* Returns 1 (kept), 0 (not counted, or gone) or -ENOMEM. */
static int read_cgroup(struct walk *w, uint32_t parent)
{
	const char *path = w->path.data + w->root_len;
	struct memcg m = { .parent = parent };
	struct memcgs *all = &w->snap->memcgs;

	w->facts.dir = w->path.data;
	w->facts.of = path;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		int err = facts_read(&w->facts, &files[i], &m);

		if (err == -ENOMEM)
			return err;
		if (err && !i)
			return 0;
	}
	if (VEC_GROW(all) || add_names(w, &m))
		return -ENOMEM;
	all->v[all->n++] = m;
	return 1;
}

static int visit(struct walk *w, uint32_t parent, unsigned depth);

/* A directory while its children are visited. */
struct children {
	struct walk *w;
	uint32_t parent;
	unsigned depth;
	size_t len; /* of the path */
};

static int visit_child(void *arg, const char *name, bool folder)
{
	struct children *c = arg;
	struct walk *w = c->w;
	int err;

	if (!folder)
		return 0;
	if (w->dirs >= DIRS_MAX || c->depth >= DEPTH_MAX) {
		w->cut = true;
		return -E2BIG;
	}
	w->dirs++;
	err = buf_printf(&w->path, "/%s", name);
	if (!err)
		err = visit(w, c->parent, c->depth + 1);
	w->path.len = c->len;
	w->path.data[c->len] = '\0';
	return err;
}

/*
 * A cgroup without the controller has no child with it. The root of the whole
 * tree has no memory.current either.
 */
static int visit(struct walk *w, uint32_t parent, unsigned depth)
{
	int kept = read_cgroup(w, parent), err;
	struct children c = { .w = w, .parent = NO_MEMCG, .depth = depth };
	struct buf dir = { 0 };

	if (kept < 0 || (!kept && depth))
		return kept < 0 ? kept : 0;
	if (kept)
		c.parent = (uint32_t)(w->snap->memcgs.n - 1);
	c.len = w->path.len;
	/* the path grows while its folder is listed */
	err = buf_append(&dir, w->path.data, w->path.len);
	if (!err)
		err = source_list(w->src, dir.data, visit_child, &c);
	buf_free(&dir);
	return err == -ENOMEM ? err : 0;
}

int memcgs_read(const struct source *src, struct snapshot *snap)
{
	struct walk w = { .src = src,
			  .snap = snap,
			  .facts = { .src = src, .gaps = &snap->gaps } };
	int err = find_root(&w);

	if (!err) {
		w.root_len = w.path.len;
		if (has_controller(&w))
			err = visit(&w, NO_MEMCG, 0);
	}
	if (w.cut)
		gaps_add(&snap->gaps, "cgroups", 0,
			 "the memory of the other cgroups is not known",
			 "more than %d, or deeper than %d", DIRS_MAX,
			 DEPTH_MAX);
	buf_free(&w.path);
	buf_free(&w.facts.text);
	return err == -ENOMEM ? err : 0;
}
