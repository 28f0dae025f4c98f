/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel prints when it could not get memory. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "formats.h"
#include "model/field.h"
#include "model/snapshot.h"
#include "parse/oom/oom.h"
#include "util/buf.h"
#include "util/escape.h"
#include "util/jsonw.h"

static int to_buf(void *data, const char *bytes, size_t len)
{
	return buf_append(data, bytes, len);
}

/* A row as a recording has it, where anything of it is known. */
static void put_row(FILE *out, const char *key, const struct table *t,
		    const void *row)
{
	struct buf b = { 0 };
	struct jsonw j = { .sink = to_buf, .data = &b };

	if (!table_is_set(t, row))
		return;
	table_write(&j, t, row, NULL);
	if (jsonw_flush(&j) || buf_append(&b, "", 1))
		abort();
	fprintf(out, "%s=%s\n", key, b.data);
	jsonw_free(&j);
	buf_free(&b);
}

static void put(FILE *out, const char *of, const char *key, struct opt_u64 v)
{
	if (v.known)
		fprintf(out, "%s.%s=%" PRIu64 "\n", of, key, v.v);
}

static void put_figures(FILE *out, const char *of, const struct opt_u64 *v)
{
	for (unsigned i = 0; i < OOM_FIGURES_N; i++)
		put(out, of, oom_figure_name((enum oom_figure)i), v[i]);
}

static void put_text(FILE *out, const char *key, const char *text)
{
	char escaped[512 * ESCAPE_MAX];

	if (*text)
		fprintf(out, "%s=%s\n", key,
			escape_str(escaped, sizeof(escaped), text));
}

/* What stands in a line of its own. */
static void put_lines(const struct oom *oom, FILE *out)
{
	for (unsigned i = 0; i < OOM_PAGES_N; i++)
		put(out, "pages", oom_pages_name((enum oom_pages)i),
		    oom->pages[i]);
	put_figures(out, "summary", oom->summary);
	put(out, "oom", "gfp", oom->gfp);
	if (oom->order.known)
		fprintf(out, "oom.order=%" PRIi64 "\n", oom->order.v);
	put_text(out, "oom.flags", oom->flags);
	put_text(out, "oom.invoker", oom->invoker);
	put(out, "memory", "usage", oom->memory.usage);
	put(out, "memory", "limit", oom->memory.limit);
	put(out, "memory", "failcnt", oom->memory.failcnt);
	put(out, "swap", "usage", oom->swap.usage);
	put(out, "swap", "limit", oom->swap.limit);
	put(out, "kmem", "usage", oom->kmem.usage);
	for (size_t i = 0; i < oom->areas.n; i++) {
		const struct oom_area *a = &oom->areas.v[i];
		char of[64];

		snprintf(of, sizeof(of), "%s.%u", a->name, a->node);
		put_figures(out, of, a->v);
	}
}

/* What rests on several lines: more of them may change it. */
static void put_facts(const struct snapshot *snap, FILE *out)
{
	const struct oom *oom = &snap->oom;

	put_lines(oom, out);
	fprintf(out, "~sum.kind=%s\n", oom_kind_name(oom->kind));
	put_text(out, "~sum.cgroup", oom->cgroup);
	put_text(out, "~sum.task_cgroup", oom->task_cgroup);
	fprintf(out, "~sum.whole=%d%d%d\n", oom->zones_whole, oom->nodes_whole,
		oom->no_killable);
	for (unsigned i = 0; i < OOM_STATS_N; i++)
		put(out, "~sum.stat", oom_stat_name((enum oom_stat)i),
		    oom->stat[i]);
	for (size_t i = 0; i < oom->areas.n; i++)
		put(out, "~sum.largest", oom->areas.v[i].name,
		    oom->areas.v[i].largest_free);
	put_row(out, "~sum.host", &fields_host, &snap->host);
	put_row(out, "~sum.killed", &fields_oom_victim, &oom->killed);
	for (size_t i = 0; i < oom->tasks.n; i++)
		put_row(out, "~sum.task", &fields_oom_task, &oom->tasks.v[i]);
	put_row(out, "~sum.memory", &fields_memory, &snap->memory);
	for (size_t i = 0; i < snap->memory.slabs.n; i++)
		put_row(out, "slab", &fields_slab, &snap->memory.slabs.v[i]);
	for (size_t i = 0; i < snap->memory.n_hugepools; i++)
		put_row(out, "~sum.hugepool", &fields_hugepool,
			&snap->memory.hugepools[i]);
	for (size_t i = 0; i < snap->detail.sites.n; i++)
		put_row(out, "site", &fields_alloc_site,
			&snap->detail.sites.v[i]);
}

static int one_report(struct span text, FILE *out, unsigned *bad)
{
	struct snapshot snap = { .source = SOURCE_CAPTURE };
	int err = parse_oom(text, &snap, bad);

	if (!err) {
		put_facts(&snap, out);
		format_check_again(&snap);
		format_judge(&snap, NULL);
	}
	snapshot_free(&snap);
	return err;
}

int format_oom(struct span text, FILE *out, unsigned *bad)
{
	struct oom_texts t = { 0 };
	int err = oom_texts_find(text, &t);
	bool any = false;

	for (size_t i = 0; !err && i < t.n; i++) {
		int one = one_report(t.v[i].text, out, bad);

		any |= !one;
		err = one == -EINVAL ? 0 : one;
	}
	if (!err && !any)
		err = -EINVAL;
	if (!err)
		fprintf(out, "~sum.reports=%zu judged=%zu\n", t.n,
			oom_texts_last(&t) + 1);
	oom_texts_free(&t);
	return err;
}
