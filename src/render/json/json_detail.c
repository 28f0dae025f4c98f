/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "account/account.h"
#include "account/detail.h"
#include "model/bpf_object.h"
#include "model/snapshot.h"
#include "model/vmalloc_kind.h"
#include "render/table/consumer_words.h"
#include "render/json/json_detail.h"
#include "render/json/jout.h"
#include "render/report.h"
#include "render/table/slab_words.h"
#include "render/slabs.h"
#include "render/view.h"

static void put_looked(struct jout *j, const struct snapshot *snap)
{
	unsigned looked = snap->detail.looked;

	if (snap->shmem.looked)
		looked |= DETAIL_SHMEM;
	jout_open(j, "looked", '[');
	for (unsigned bit = 1; bit < DETAIL_ALL; bit <<= 1)
		if (looked & bit)
			jout_word(j, NULL,
				  detail_part_name((enum detail_part)bit));
	jout_close(j, ']');
}

static void put_cache(struct jout *j, const struct slab_row *row)
{
	const struct slab_cache *c = row->cache;
	struct slab_words w = slab_words(row);

	jout_open(j, NULL, '{');
	jout_text(j, "name", row->name);
	jout_u64(j, "bytes", row->bytes);
	jout_opt(j, "waste_bytes",
		 (struct opt_u64){ c ? slab_waste(c) : 0, c });
	jout_opt(j, "objects", (struct opt_u64){ c ? c->objects : 0, c });
	jout_opt(j, "active_objects", (struct opt_u64){ c ? c->active : 0, c });
	jout_opt(j, "object_bytes",
		 (struct opt_u64){ c ? c->object_bytes : 0, c });
	if (w.reclaimable)
		jout_bool(j, "reclaimable", *w.reclaimable == 'y');
	else
		jout_null(j, "reclaimable");
	jout_word(j, "module", w.module);
	jout_word(j, "meaning", w.means);
	jout_close(j, '}');
}

static void put_slab(struct jout *j, const struct report *r)
{
	struct slab_walk walk = slabs_begin(r);
	size_t left = view_rows(&r->view, slabs_count(r));
	struct slab_row row;

	jout_open(j, "slab", '[');
	while (r->view.kernel && left-- && slabs_next(&walk, &row))
		put_cache(j, &row);
	jout_close(j, ']');
}

