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
	unsigned said = 0;

	for (size_t i = 0; i < all->n && said < SAID; i++) {
		const struct vmalloc_caller *c = &all->v[i];
		const char *kind = vmalloc_kind(c);

		if (c->stacks || !c->bytes)
			continue;
		say(f, "%s in %llu areas made by %s%s%s%s%s", BYTES(c->bytes),
		    LLU(c->areas), OUTSIDE(c->name),
		    *c->module ? " of module " : "", OUTSIDE(c->module),
		    kind ? ": " : "", kind ? kind : "");
		said++;
	}
}

static void blame(struct finding *f, const struct task_memory *t)
{
	if (!f || f->subject.n_pids)
		return;
	finding_blame(f, t->comm, t->pid);
}

/* Processes that map shared memory with small pages pay once each. */
static void shared_tables(struct judge *j, struct finding *f)
{
	const struct task_memories *all = &j->snap->detail.tasks;
	uint64_t n = 0, bytes = 0;

	for (size_t i = 0; i < all->n; i++) {
		if (tables_why(&all->v[i]) != TABLES_SHARED)
			continue;
		n++;
		bytes += opt_or0(all->v[i].page_tables);
	}
	if (n < 2 || bytes < finding_bytes(f) / 2)
		return;
	say(f,
	    "%llu processes map shared memory with small pages, and each has "
	    "tables of its own for it: %s",
	    LLU(n), BYTES(bytes));
	advise(f, "back that memory with huge pages: a page table of 4 KiB "
		  "then covers 1 GiB and not 2 MiB; for tmpfs and memfd "
		  "/sys/kernel/mm/transparent_hugepage/shmem_enabled");
}

static void tables(struct judge *j, struct finding *f)
{
	const struct task_memories *all = &j->snap->detail.tasks;
	uint32_t top[SAID];
	size_t n = tasks_top(j->snap, TASKS_BY_TABLES, top, SAID);

	for (size_t i = 0; i < n; i++) {
		const struct task_memory *t = &all->v[top[i]];
		const char *why = tables_why_text(tables_why(t));

		say(f, "%s for %s%s%s", BYTES(t->page_tables.v),
		    PROCESS(t->comm, t->pid), why ? ": " : "", why ? why : "");
		if (!i && t->page_tables.v >= finding_bytes(f) / 2)
			blame(f, t);
	}
	shared_tables(j, f);
}

static void threads(struct judge *j, struct finding *f)
{
	const struct task_memories *all = &j->snap->detail.tasks;
	struct opt_u64 one = stack_bytes(j->snap);
	uint32_t top[SAID];
	size_t n = tasks_top(j->snap, TASKS_BY_THREADS, top, SAID);

	for (size_t i = 0; i < n; i++) {
		const struct task_memory *t = &all->v[top[i]];

		if (t->threads.v < 2)
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

	if (!sum || sum < finding_bytes(f) / 20)
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

		if (s->bytes < finding_bytes(f) / 20)
			break;
		say(f, "/proc/allocinfo: %s by %s (%s:%llu)", BYTES(s->bytes),
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
