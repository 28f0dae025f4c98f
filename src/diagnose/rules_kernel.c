/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <string.h>

#include "model/snapshot.h"

struct part {
	enum finding_code code;
	struct opt_i64 (*bytes)(const struct kernel_parts *k);
	const char *title; /* %s: the bytes */
	const char *remedy[2];
};

/* Stacks lie in vmalloc with VMAP_STACK; they have a rule of their own. */
static struct opt_i64 vmalloc_without_stacks(const struct kernel_parts *k)
{
	bool inside = k->kernel_stack.known && !k->kernel_stack.v;
	int64_t stacks = (int64_t)opt_or0(k->of_kernel_stack);

	if (!k->vmalloc.known)
		return k->vmalloc;
	return opt_i64(k->vmalloc.v - (inside ? stacks : 0));
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
	{ F_VMALLOC,
	  vmalloc_without_stacks,
	  "vmalloc areas of the kernel (BPF, modules, tables) hold %s",
	  { "sort -k2 -nr /proc/vmallocinfo tells the callers, as root",
	    "bpftool map and bpftool prog list BPF's part" } },
	{ F_PAGE_TABLES,
	  page_tables,
	  "page tables hold %s",
	  { "large shared mappings in many processes need huge pages: "
	    "huge_pages=on in PostgreSQL, use_large_pages in Oracle",
	    "grep VmPTE /proc/[0-9]*/status tells which processes" } },
	{ F_KERNEL_STACKS,
	  kernel_stacks,
	  "kernel stacks hold %s: there are too many threads",
	  { "ps -eLo comm | sort | uniq -c | sort -nr tells who makes them",
	    "bound the thread pool of that program" } },
	{ F_PERCPU,
	  percpu,
	  "per-CPU allocations hold %s",
	  { "dying memory cgroups are the usual reason: compare num_cgroups of "
	    "memory in /proc/cgroups with the directories that exist",
	    "BPF per-CPU maps and network devices come next" } },
};

void rule_kernel_parts(struct judge *j)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		const struct part *p = &parts[i];
		struct opt_i64 bytes = p->bytes(&j->acct->kernel);
		enum severity sev;
		struct finding *f;

		if (!bytes.known || bytes.v <= 0)
			continue;
		sev = scale_judge(&j->scale, (uint64_t)bytes.v,
				  LIMIT_PART_NOTICE, LIMIT_PART_WARNING);
		if (sev == SEV_OK)
			continue;
		f = finding_open(j, p->code, sev, CONF_HIGH, bytes, p->title,
				 BYTES(bytes.v));
		if (j->scale.base.known && j->scale.base.v)
			finding_evidence(j, f, "that is %.0f %% of memory",
					 100.0 * (double)bytes.v /
						 (double)j->scale.base.v);
		finding_remedy(j, f, "%s", p->remedy[0]);
		finding_remedy(j, f, "%s", p->remedy[1]);
	}
}

struct named_other {
	const char *name;
	enum finding_code code;
	bool lawful; /* somebody asked for it: no alarm by itself */
	const char *title;
	const char *remedy;
};

static const struct named_other named_others[] = {
	{ "balloon", F_BALLOON, false,
	  "the hypervisor has taken %s of this machine back (balloon)",
	  "ask who runs the hypervisor: the host is short of memory or the "
	  "guest's minimum is too low" },
	{ "zspages", F_ZRAM, true, "compressed swap (zram, zswap) holds %s",
	  "zramctl and /sys/module/zswap tell how well it compresses; bound it "
	  "by mem_limit or max_pool_percent" },
};

static void judge_other(struct judge *j, const struct other_part *o,
			const struct named_other *n)
{
	enum severity sev = scale_judge(
		&j->scale, o->bytes, LIMIT_HOLDER_NOTICE, LIMIT_HOLDER_WARNING);
	struct finding *f;

	if (n->lawful && sev > SEV_NOTICE && !j->scale.short_of_memory)
		sev = SEV_NOTICE;
	if (sev == SEV_OK)
		return;
	f = finding_open(j, n->code, sev,
			 o->basis == BASIS_EXACT ? CONF_HIGH : CONF_MEDIUM,
			 opt_i64((int64_t)o->bytes), n->title, BYTES(o->bytes));
	finding_evidence(j, f, "the figure is %s", basis_name(o->basis));
	finding_remedy(j, f, "%s", n->remedy);
}

void rule_named_others(struct judge *j)
{
	const struct kernel_parts *k = &j->acct->kernel;

	for (size_t i = 0; i < k->n_other; i++)
		for (size_t n = 0;
		     n < sizeof(named_others) / sizeof(*named_others); n++)
			if (!strcmp(k->other[i].name, named_others[n].name))
				judge_other(j, &k->other[i], &named_others[n]);
}

/* Most of ZFS's cache and what drivers got of CMA are in no counter. */
static int64_t known_owners(const struct kernel_parts *k)
{
	int64_t sum = (int64_t)opt_or0(k->of_zfs_arc);

	for (size_t i = 0; i < k->n_other; i++)
		if (k->other[i].basis != BASIS_EXACT)
			sum += (int64_t)k->other[i].bytes;
	return sum;
}

static void candidates(struct judge *j, struct finding *f)
{
	const struct kernel_parts *k = &j->acct->kernel;

	if (opt_or0(k->of_sockets))
		finding_evidence(j, f,
				 "sockets hold %s; their large buffers are "
				 "pages that no counter names",
				 BYTES(k->of_sockets.v));
	if (!k->vmalloc.known)
		finding_evidence(
			j, f,
			"vmalloc is in it: this kernel does not count it");
	if (!k->percpu.known)
		finding_evidence(j, f,
				 "per-CPU memory is in it: this kernel does "
				 "not count it");
	finding_evidence(
		j, f,
		"other pages that no counter names: pipes, packet rings, perf "
		"and ftrace buffers, drivers (GPU, network)");
}

/* Old kernels do not count all parts: their remainder is no anomaly yet. */
static bool counted_all(const struct kernel_parts *k)
{
	return k->vmalloc.known && k->percpu.known;
}

void rule_unaccounted(struct judge *j)
{
	struct opt_i64 rest = j->acct->kernel.unaccounted;
	enum severity sev;
	struct finding *f;

	if (!rest.known)
		return;
	rest.v -= known_owners(&j->acct->kernel);
	if (rest.v <= 0)
		return;
	sev = scale_judge(&j->scale, (uint64_t)rest.v, LIMIT_PART_NOTICE,
			  LIMIT_PART_WARNING);
	if (sev == SEV_OK)
		return;
	f = finding_open(j, F_UNACCOUNTED, sev,
			 counted_all(&j->acct->kernel) ? CONF_MEDIUM : CONF_LOW,
			 rest, "%s of kernel pages are in no counter",
			 BYTES(rest.v));
	finding_evidence(j, f, "give or take %s",
			 BYTES(opt_or0(j->acct->id.error)));
	candidates(j, f);
	finding_remedy(j, f,
		       "look at what was started, loaded or attached last: a "
		       "driver module, a capture, a virtual machine");
	finding_remedy(j, f,
		       "boot with page_owner=on and read "
		       "/sys/kernel/debug/page_owner, or use /proc/allocinfo "
		       "where the kernel has it");
}
