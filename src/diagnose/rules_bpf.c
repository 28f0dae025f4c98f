/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <stdio.h>
#include <string.h>

#include "account/detail.h"
#include "diagnose/detail.h"
#include "model/bpf_object.h"
#include "model/snapshot.h"
#include "util/escape.h"

#define SAID 3

/* map_mem_usage (6.4): before, what maps hold is the kernel's estimate. */
#define EXACT_SINCE KERNEL(6, 4)

void bpf_describe(const struct bpf_object *o, char *dst, size_t cap)
{
	char name[sizeof(o->name) * ESCAPE_MAX + 1];
	char comm[sizeof(o->comm) * ESCAPE_MAX + 1];
	int n;

	escape_str(name, sizeof(name), o->name[0] ? o->name : "(no name)");
	escape_str(comm, sizeof(comm), o->comm[0] ? o->comm : "?");
	n = snprintf(dst, cap, "the %s %s %s (id %u)", bpf_type_name(o),
		     o->kind == BPF_KIND_MAP ? "map" : "program", name, o->id);
	if (n < 0 || (size_t)n >= cap || !o->pid)
		return;
	snprintf(dst + n, cap - (size_t)n, " of %s (pid %d)", comm,
		 (int)o->pid);
}

static void say_objects(struct judge *j, struct finding *f)
{
	const struct bpf_objects *all = &j->snap->detail.bpf;
	char text[256];

	for (size_t i = 0; i < all->n && i < SAID; i++) {
		const struct bpf_object *o = &all->v[i];

		if (!opt_or0(o->bytes))
			break;
		bpf_describe(o, text, sizeof(text));
		finding_evidence(j, f, "%s: %s%s", BYTES(o->bytes.v), text,
				 o->pid || !all->owners
					 ? ""
					 : ", which no process has open: it is "
					   "pinned, attached, or used by a "
					   "program that is");
	}
}

static void remedies(struct judge *j, struct finding *f,
		     const struct bpf_object *o)
{
	if (o->pid)
		finding_remedy(j, f,
			       "it goes when pid %d closes it, unless it is "
			       "pinned or attached as well",
			       (int)o->pid);
	else
		finding_remedy(j, f,
			       "bpftool map show id %u, bpftool prog and ls -R "
			       "/sys/fs/bpf tell what keeps it; removing the "
			       "pin or detaching the program frees it",
			       o->id);
	finding_remedy(j, f,
		       "a smaller max_entries, or BPF_F_NO_PREALLOC for a hash "
		       "that stays nearly empty, in the program that makes it");
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
	enum severity sev;
	struct finding *f;
	char text[256];

	if (!o || !sum)
		return;
	sev = scale_judge(&j->scale, sum, LIMIT_HOLDER_NOTICE,
			  LIMIT_HOLDER_WARNING);
	if (sev == SEV_OK)
		return;
	bpf_describe(o, text, sizeof(text));
	f = finding_open(j, F_BPF_MAPS, sev, sure, opt_i64((int64_t)sum),
			 "BPF maps and programs hold %s, the most in %s",
			 BYTES(sum), text);
	say_objects(j, f);
	if (f && o->pid) {
		finding_pid(j, f, o->pid);
		memcpy(f->subject.comm, o->comm, sizeof(f->subject.comm));
	}
	remedies(j, f, o);
}
