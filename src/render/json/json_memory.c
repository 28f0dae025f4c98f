/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/account.h"
#include "model/snapshot.h"
#include "render/json/json_detail.h"
#include "render/json/json_parts.h"
#include "render/json/jout.h"
#include "render/report.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void put_terms(struct jout *j, const struct identity *id)
{
	const struct jamount rows[] = {
		{ "total_bytes", jout_fit(id->total) },
		{ "free_bytes", id->free },
		{ "processes_bytes", id->processes },
		{ "cache_bytes", id->cache },
		{ "shared_bytes", id->shared },
		{ "hugetlb_bytes", id->hugetlb },
		{ "kernel_bytes", id->kernel },
		{ "error_bytes", jout_fit(id->error) },
		{ "available_bytes", jout_fit(id->available) },
	};

	jout_amounts(j, rows, COUNT(rows));
}

static void put_swap(struct jout *j, const struct meminfo *info)
{
	const struct jamount rows[] = {
		{ "total_bytes", jout_fit(info->v[MEM_SWAP_TOTAL]) },
		{ "free_bytes", jout_fit(info->v[MEM_SWAP_FREE]) },
		{ "cached_bytes", jout_fit(info->v[MEM_SWAP_CACHED]) },
	};

	jout_open(j, "swap", '{');
	jout_amounts(j, rows, COUNT(rows));
	jout_close(j, '}');
}

static void put_pressure(struct jout *j, const struct memory *m)
{
	jout_open(j, "pressure", '{');
	jout_real(j, "some_avg10", m->psi.known, m->psi.some_avg10);
	jout_real(j, "full_avg10", m->psi.known, m->psi.full_avg10);
	jout_opt(j, "oom_kills", m->vmstat.v[VM_OOM_KILL]);
	jout_opt(j, "direct_stalls", m->vmstat.direct_stalls);
	jout_close(j, '}');
}

static void put_pss(struct jout *j, const struct pss_sums *pss)
{
	const struct jamount rows[] = {
		{ "total_bytes", jout_fit(pss->total) },
		{ "anon_bytes", jout_fit(pss->anon) },
		{ "file_bytes", jout_fit(pss->file) },
		{ "shmem_bytes", jout_fit(pss->shmem) },
		{ "swap_bytes", jout_fit(pss->swap) },
		{ "unread_anon_bytes", pss->unread_anon },
		{ "kernel_mapped_bytes", pss->kernel_mapped },
	};

	jout_open(j, "pss", '{');
	jout_amounts(j, rows, COUNT(rows));
	jout_close(j, '}');
}

void json_memory(struct jout *j, const struct report *r)
{
	const struct identity *id = &r->acct->id;

	jout_open(j, "memory", '{');
	put_terms(j, id);
	put_swap(j, &r->snap->memory.info);
	put_pressure(j, &r->snap->memory);
	put_pss(j, &id->pss);
	jout_open(j, "textbook", '{');
	jout_opt_i64(j, "kernel_bytes", id->textbook);
	jout_close(j, '}');
	json_kernel(j, r);
	json_shared(j, r);
	jout_close(j, '}');
}