static void put_vmalloc(struct jout *j, const struct report *r)
{
	const struct vmalloc_callers *all = &r->snap->detail.vmalloc;
	size_t n = view_rows(&r->view, all->n);

	jout_open(j, "vmalloc", '[');
	for (size_t i = 0; i < n; i++) {
		jout_open(j, NULL, '{');
		jout_text(j, "caller", all->v[i].name);
		jout_text(j, "module", all->v[i].module);
		jout_u64(j, "bytes", all->v[i].bytes);
		jout_u64(j, "areas", all->v[i].areas);
		jout_word(j, "meaning", vmalloc_kind(&all->v[i]));
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void put_cgroups(struct jout *j, const struct snapshot *snap)
{
	const struct dying_cgroups *c = &snap->detail.cgroups;

	jout_open(j, "percpu", '{');
	jout_opt(j, "cgroups", c->living);
	jout_opt(j, "dying_cgroups", c->dying);
	jout_text(j, "dying_below", c->where);
	jout_opt(j, "bpf_bytes",
		 (struct opt_u64){ bpf_sum(snap, COUNTED_PERCPU),
				   snap->detail.bpf.known });
	jout_close(j, '}');
}

static void put_object(struct jout *j, const struct bpf_object *o)
{
	jout_open(j, NULL, '{');
	jout_word(j, "kind", o->kind == BPF_KIND_MAP ? "map" : "program");
	jout_u64(j, "id", o->id);
	jout_word(j, "type", bpf_type_name(o));
	jout_text(j, "name", o->name);
	jout_opt(j, "bytes", o->bytes);
	jout_word(j, "counted_in", counted_in_name(o->counted_in));
	jout_opt(j, "pid", (struct opt_u64){ (uint64_t)o->pid, o->pid > 0 });
	jout_text(j, "comm", o->comm);
	jout_u64(j, "processes", o->n_pids);
	jout_close(j, '}');
}

static void put_bpf(struct jout *j, const struct report *r)
{
	const struct bpf_objects *all = &r->snap->detail.bpf;
	size_t n = view_rows(&r->view, all->n);

	jout_open(j, "bpf", '[');
	for (size_t i = 0; i < n; i++)
		put_object(j, &all->v[i]);
	jout_close(j, ']');
}

static void put_sites(struct jout *j, const struct report *r)
{
	const struct alloc_sites *all = &r->snap->detail.sites;
	size_t n = view_rows(&r->view, all->n);

	jout_open(j, "allocinfo", '[');
	for (size_t i = 0; i < n; i++) {
		jout_open(j, NULL, '{');
		jout_u64(j, "bytes", all->v[i].bytes);
		jout_u64(j, "calls", all->v[i].calls);
		jout_text(j, "file", all->v[i].file);
		jout_u64(j, "line", all->v[i].line);
		jout_text(j, "function", all->v[i].function);
		jout_text(j, "module", all->v[i].module);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void put_consumers(struct jout *j, const struct report *r)
{
	const struct consumers *all = &r->snap->consumers;
	size_t n = view_rows(&r->view, all->n);

	jout_open(j, "consumers", '[');
	for (size_t i = 0; i < n; i++) {
		const struct consumer *c = &all->v[i];

		jout_open(j, NULL, '{');
		jout_word(j, "name", c->name);
		jout_u64(j, "bytes", c->bytes);
		jout_word(j, "basis", basis_name(c->basis));
		jout_word(j, "counted_in", counted_in_name(c->counted_in));
		jout_opt(j, "count", (struct opt_u64){ c->count, c->count });
		jout_opt(j, "pid",
			 (struct opt_u64){ (uint64_t)c->pid, c->pid > 0 });
		jout_text(j, "holder", c->holder);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void put_pools(struct jout *j, const struct report *r)
{
	const struct pool_rows *all = &r->snap->page_pools;
	size_t n = view_rows(&r->view, all->n);

	jout_open(j, "page_pools", '[');
	for (size_t i = 0; i < n; i++) {
		const struct pool_row *row = &all->v[i];

		jout_open(j, NULL, '{');
		jout_text(j, "interface", row->interface);
		jout_u64(j, "netns", row->netns);
		jout_bool(j, "detached", row->detached);
		jout_u64(j, "pools", row->pools);
		jout_u64(j, "bytes", row->bytes);
		jout_opt(j, "detached_seconds", row->detached_s);
		for (unsigned c = 0; c < POOL_COUNTERS_N; c++)
			jout_opt(j, pool_counter_name((enum pool_counter)c),
				 row->counters[c]);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void put_pages(struct jout *j, const struct snapshot *snap)
{
	const struct page_counts *c = &snap->detail.pages;
	uint64_t page = snapshot_page_size(snap);

	jout_open(j, "pages", '{');
	jout_real(j, "seconds", c->known, (double)c->microseconds / 1e6);
	for (unsigned i = 0; i < PAGE_CLASS_N; i++) {
		char key[32];

		snprintf(key, sizeof(key), "%s_bytes",
			 page_class_name((enum page_class)i));
		jout_opt(j, key,
			 (struct opt_u64){ c->pages[i] * page, c->known });
	}
	jout_close(j, '}');
}

void json_detail(struct jout *j, const struct report *r)
{
	jout_open(j, "detail", '{');
	put_looked(j, r->snap);
	put_slab(j, r);
	put_vmalloc(j, r);
	json_detail_tasks(j, r);
	put_cgroups(j, r->snap);
	put_bpf(j, r);
	put_sites(j, r);
	put_consumers(j, r);
	put_pools(j, r);
	put_pages(j, r->snap);
	jout_close(j, '}');
}
