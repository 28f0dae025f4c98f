/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "account/account.h"
#include "model/snapshot.h"
#include "render/columns/columns.h"
#include "render/layout/grid.h"
#include "render/table/words/growth.h"
#include "render/columns/lookup.h"
#include "render/layout/page.h"
#include "render/report.h"
#include "render/table/table_parts.h"
#include "render/text.h"
#include "render/view.h"

#define GROUPS 5   /* groups of threads that are shown */
#define MAPPINGS 5 /* unless more are asked for */
#define CATEGORIES 8

static void cell_size(struct grid *g, struct opt_u64 v)
{
	char text[HUMAN_MAX];

	grid_cell(g, human_opt(text, v,
			       g->view->bytes ? HUMAN_EXACT : HUMAN_SHORT));
}

static void cell_count(struct grid *g, struct opt_u64 v)
{
	char text[HUMAN_MAX];

	grid_cell(g, human_opt_count(text, v));
}

static void cell_outside(struct grid *g, const char *raw)
{
	char text[MAPPING_NAME * 4 + 1];

	text_outside(text, sizeof(text), raw, g->view->ascii);
	grid_cell(g, text);
}

/* "!": it grew in every sample. */
static void cell_growth(struct grid *g, const struct rate *rate)
{
	char text[GROWTH_MAX], cell[GROWTH_MAX + 2];

	snprintf(cell, sizeof(cell), "%s%s", growth_rate(text, rate),
		 rate && slope_is_leak(&rate->slope) ? "!" : "");
	grid_cell(g, cell);
}

static struct opt_u64 resident(const struct process_map *in, uint64_t v)
{
	return (struct opt_u64){ v, in->smaps };
}

static struct grid begin(struct page *p, const char *const *names, size_t n)
{
	struct grid g = grid_begin(p->view, p->out);

	for (size_t i = 0; i < n; i++)
		grid_column(&g, names[i], i ? COLUMN_RIGHT : 0);
	return g;
}

static void end(struct page *p, struct grid *g)
{
	if (grid_end(g) && !p->error)
		p->error = g->error;
}

#define BEGIN(p, names) begin(p, names, sizeof(names) / sizeof((names)[0]))

/* VmHWM is read a moment before, and does not have pages of hugetlbfs. */
static struct opt_u64 peak(const struct process_map *in,
			   struct opt_u64 resident)
{
	return in->peak.known && resident.known && resident.v > in->peak.v
		       ? resident
		       : in->peak;
}

static void put_head(struct page *p, const struct report *r)
{
	const struct process_map *in = r->snap->process_map;
	struct opt_u64 resident_now = r->acct->process_map.resident;

	page_put(p, "PROCESS ");
	page_printf(p, "%d ", (int)in->pid);
	page_outside(p, in->comm);
	page_put(p, "   resident ");
	page_size(p, opt_signed(resident_now));
	page_put(p, " (peak ");
	page_size(p, opt_signed(peak(in, resident_now)));
	page_put(p, "), swapped ");
	page_size(p, opt_signed(in->swap));
	page_put(p, ", page tables ");
	page_size(p, opt_signed(in->page_tables));
	page_end(p);
	page_put(p, "  anonymous ");
	page_size(p, opt_signed(in->rss_anon));
	page_put(p, ", files ");
	page_size(p, opt_signed(in->rss_file));
	page_put(p, ", shared memory ");
	page_size(p, opt_signed(in->rss_shmem));
	page_printf(p, ", %" PRIu64 " thread%s", opt_or0(in->threads),
		    opt_or0(in->threads) == 1 ? "" : "s");
	if (allocator_name(in->allocator))
		page_printf(p, ", malloc of %s", allocator_name(in->allocator));
	page_end(p);
	page_end(p);
}

static void put_class(struct page *p, struct grid *g, const struct report *r,
		      enum process_map_class c)
{
	const struct process_map *in = r->snap->process_map;
	const struct process_map_sum *s = &in->class[c];
	char share[HUMAN_MAX];

	(void)p;
	grid_row(g);
	grid_cell(g, process_map_class_name(c));
	cell_count(g, opt_u64(s->count));
	cell_size(g, opt_u64(s->size));
	cell_size(g, resident(in, s->rss));
	grid_cell(g, human_share(share, opt_signed(resident(in, s->rss)),
				 r->acct->process_map.resident));
	cell_size(g, resident(in, s->pss));
	cell_size(g, resident(in, s->swap));
	if (r->acct->process_map.untracked.by_ranges)
		cell_size(g, opt_u64(s->untracked));
	if (r->rates)
		cell_growth(g, rates_class(r->rates, r->snap, c));
}

