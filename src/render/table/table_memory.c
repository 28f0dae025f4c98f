/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/account.h"
#include "account/parts.h"
#include "model/snapshot.h"
#include "render/layout/page.h"
#include "render/report.h"
#include "render/table/table_layout.h"
#include "render/table/table_parts.h"

static void put_heading(struct page *p, const struct report *r)
{
	const struct identity *id = &r->acct->id;
	const struct meminfo *info = &r->snap->memory.info;
	struct opt_u64 total = info->v[MEM_SWAP_TOTAL];
	struct opt_u64 left = info->v[MEM_SWAP_FREE];

	page_put(p, "MEMORY");
	layout_size(p, LAYOUT_SIZE, opt_signed(id->total));
	page_put(p, "   available ");
	page_size(p, opt_signed(id->available));
	if (total.known && left.known && total.v >= left.v) {
		page_put(p, ", swap used ");
		page_size(p, opt_signed(opt_u64(total.v - left.v)));
		page_put(p, " of ");
		page_size(p, opt_signed(total));
	}
	page_end(p);
}

static void put_bar(struct page *p, struct opt_i64 part, struct opt_u64 total)
{
	size_t n = 0;

	if (part.known && total.known && total.v && part.v > 0)
		n = (size_t)((double)part.v / (double)total.v * LAYOUT_BAR +
			     0.5);
	for (size_t i = 0; i < n && i < LAYOUT_BAR; i++)
		page_put(p, "█");
}

/* What processes have, in short sizes: the line has little room. */
static void put_processes_note(struct page *p, const struct report *r)
{
	const struct pss_sums *pss = &r->acct->id.pss;
	enum human how = p->view->bytes ? HUMAN_EXACT : HUMAN_SHORT;
	char anon[HUMAN_MAX], file[HUMAN_MAX], shmem[HUMAN_MAX];

	if (!pss->total.known) {
		page_put(p, "anonymous only: Pss was not read");
		return;
	}
	page_printf(p, "anon %s, files %s, shared %s",
		    human_opt(anon, r->snap->memory.info.v[MEM_ANON_PAGES],
			      how),
		    human_opt(file, pss->file, how),
		    human_opt(shmem, pss->shmem, how));
}

static void put_term(struct page *p, const struct report *r,
		     enum memory_part part)
{
	const struct identity *id = &r->acct->id;
	struct opt_i64 v = memory_part(r->acct, part);
	char share[HUMAN_MAX];

	page_printf(p, "  %s", memory_parts[part].label);
	if (part == PART_PROCESSES && id->pss.total.known)
		page_put(p, " (ΣPss)");
	layout_size(p, LAYOUT_SIZE, v);
	page_right(p, layout_share(p), human_share(share, v, id->total));
	page_put(p, "  ");
	put_bar(p, v, id->total);
	if (v.known && v.v < 0)
		page_put(p, "below 0: counted twice, or read apart");
	if (part == PART_PROCESSES && id->processes.known) {
		page_pad(p, layout_share(p) + 2 + LAYOUT_BAR + 2);
		put_processes_note(p, r);
	}
	page_end(p);
}

void table_memory(struct page *p, const struct report *r)
{
	put_heading(p, r);
	for (unsigned i = 0; i < MEMORY_TERMS_N; i++)
		put_term(p, r, (enum memory_part)i);
}
