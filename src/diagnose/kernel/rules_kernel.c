/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include "account/kernel/detail.h"
#include "diagnose/kernel/detail.h"
#include "model/snapshot.h"

struct part {
	enum finding_code code;
	struct opt_i64 (*bytes)(const struct kernel_parts *k);
	const char *title; /* %s: the bytes */
};

/* Stacks lie in vmalloc with VMAP_STACK; they have a rule of their own. */
static struct opt_i64 vmalloc_without_stacks(const struct kernel_parts *k)
{
	bool process_map = k->kernel_stack.known && !k->kernel_stack.v;
	int64_t stacks = (int64_t)opt_or0(k->of_kernel_stack);

	if (!k->vmalloc.known)
		return k->vmalloc;
	return opt_i64(k->vmalloc.v - (process_map ? stacks : 0));
}

static struct opt_i64 page_tables(const struct kernel_parts *k)
{
	if (!k->page_tables.known)
		return k->page_tables;
	return opt_i64(k->page_tables.v + opt_i64_or0(k->sec_page_tables));
}

static struct opt_i64 kernel_stacks(const struct kernel_parts *k)
{
	return opt_signed(k->of_kernel_stack);
}

static struct opt_i64 percpu(const struct kernel_parts *k)
{
	return k->percpu;
}

static const struct part parts[] = {
	{ F_VMALLOC, vmalloc_without_stacks,
	  "vmalloc areas of the kernel (BPF, modules, tables) hold %s" },
	{ F_PAGE_TABLES, page_tables, "page tables hold %s" },
	{ F_KERNEL_STACKS, kernel_stacks,
	  "kernel stacks hold %s: there are too many threads" },
	{ F_PERCPU, percpu, "per-CPU allocations hold %s" },
};

/* BPF has been reported, and is most of it. */
static bool is_bpf_s(const struct judge *j, enum finding_code code,
		     int64_t bytes)
{
	uint64_t of = 0;

	if (!findings_find(j->out, F_BPF_MAPS))
		return false;
	if (code == F_VMALLOC)
		of = bpf_sum(j->snap, COUNTED_VMALLOC);
	else if (code == F_PERCPU)
		of = bpf_sum(j->snap, COUNTED_PERCPU);
	return of >= (uint64_t)bytes / 2;
}

void rule_kernel_parts(struct judge *j)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		const struct part *p = &parts[i];
		struct opt_i64 bytes = p->bytes(&j->acct->kernel);
		struct finding *f;

		if (!bytes.known || bytes.v <= 0 ||
		    is_bpf_s(j, p->code, bytes.v))
			continue;
		f = finding_judge(j, p->code, CONF_HIGH, (uint64_t)bytes.v,
				  p->title, BYTES(bytes.v));
		if (!f)
			continue;
		if (j->scale.base.known && j->scale.base.v)
			say(f, "that is %.0f%% of memory",
			    100.0 * (double)bytes.v / (double)j->scale.base.v);
		detail_evidence(j, f);
		finding_remedies(f, NULL);
	}
}