static void put_classes(struct page *p, const struct report *r)
{
	static const char *const names[] = { "CLASS", "COUNT", "SIZE", "RSS",
					     "SHARE", "PSS",   "SWAP" };
	struct grid g = BEGIN(p, names);

	if (r->acct->process_map.untracked.by_ranges)
		grid_column(&g, "NOT-JVM", COLUMN_RIGHT);
	if (r->rates)
		grid_column(&g, "GROWTH", COLUMN_RIGHT);
	for (unsigned c = 0; c < PM_N; c++)
		if (r->snap->process_map->class[c].count)
			put_class(p, &g, r, (enum process_map_class)c);
	end(p, &g);
}

/* What lies across the classes; a figure that is 0 is not worth a word. */
static void put_overlays(struct page *p, const struct process_map *in)
{
	const struct {
		const char *name;
		uint64_t v;
	} all[] = { { "locked", in->all.locked },
		    { "lazily freed", in->all.lazy_free },
		    { "in huge pages", in->all.thp } };
	const char *sep = "  of it ";

	for (size_t i = 0; in->smaps && i < sizeof(all) / sizeof(all[0]); i++) {
		if (!all[i].v)
			continue;
		page_printf(p, "%s%s ", sep, all[i].name);
		page_size(p, opt_i64((int64_t)all[i].v));
		sep = ", ";
	}
	if (*sep == ',')
		page_end(p);
}

static void put_cost(struct page *p, const struct process_map *in)
{
	page_printf(p,
		    "  %" PRIu64 " mappings read in %.1f ms; mmap() and "
		    "munmap() of the process waited for at most %.1f ms",
		    in->mappings, (double)opt_or0(in->cost.total_us) / 1000,
		    (double)opt_or0(in->cost.longest_us) / 1000);
	page_end(p);
}

static void put_arenas(struct page *p, const struct report *r)
{
	const struct process_map_arenas *a = &r->snap->process_map->arenas;

	if (!a->heaps)
		return;
	page_printf(p, "  arenas: %" PRIu64 " heaps of ", a->heaps);
	page_size(p, opt_i64((int64_t)a->heap_max));
	page_printf(p, " at most, %" PRIu64 " of them full; ", a->full);
	if (r->acct->process_map.arenas_max.known)
		page_printf(p,
			    "glibc makes up to %" PRIu64 " arenas on this "
			    "machine",
			    r->acct->process_map.arenas_max.v);
	page_end(p);
}

static int by_rss(const void *a, const void *b)
{
	const struct thread_group *const *x = a, *const *y = b;

	if ((*x)->rss != (*y)->rss)
		return ((*x)->rss < (*y)->rss) - ((*x)->rss > (*y)->rss);
	return ((*x)->threads < (*y)->threads) -
	       ((*x)->threads > (*y)->threads);
}

static void put_group(struct grid *g, const struct process_map *in,
		      const struct thread_group *t)
{
	bool known = in->maps && t->stacks;

	grid_row(g);
	cell_outside(g, t->name);
	cell_count(g, opt_u64(t->threads));
	cell_count(g, opt_u64(t->stacks));
	cell_size(g, (struct opt_u64){ t->size, known });
	cell_size(g, (struct opt_u64){ t->rss, known && in->smaps });
}

static void put_groups(struct page *p, const struct process_map *in)
{
	static const char *const names[] = { "THREADS", "COUNT", "STACKS",
					     "SIZE", "RSS" };
	const struct thread_group **order;
	size_t n = view_report_rows(p->view, GROUPS, in->n_groups);
	struct grid g;

	order = calloc(in->n_groups ? in->n_groups : 1, sizeof(*order));
	if (!order) {
		p->error = -ENOMEM;
		return;
	}
	for (size_t i = 0; i < in->n_groups; i++)
		order[i] = &in->groups[i];
	if (in->n_groups > 1)
		qsort(order, in->n_groups, sizeof(*order), by_rss);
	g = BEGIN(p, names);
	for (size_t i = 0; i < n; i++)
		put_group(&g, in, order[i]);
	end(p, &g);
	free(order);
	page_end(p);
}

