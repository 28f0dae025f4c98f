/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/kernel/detail.h"

#include <string.h>

#include "account/kernel/detail.h"
#include "model/snapshot.h"
#include "model/kernel/vmalloc_kind.h"

#define SAID 3 /* rows that are named */
#define DYING_MANY 500
#define DYING_SLAB 16384 /* about what each keeps of the slab */

static void callers(struct judge *j, struct finding *f)
{
	const struct vmalloc_callers *all = &j->snap->detail.vmalloc;
	uint64_t largest = 0;
	unsigned said = 0;

	for (size_t i = 0; i < all->n && said < SAID; i++) {
		const struct vmalloc_caller *c = &all->v[i];
		const char *kind = vmalloc_kind(c);

		if (c->stacks)
			continue;
		if (!is_worth_naming(c->bytes, largest))
			break;
		say(f, "%s in %llu areas made by %s%s%s%s%s", BYTES(c->bytes),
		    LLU(c->areas), OUTSIDE(c->name),
		    *c->module ? " of module " : "", OUTSIDE(c->module),
		    kind ? ": " : "", kind ? kind : "");
		if (!said++)
			largest = c->bytes;
	}
}

static void blame(struct finding *f, const struct task_memory *t)
{
	if (!f || f->subject.n_pids)
		return;
	finding_blame(f, t->comm, t->pid);
}

/* What the processes of one kind have of the tables. */
static uint64_t tables_of(const struct judge *j, enum tables_why why,
			  uint64_t *ret_n)
{
	const struct task_memories *all = &j->snap->detail.tasks;
	uint64_t bytes = 0;

	*ret_n = 0;
	for (size_t i = 0; i < all->n; i++) {
		if (tables_why(&all->v[i]) != why)
			continue;
		bytes += opt_or0(all->v[i].page_tables);
		++*ret_n;
	}
	return bytes;
}

#define HUGE_REMEDY                                                          \
	"large shared mappings in many processes need huge pages: "          \
	"huge_pages=on in PostgreSQL, use_large_pages in Oracle; for tmpfs " \
	"and memfd /sys/kernel/mm/transparent_hugepage/shmem_enabled"
/* madvise() frees pages and leaves their tables (mm/memory.c, zap_pte_range) */
#define SPARSE_REMEDY                                                          \
	"have that program unmap what it does not use: its tables stay when "  \
	"only the pages are given back (MADV_DONTNEED); ending it frees them " \
	"at once"

/* Why they are large decides what helps: huge pages for what is shared. */
static void tables_remedies(struct judge *j, struct finding *f)
{
	uint64_t half = finding_bytes(f) / 2, n = 0, n_sparse = 0;
	uint64_t shared = tables_of(j, TABLES_SHARED, &n);
	uint64_t sparse = tables_of(j, TABLES_SPARSE, &n_sparse);
	bool is_shared = n >= 2 && shared >= half;

	if (is_shared)
		say(f,
		    "%llu processes map shared memory with small pages, and "
		    "each has tables of its own for it: %s",
		    LLU(n), BYTES(shared));
	if (is_shared || !j->snap->detail.tasks.known)
		advise(f, HUGE_REMEDY);
	if (n_sparse && sparse >= half)
		advise(f, SPARSE_REMEDY);
}

static void tables(struct judge *j, struct finding *f)
{
	const struct task_memories *all = &j->snap->detail.tasks;
	uint32_t top[SAID];
	size_t n = tasks_top(j->snap, TASKS_BY_TABLES, top, SAID);

	for (size_t i = 0; i < n; i++) {
		const struct task_memory *t = &all->v[top[i]];
		const char *why = tables_why_text(tables_why(t));

		if (!is_worth_naming(t->page_tables.v,
				     all->v[top[0]].page_tables.v))
			break;
		say(f, "%s for %s%s%s", BYTES(t->page_tables.v),
		    PROCESS(t->comm, t->pid), why ? ": " : "", why ? why : "");
		if (!i && t->page_tables.v >= finding_bytes(f) / 2)
			blame(f, t);
	}
	tables_remedies(j, f);
}

static void threads(struct judge *j, struct finding *f)
{
	const struct task_memories *all = &j->snap->detail.tasks;
	struct opt_u64 one = stack_bytes(j->snap);
	uint32_t top[SAID];
	size_t n = tasks_top(j->snap, TASKS_BY_THREADS, top, SAID);

	for (size_t i = 0; i < n; i++) {
		const struct task_memory *t = &all->v[top[i]];

		if (t->threads.v < 2 ||
		    !is_worth_naming(t->threads.v, all->v[top[0]].threads.v))
			break;
		say(f, "%llu threads in %s%s%s", LLU(t->threads.v),
		    PROCESS(t->comm, t->pid), one.known ? ": " : "",
		    one.known ? BYTES(one.v * t->threads.v) : "");
		if (!i && t->threads.v >= j->snap->detail.tasks.threads / 2)
			blame(f, t);
	}
}

