/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is read of one process: mappings, status, stacks, a JVM's listing. */
#include "formats.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/process/process_map.h"
#include "model/process/process.h"
#include "parse/text/nmt.h"
#include "parse/proc/status.h"
#include "parse/text/ps.h"
#include "parse/proc/smaps.h"
#include "parse/proc/smaps_rollup.h"
#include "parse/proc/task.h"
#include "util/escape.h"

static void put(FILE *out, const char *key, struct opt_u64 v)
{
	if (v.known)
		fprintf(out, "%s=%" PRIu64 "\n", key, v.v);
}

struct maps {
	FILE *out;
	struct process_map in;
	struct process_map_feed feed;
	unsigned n;
	int err;
};

/* A fact a line: a cut loses some, and changes none. */
static int put_mapping(void *data, const struct mapping *m)
{
	static const char *const keys[SM_N] = { "page",	   "rss",     "pss",
						"anon",	   "lazy",    "thp",
						"hugetlb", "hugetlb", "swap",
						"locked" };
	char name[sizeof(m->name) * ESCAPE_MAX];
	struct maps *all = data;

	fprintf(all->out, "%" PRIx64 "=%" PRIx64 " %c%c%c%c %" PRIu64 " %s\n",
		m->start, m->end, m->readable ? 'r' : '-',
		m->writable ? 'w' : '-', m->executable ? 'x' : '-',
		m->shared ? 's' : 'p', m->inode,
		escape_str(name, sizeof(name), m->name));
	for (unsigned k = 0; k < SM_N; k++)
		if (m->v[k])
			fprintf(all->out, "%" PRIx64 ".%s=%" PRIu64 "\n",
				m->start, keys[k], m->v[k]);
	if (m->hugetlb)
		fprintf(all->out, "%" PRIx64 ".huge=1\n", m->start);
	all->n++;
	return process_map_add(&all->feed, m);
}

static void put_classes(const struct maps *all)
{
	for (unsigned c = 0; c < PM_N; c++)
		if (all->in.class[c].count)
			fprintf(all->out,
				"~listing.%s=%" PRIu64 " %" PRIu64 " %" PRIu64
				"\n",
				process_map_class_name(
					(enum process_map_class)c),
				all->in.class[c].count, all->in.class[c].size,
				all->in.class[c].rss);
}

int format_smaps(struct span text, FILE *out, unsigned *bad)
{
	struct maps all = { .out = out };
	struct smaps s = { .mapping = put_mapping, .data = &all };
	int err;

	all.feed.in = &all.in;
	all.in.top_max = 4;
	err = parse_smaps(&s, &text);
	if (!err)
		err = parse_smaps_end(&s);
	if (!err)
		err = process_map_end(&all.feed);
	*bad += s.bad + (text.len > 0);
	if (!err && !all.n)
		err = -EINVAL;
	if (!err)
		put_classes(&all);
	free(all.in.top);
	return err;
}

int format_proc_status(struct span text, FILE *out, unsigned *bad)
{
	struct proc_status st;
	int err = parse_proc_status(text, &st, bad);

	if (err)
		return err;
	put(out, "state", st.state);
	put(out, "uid", st.uid);
	put(out, "gid", st.gid);
	put(out, "threads", st.threads);
	put(out, "ns_pid", st.ns_pid);
	put(out, "size", st.size);
	put(out, "rss", st.rss);
	put(out, "peak", st.peak);
	put(out, "swap", st.swap);
	put(out, "page_tables", st.page_tables);
	put(out, "hugetlb", st.hugetlb);
	put(out, "rss_anon", st.rss_anon);
	put(out, "rss_file", st.rss_file);
	put(out, "rss_shmem", st.rss_shmem);
	return 0;
}

int format_smaps_rollup(struct span text, FILE *out, unsigned *bad)
{
	struct process p = { 0 };
	int err = parse_smaps_rollup(text, &p, bad);

	if (err)
		return err;
	put(out, "pss", p.pss_bytes);
	put(out, "pss_anon", p.pss_anon_bytes);
	put(out, "pss_file", p.pss_file_bytes);
	put(out, "pss_shmem", p.pss_shmem_bytes);
	put(out, "swap_pss", p.swap_pss_bytes);
	return 0;
}

/* syscall and stat of a thread; each of them may be in the text. */
int format_task_stack(struct span text, FILE *out, unsigned *bad)
{
	uint64_t sp = 0, start = 0;
	int no_sp = parse_task_sp(text, &sp);
	int no_start = parse_stack_start(text, &start);

	(void)bad;
	if (!no_sp)
		fprintf(out, "sp=%" PRIx64 "\n", sp);
	if (!no_start)
		fprintf(out, "start=%" PRIx64 "\n", start);
	return no_sp && no_start ? -EINVAL : 0;
}

static void put_category(FILE *out, const struct nmt_category *c)
{
	char name[sizeof(c->name) * ESCAPE_MAX], key[sizeof(name) + 32];

	escape_str(name, sizeof(name), c->name);
	fprintf(out, "%s=%" PRIu64 " %" PRIu64 "\n", name, c->reserved.v,
		c->committed.v);
	snprintf(key, sizeof(key), "~listing.%s.malloc", name);
	put(out, key, c->malloc);
	snprintf(key, sizeof(key), "~listing.%s.mmap", name);
	put(out, key, c->mmap);
	if (c->grown.known)
		fprintf(out, "%s.grown=%" PRIi64 "\n", name, c->grown.v);
}

int format_nmt(struct span text, FILE *out, unsigned *bad)
{
	struct nmt n;
	int err = parse_nmt(text, &n, bad);

	if (err)
		return err;
	put(out, "pid", n.pid);
	put(out, "reserved", n.reserved);
	put(out, "committed", n.committed);
	put(out, "~listing.malloc", n.malloc);
	if (n.grown.known)
		fprintf(out, "grown=%" PRIi64 "\n", n.grown.v);
	for (size_t i = 0; i < n.n; i++)
		put_category(out, &n.v[i]);
	for (size_t i = 0; i < n.n_ranges; i++)
		fprintf(out, "%" PRIx64 "=%" PRIx64 " %u\n", n.ranges[i].start,
			n.ranges[i].end, n.ranges[i].category);
	nmt_free(&n);
	return 0;
}

int format_ps(struct span text, FILE *out, unsigned *bad)
{
	struct ps_columns c;
	struct process p;
	int err = parse_ps_header(&text, &c);

	while (!err && parse_ps_row(&text, &c, &p, bad)) {
		char comm[sizeof(p.comm) * ESCAPE_MAX];

		fprintf(out, "%d=%s uid=%d", (int)p.pid,
			escape_str(comm, sizeof(comm), p.comm), (int)p.uid);
		if (p.rss_bytes.known)
			fprintf(out, " rss=%" PRIu64, p.rss_bytes.v);
		fputc('\n', out);
	}
	return err;
}