static void put_top(struct page *p, const struct process_map *in)
{
	static const char *const names[] = { "START", "SIZE", "RSS", "SWAP" };
	size_t n = view_report_rows(p->view, MAPPINGS, in->n_top);
	struct grid g;

	if (!n)
		return;
	g = BEGIN(p, names);
	grid_column(&g, "CLASS", 0);
	grid_column(&g, "NAME", COLUMN_TRUNC);
	for (size_t i = 0; i < n; i++) {
		const struct process_mapping *m = &in->top[i];
		char start[20];

		snprintf(start, sizeof(start), "%" PRIx64, m->start);
		grid_row(&g);
		grid_cell(&g, start);
		cell_size(&g, opt_u64(m->end - m->start));
		cell_size(&g, opt_u64(m->rss));
		cell_size(&g, opt_u64(m->swap));
		grid_cell(&g, process_map_class_name(m->class));
		cell_outside(&g, m->name);
	}
	end(p, &g);
	page_end(p);
}

static int by_committed(const void *a, const void *b)
{
	const struct nmt_category *const *x = a, *const *y = b;
	uint64_t m = opt_or0((*x)->committed), n = opt_or0((*y)->committed);

	return (m < n) - (m > n);
}

static void cell_grown(struct grid *g, struct opt_i64 v)
{
	char text[HUMAN_MAX];

	grid_cell(g, human_opt_i64(text, v,
				   g->view->bytes ? HUMAN_EXACT : HUMAN_SHORT));
}

static void put_category(struct grid *g, const struct nmt *n,
			 const struct nmt_category *c)
{
	grid_row(g);
	cell_outside(g, c->name);
	cell_size(g, c->reserved);
	cell_size(g, c->committed);
	cell_size(g, c->resident);
	cell_size(g, c->malloc);
	if (n->grown.known)
		cell_grown(g, c->grown);
}

static void put_nmt(struct page *p, const struct report *r)
{
	static const char *const names[] = { "JVM", "RESERVED", "COMMITTED",
					     "RSS", "MALLOC" };
	const struct nmt *n = &r->snap->process_map->nmt;
	const struct nmt_category *order[NMT_CATEGORIES_MAX];
	const struct untracked *u = &r->acct->process_map.untracked;
	size_t rows = view_report_rows(p->view, CATEGORIES, n->n);
	struct grid g;

	if (r->snap->process_map->nmt_state != NMT_READ)
		return;
	for (size_t i = 0; i < n->n; i++)
		order[i] = &n->v[i];
	if (n->n > 1)
		qsort(order, n->n, sizeof(*order), by_committed);
	g = BEGIN(p, names);
	if (n->grown.known)
		grid_column(&g, "GROWN", COLUMN_RIGHT);
	for (size_t i = 0; i < rows; i++)
		put_category(&g, n, order[i]);
	end(p, &g);
	page_put(p, "  committed ");
	page_size(p, opt_signed(n->committed));
	page_put(p, "; resident and not the JVM's ");
	page_size(p, opt_signed(u->bytes));
	if (opt_or0(u->error)) {
		page_put(p, " (+ ");
		page_size(p, opt_signed(u->error));
		page_put(p, ")");
	}
	page_end(p);
	page_end(p);
}

static void put_sockets(struct page *p, const struct lookup *l)
{
	const struct process_map_account *a = &l->r->acct->process_map;

	if (!a->sockets) {
		page_put(p, "SOCKETS  none hold memory");
		page_end(p);
		return;
	}
	page_printf(p, "SOCKETS  %" PRIu64 " hold%s ", a->sockets,
		    a->sockets == 1 ? "s" : "");
	page_size(p, opt_i64((int64_t)a->held));
	page_put(p, ": received ");
	page_size(p, opt_i64((int64_t)a->received));
	page_put(p, ", to be sent ");
	page_size(p, opt_i64((int64_t)a->to_send));
	page_end(p);
	table_sockets(p, l);
}

void table_process_map(struct page *p, const struct lookup *l)
{
	const struct process_map *in = l->r->snap->process_map;

	put_head(p, l->r);
	if (in->maps) {
		put_classes(p, l->r);
		put_overlays(p, in);
		put_arenas(p, l->r);
		put_cost(p, in);
		page_end(p);
		put_groups(p, in);
		put_top(p, in);
	}
	put_nmt(p, l->r);
	put_sockets(p, l);
}
