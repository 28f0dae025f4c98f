/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>

#include "account/account.h"
#include "model/snapshot.h"
#include "render/json/json_parts.h"
#include "render/json/jout.h"
#include "render/columns/lookup.h"
#include "render/report.h"
#include "render/view.h"

/* Resident amounts are unknown where smaps was not read. */
static struct opt_u64 resident(const struct process_map *in, uint64_t v)
{
	return (struct opt_u64){ v, in->smaps };
}

static void put_address(struct jout *j, const char *key, uint64_t at)
{
	char text[20];

	snprintf(text, sizeof(text), "0x%" PRIx64, at);
	jout_word(j, key, text);
}

static void put_classes(struct jout *j, const struct report *r)
{
	const struct process_map *in = r->snap->process_map;
	bool ranges = r->acct->process_map.untracked.by_ranges;

	jout_open(j, "classes", '[');
	for (unsigned c = 0; c < PM_N; c++) {
		const struct process_map_sum *s = &in->class[c];

		if (!s->count)
			continue;
		jout_open(j, NULL, '{');
		jout_word(j, "class",
			  process_map_class_name((enum process_map_class)c));
		jout_u64(j, "count", s->count);
		jout_u64(j, "size_bytes", s->size);
		jout_opt(j, "resident_bytes", resident(in, s->rss));
		jout_opt(j, "pss_bytes", resident(in, s->pss));
		jout_opt(j, "anon_bytes", resident(in, s->anon));
		jout_opt(j, "swap_bytes", resident(in, s->swap));
		jout_opt(j, "locked_bytes", resident(in, s->locked));
		jout_opt(j, "lazily_freed_bytes", resident(in, s->lazy_free));
		jout_opt(j, "huge_bytes", resident(in, s->thp));
		jout_opt(j, "untracked_bytes",
			 (struct opt_u64){ s->untracked, ranges });
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void put_arenas(struct jout *j, const struct report *r)
{
	const struct process_map *in = r->snap->process_map;
	const struct process_map_arenas *a = &in->arenas;

	jout_open(j, "arenas", '{');
	jout_opt(j, "heaps", (struct opt_u64){ a->heaps, in->maps });
	jout_opt(j, "full", (struct opt_u64){ a->full, in->maps });
	jout_opt(j, "heap_max_bytes",
		 (struct opt_u64){ a->heap_max, in->maps });
	jout_opt(j, "arenas_max", r->acct->process_map.arenas_max);
	jout_close(j, '}');
}

static void put_groups(struct jout *j, const struct process_map *in)
{
	jout_open(j, "thread_groups", '[');
	for (size_t i = 0; i < in->n_groups && !j->error; i++) {
		const struct thread_group *g = &in->groups[i];
		bool known = in->maps && g->stacks;

		jout_open(j, NULL, '{');
		jout_text(j, "name", g->name);
		jout_u64(j, "threads", g->threads);
		jout_u64(j, "stacks", g->stacks);
		jout_opt(j, "size_bytes", (struct opt_u64){ g->size, known });
		jout_opt(j, "resident_bytes",
			 (struct opt_u64){ g->rss, known && in->smaps });
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void put_top(struct jout *j, const struct process_map *in)
{
	jout_open(j, "top_mappings", '[');
	for (size_t i = 0; i < in->n_top && !j->error; i++) {
		const struct process_mapping *m = &in->top[i];

		jout_open(j, NULL, '{');
		put_address(j, "start", m->start);
		put_address(j, "end", m->end);
		jout_u64(j, "resident_bytes", m->rss);
		jout_u64(j, "swap_bytes", m->swap);
		jout_word(j, "class", process_map_class_name(m->class));
		jout_text(j, "name", m->name);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void put_sockets(struct jout *j, const struct process_map_account *a)
{
	jout_open(j, "sockets", '{');
	jout_u64(j, "holding", a->sockets);
	jout_u64(j, "held_bytes", a->held);
	jout_u64(j, "received_bytes", a->received);
	jout_u64(j, "to_send_bytes", a->to_send);
	jout_close(j, '}');
}

static void put_categories(struct jout *j, const struct nmt *n)
{
	jout_open(j, "categories", '[');
	for (size_t i = 0; i < n->n; i++) {
		const struct nmt_category *c = &n->v[i];

		jout_open(j, NULL, '{');
		jout_text(j, "name", c->name);
		jout_opt(j, "reserved_bytes", c->reserved);
		jout_opt(j, "committed_bytes", c->committed);
		jout_opt(j, "resident_bytes", c->resident);
		jout_opt(j, "malloc_bytes", c->malloc);
		jout_opt_i64(j, "growth_bytes", c->grown);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void put_nmt(struct jout *j, const struct report *r)
{
	const struct process_map *in = r->snap->process_map;
	const struct untracked *u = &r->acct->process_map.untracked;

	if (in->nmt_state != NMT_READ) {
		jout_null(j, "nmt");
		return;
	}
	jout_open(j, "nmt", '{');
	jout_bool(j, "detail", in->nmt.detail);
	jout_opt(j, "reserved_bytes", in->nmt.reserved);
	jout_opt(j, "committed_bytes", in->nmt.committed);
	jout_opt(j, "malloc_bytes", in->nmt.malloc);
	jout_opt_i64(j, "growth_bytes", in->nmt.grown);
	jout_opt(j, "untracked_bytes", u->bytes);
	jout_opt(j, "untracked_error_bytes", u->error);
	put_categories(j, &in->nmt);
	jout_close(j, '}');
}

static void put_sums(struct jout *j, const struct process_map *in)
{
	const struct {
		const char *key;
		struct opt_u64 v;
	} sums[] = {
		{ "threads", in->threads },
		{ "size_bytes", in->size },
		{ "resident_bytes", in->rss },
		{ "peak_bytes", in->peak },
		{ "anon_bytes", in->rss_anon },
		{ "file_bytes", in->rss_file },
		{ "shmem_bytes", in->rss_shmem },
		{ "swap_bytes", in->swap },
		{ "hugetlb_bytes", in->hugetlb },
		{ "page_tables_bytes", in->page_tables },
		{ "mappings", { in->mappings, in->maps } },
	};

	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++)
		jout_opt(j, sums[i].key, sums[i].v);
}

void json_process_map(struct jout *j, const struct lookup *l)
{
	const struct report *r = l->r;
	const struct process_map *in = r->snap->process_map;

	if (!in) {
		jout_null(j, "inside");
		return;
	}
	jout_open(j, "inside", '{');
	jout_i64(j, "pid", in->pid);
	jout_text(j, "comm", in->comm);
	jout_opt(j, "uid", in->uid);
	jout_text(j, "state", in->state);
	jout_bool(j, "jvm", in->jvm);
	jout_word(j, "allocator", allocator_name(in->allocator));
	put_sums(j, in);
	jout_open(j, "reading", '{');
	jout_opt(j, "total_microseconds", in->cost.total_us);
	jout_opt(j, "longest_microseconds", in->cost.longest_us);
	jout_close(j, '}');
	put_classes(j, r);
	put_arenas(j, r);
	put_groups(j, in);
	put_top(j, in);
	put_sockets(j, &r->acct->process_map);
	put_nmt(j, r);
	jout_close(j, '}');
}