static void dying(struct judge *j, struct finding *f)
{
	const struct dying_cgroups *c = &j->snap->detail.cgroups;

	if (!c->dying.known || c->dying.v < DYING_MANY)
		return;
	say(f,
	    "%llu removed cgroups still hold memory (dying); %llu are "
	    "live%s%s",
	    LLU(c->dying.v), LLU(opt_or0(c->living)),
	    *c->where ? "; most of the removed ones were below " : "",
	    OUTSIDE(c->where));
	advise(f, "a removed cgroup is freed when the page cache charged to "
		  "it is reclaimed: use memory.force_empty (v1) or "
		  "memory.reclaim (v2) before removing a cgroup; now: echo 3 "
		  "> /proc/sys/vm/drop_caches");
}

static void bpf_in(struct judge *j, struct finding *f, enum counted_in where)
{
	uint64_t sum = bpf_sum(j->snap, where);
	const struct bpf_objects *all = &j->snap->detail.bpf;
	char text[BPF_ROOM];

	if (!is_worth_naming(sum, finding_bytes(f)))
		return;
	for (size_t i = 0; i < all->n; i++) {
		if (all->v[i].counted_in != where)
			continue;
		bpf_describe(&all->v[i], text, sizeof(text));
		say(f, "BPF holds %s of it, most of that in %s", BYTES(sum),
		    text);
		return;
	}
}

static void huge(struct judge *j, struct finding *f)
{
	const struct memory *m = &j->snap->memory;
	const struct task_memories *all = &j->snap->detail.tasks;
	uint32_t top[1];

	for (size_t i = 0; i < m->n_hugepools; i++) {
		const struct hugepool *p = &m->hugepools[i];

		if (p->total)
			say(f,
			    "pages of %s: %llu, of them %llu free, %llu "
			    "reserved, %llu surplus",
			    BYTES(p->page_bytes), LLU(p->total), LLU(p->free),
			    LLU(p->reserved), LLU(p->surplus));
	}
	if (tasks_top(j->snap, TASKS_BY_HUGETLB, top, 1)) {
		const struct task_memory *t = &all->v[top[0]];

		say(f, "%s has %s of them in use", PROCESS(t->comm, t->pid),
		    BYTES(t->hugetlb.v));
	} else if (all->known) {
		say(f, "no process has any of them in use");
	}
}

static void sites(struct judge *j, struct finding *f)
{
	const struct alloc_sites *all = &j->snap->detail.sites;

	for (size_t i = 0; i < all->n && i < SAID; i++) {
		const struct alloc_site *s = &all->v[i];

		if (!is_worth_naming(s->bytes, finding_bytes(f)))
			break;
		say(f, "/proc/allocinfo: %s%s by %s (%s:%llu)",
		    s->at_least ? "at least " : "", BYTES(s->bytes),
		    OUTSIDE(s->function), OUTSIDE(s->file), LLU(s->line));
	}
}

static void percpu(struct judge *j, struct finding *f)
{
	dying(j, f);
	bpf_in(j, f, COUNTED_PERCPU);
}

static void vmalloc(struct judge *j, struct finding *f)
{
	callers(j, f);
	bpf_in(j, f, COUNTED_VMALLOC);
}

static void slab(struct judge *j, struct finding *f)
{
	uint64_t n = opt_or0(j->snap->detail.cgroups.dying);

	if (n < UINT32_MAX && n * DYING_SLAB >= finding_bytes(f) / 4)
		dying(j, f);
	bpf_in(j, f, COUNTED_SLAB);
	sites(j, f);
}

static const struct {
	enum finding_code code;
	void (*say)(struct judge *j, struct finding *f);
} parts[] = {
	{ F_VMALLOC, vmalloc },		{ F_PAGE_TABLES, tables },
	{ F_KERNEL_STACKS, threads },	{ F_PERCPU, percpu },
	{ F_SLAB_UNRECLAIMABLE, slab }, { F_SLAB_RECLAIMABLE, slab },
	{ F_HUGETLB_IDLE, huge },	{ F_UNACCOUNTED, sites },
};

void detail_evidence(struct judge *j, struct finding *f)
{
	for (size_t i = 0; f && i < sizeof(parts) / sizeof(*parts); i++)
		if (parts[i].code == f->code)
			parts[i].say(j, f);
}
