/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "formats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/kernel/detail.h"
#include "model/kernel/vmalloc_kind.h"
#include "parse/cgroup/cgroup.h"
#include "parse/memory/memory.h"
#include "parse/proc/fdinfo.h"
#include "parse/proc/status.h"
#include "util/escape.h"

#define PAGE 4096
#define ROOM 512

static void put(FILE *out, const char *key, struct opt_u64 v)
{
	if (v.known)
		fprintf(out, "%s=%" PRIu64 "\n", key, v.v);
}

int format_vmalloc_callers(struct span text, FILE *out, unsigned *bad)
{
	struct vmalloc_callers all = { 0 };
	int err = parse_vmalloc_callers(text, PAGE, &all, bad);

	for (size_t i = 0; !err && i < all.n; i++) {
		const struct vmalloc_caller *c = &all.v[i];
		char name[ROOM], module[ROOM];
		const char *kind = vmalloc_kind(c);

		fprintf(out, "~caller.%s=%" PRIu64 " areas %" PRIu64 " %s %s\n",
			escape_str(name, sizeof(name), c->name), c->bytes,
			c->areas,
			c->module[0]
				? escape_str(module, sizeof(module), c->module)
				: "-",
			kind ? kind : "-");
	}
	free(all.v);
	return err;
}

int format_task_memory(struct span text, FILE *out, unsigned *bad)
{
	struct task_memory t;
	int err = parse_task_memory(text, &t, bad);
	char comm[ROOM];

	if (err)
		return err;
	fprintf(out, "pid=%d\ncomm=%s\n", (int)t.pid,
		escape_str(comm, sizeof(comm), t.comm));
	put(out, "threads", t.threads);
	put(out, "page_tables", t.page_tables);
	put(out, "hugetlb", t.hugetlb);
	put(out, "pinned", t.pinned);
	put(out, "rss", t.rss);
	put(out, "shmem", t.shmem);
	return 0;
}

int format_allocinfo(struct span text, FILE *out, unsigned *bad)
{
	struct alloc_sites all;
	int err = parse_allocinfo(text, &all, bad);

	if (err)
		return err;
	for (size_t i = 0; i < all.n; i++) {
		const struct alloc_site *s = &all.v[i];
		char file[ROOM], function[ROOM], module[ROOM];

		fprintf(out,
			"%s:%" PRIu64 "=%" PRIu64 " calls %" PRIu64
			" %s %s%s\n",
			escape_str(file, sizeof(file), s->file), s->line,
			s->bytes, s->calls,
			escape_str(function, sizeof(function), s->function),
			s->module[0]
				? escape_str(module, sizeof(module), s->module)
				: "-",
			s->at_least ? " at least" : "");
	}
	put(out, "~total", all.total);
	return 0;
}

int format_cgroups(struct span text, FILE *out, unsigned *bad)
{
	struct opt_u64 n = { 0 };
	int err = parse_cgroup_count(text, "memory", &n, bad);

	if (!err)
		put(out, "memory", n);
	return err;
}

int format_cgroup_stat(struct span text, FILE *out, unsigned *bad)
{
	struct cgroup_stat st;
	int err = parse_cgroup_stat(text, &st, bad);

	if (err)
		return err;
	put(out, "descendants", st.descendants);
	put(out, "dying", st.dying);
	return 0;
}

int format_bpf_fdinfo(struct span text, FILE *out, unsigned *bad)
{
	struct bpf_fdinfo f;
	int err = parse_bpf_fdinfo(text, &f, bad);

	if (err)
		return err;
	put(out, "memlock", f.memlock);
	put(out, "map_id", f.map_id);
	put(out, "prog_id", f.prog_id);
	return 0;
}
