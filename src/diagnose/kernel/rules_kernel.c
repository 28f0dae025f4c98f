/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include "account/kernel/detail.h"
#include "account/parts.h"
#include "diagnose/findings.h"
#include "diagnose/kernel/detail.h"
#include "model/snapshot.h"

static const struct {
	enum memory_part part;
	const char *title; /* %s: the bytes */
} parts[] = {
	{ PART_VMALLOC,
	  "vmalloc areas of the kernel (BPF, modules, tables) hold %s" },
	{ PART_PAGE_TABLES, "page tables hold %s" },
	{ PART_KERNEL_STACKS,
	  "kernel stacks hold %s: there are too many threads" },
	{ PART_PERCPU, "per-CPU allocations hold %s" },
};

/* BPF has been reported, and is most of it. */
static bool is_bpf_s(const struct judge *j, enum memory_part part,
		     int64_t bytes)
{
	enum counted_in where = memory_parts[part].counted_in;

	return where != COUNTED_NOWHERE && findings_find(j->out, F_BPF_MAPS) &&
	       bpf_sum(j->snap, where) >= (uint64_t)bytes / 2;
}

void rule_kernel_parts(struct judge *j)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		enum memory_part part = parts[i].part;
		struct opt_i64 bytes = memory_part_judged(j->acct, part);
		struct finding *f;

		if (!bytes.known || bytes.v <= 0 || is_bpf_s(j, part, bytes.v))
			continue;
		f = finding_judge(j, part_finding(part), CONF_HIGH,
				  (uint64_t)bytes.v, parts[i].title,
				  BYTES(bytes.v));
		if (!f)
			continue;
		if (j->scale.base.known && j->scale.base.v)
			say(f, "that is %.0f%% of memory",
			    100.0 * (double)bytes.v / (double)j->scale.base.v);
		detail_evidence(j, f);
		finding_remedies(f, NULL);
	}
}
