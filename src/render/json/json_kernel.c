/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/account.h"
#include "model/snapshot.h"
#include "render/json/json_detail.h"
#include "render/json/json_parts.h"
#include "render/json/jout.h"
#include "render/report.h"
#include "render/slabs.h"
#include "render/view.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void put_other(struct jout *j, const struct other_part *o)
{
	jout_open(j, NULL, '{');
	jout_text(j, "name", o->name);
	jout_u64(j, "bytes", o->bytes);
	jout_word(j, "basis", basis_name(o->basis));
	jout_text(j, "holder", o->holder);
	jout_open(j, "pids", '[');
	if (o->pid > 0)
		jout_i64(j, NULL, o->pid);
	jout_close(j, ']');
	jout_close(j, '}');
}

static void put_parts(struct jout *j, const struct report *r)
{
	const struct kernel_parts *k = &r->acct->kernel;
	const struct jamount rows[] = {
		{ "slab_unreclaimable_bytes", k->slab_unreclaimable },
		{ "slab_reclaimable_bytes", k->slab_reclaimable },
		{ "vmalloc_bytes", k->vmalloc },
		{ "page_tables_bytes", k->page_tables },
		{ "sec_page_tables_bytes", k->sec_page_tables },
		{ "percpu_bytes", k->percpu },
		{ "kernel_stack_bytes", k->kernel_stack },
	};

	jout_open(j, "kernel", '{');
	jout_amounts(j, rows, COUNT(rows));
	jout_open(j, "other", '[');
	for (size_t i = 0; i < k->n_other; i++)
		put_other(j, &k->other[i]);
	jout_close(j, ']');
	jout_opt_i64(j, "unaccounted_bytes", k->unaccounted);
	json_detail(j, r);
	jout_close(j, '}');
}

static void put_of_which(struct jout *j, const struct kernel_parts *k)
{
	const struct jamount rows[] = {
		{ "kernel_stack_bytes", jout_fit(k->of_kernel_stack) },
		{ "socket_bytes", jout_fit(k->of_sockets) },
		{ "socket_claimed_bytes", jout_fit(k->sockets_claimed) },
		{ "page_pool_bytes", jout_fit(k->of_page_pool) },
		{ "zfs_arc_bytes", jout_fit(k->of_zfs_arc) },
		{ "unevictable_cache_bytes",
		  jout_fit(k->of_unevictable_cache) },
		{ "swap_cached_bytes", jout_fit(k->of_swap_cached) },
		{ "mlocked_bytes", jout_fit(k->of_mlocked) },
	};

	jout_open(j, "of_which", '{');
	jout_amounts(j, rows, COUNT(rows));
	jout_close(j, '}');
}

static void put_reclaimable(struct jout *j, const struct slab_cache *c)
{
	if (!c)
		jout_bool(j, "reclaimable", false);
	else if (c->reclaimable.known)
		jout_bool(j, "reclaimable", c->reclaimable.v != 0);
	else
		jout_null(j, "reclaimable");
}

static void put_slab(struct jout *j, const struct slab_row *row)
{
	const struct slab_cache *c = row->cache;

	jout_open(j, NULL, '{');
	jout_text(j, "name", row->name);
	jout_u64(j, "bytes", row->bytes);
	jout_opt(j, "objects", (struct opt_u64){ c ? c->objects : 0, c });
	jout_opt(j, "object_bytes",
		 (struct opt_u64){ c ? c->object_bytes : 0, c });
	put_reclaimable(j, c);
	jout_close(j, '}');
}

void json_kernel(struct jout *j, const struct report *r)
{
	struct slab_walk walk = slabs_begin(r);
	size_t left = view_rows(&r->view, slabs_count(r));
	struct slab_row row;

	put_parts(j, r);
	put_of_which(j, &r->acct->kernel);
	jout_open(j, "slab_top", '[');
	while (left-- && slabs_next(&walk, &row))
		put_slab(j, &row);
	jout_close(j, ']');
}
