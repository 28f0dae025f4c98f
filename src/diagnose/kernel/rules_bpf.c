/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <stdio.h>
#include <string.h>

#include "account/kernel/detail.h"
#include "diagnose/kernel/detail.h"
#include "model/kernel/bpf_object.h"
#include "model/snapshot.h"

#define SAID 3

/* map_mem_usage (6.4): before, what maps hold is the kernel's estimate. */
#define EXACT_SINCE KERNEL(6, 4)

void bpf_describe(const struct bpf_object *o, char *dst, size_t cap)
{
	int n;

	n = snprintf(dst, cap, "the %s %s %s (id %u)", bpf_type_name(o),
		     o->kind == BPF_KIND_MAP ? "map" : "program",
		     *o->name ? OUTSIDE(o->name) : "(no name)", o->id);
	if (n < 0 || (size_t)n >= cap || !o->pid)
		return;
	snprintf(dst + n, cap - (size_t)n, " of %s", PROCESS(o->comm, o->pid));
}

static void say_objects(struct judge *j, struct finding *f)
{
	const struct bpf_objects *all = &j->snap->detail.bpf;
	char text[BPF_ROOM];

	for (size_t i = 0; i < all->n && i < SAID; i++) {
		const struct bpf_object *o = &all->v[i];

		if (!is_worth_naming(opt_or0(o->bytes),
				     opt_or0(all->v[0].bytes)))
			break;
		bpf_describe(o, text, sizeof(text));
		say(f, "%s: %s%s", BYTES(o->bytes.v), text,
		    o->pid || !all->owners
			    ? ""
			    : ", which no process has open: it is pinned, "
			      "attached, or used by a program that is");
	}
}

static void remedies(struct finding *f, const struct bpf_object *o)
{
	if (o->pid)
		advise(f,
		       "it goes when pid %d closes it, unless it is pinned or "
		       "attached as well",
		       (int)o->pid);
	else
		advise(f,
		       "bpftool map show id %u, bpftool prog and ls -R "
		       "/sys/fs/bpf show what keeps it; removing the pin or "
		       "detaching the program frees it",
		       o->id);
	finding_remedies(f, NULL);
}

void rule_bpf_maps(struct judge *j)
{
	const struct bpf_objects *all = &j->snap->detail.bpf;
	uint64_t sum = bpf_sum(j->snap, COUNTED_OTHERWISE);
	struct opt_u64 version = j->snap->host.kernel_version;
	const struct bpf_object *o = all->n ? &all->v[0] : NULL;
	enum confidence sure = version.known && version.v >= EXACT_SINCE
				       ? CONF_HIGH
				       : CONF_MEDIUM;
	struct finding *f;
	char text[BPF_ROOM];

	if (!o || !sum)
		return;
	bpf_describe(o, text, sizeof(text));
	f = finding_judge(j, F_BPF_MAPS, sure, sum,
			  "BPF maps and programs hold %s, the most in %s",
			  BYTES(sum), text);
	if (!f)
		return;
	say_objects(j, f);
	if (o->pid)
		finding_blame(f, o->comm, o->pid);
	remedies(f, o);
}
