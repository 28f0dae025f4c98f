/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/diagnose.h"

#include <string.h>

#include "account/kernel/detail.h"
#include "account/parts.h"
#include "diagnose/finding.h"
#include "diagnose/findings.h"
#include "model/snapshot.h"

/* The largest cache that anybody's pieces are in: BPF's too. */
static int64_t pieces(const struct snapshot *snap, const struct account *a)
{
	const struct slabs *all = &snap->memory.slabs;

	for (size_t i = 0; i < all->n; i++) {
		const struct slab_cache *c = &all->v[a->slab_rank[i]];

		if (!strncmp(c->name, "kmalloc", strlen("kmalloc")))
			return (int64_t)c->bytes;
	}
	return 0;
}

static bool reaches(const struct scale *s, int64_t bytes, enum limit limit)
{
	return bytes > 0 &&
	       scale_judge(s, (uint64_t)bytes, limit, limit) != SEV_OK;
}

/* Of a part: from where its finding is a notice; one holder's is less. */
static unsigned of_part(const struct scale *s, const struct account *acct,
			enum memory_part part)
{
	const struct memory_part_row *row = &memory_parts[part];
	enum limit notice = finding_row(part_finding(part))->notice;
	int64_t v = opt_i64_or0(memory_part_judged(acct, part));
	unsigned parts = 0;

	/* huge pages have a limit of idle ones */
	if (reaches(s, v, notice != LIMIT_NONE ? notice : LIMIT_PART_NOTICE))
		parts |= row->detail;
	if (reaches(s, v, LIMIT_HOLDER_NOTICE))
		parts |= row->holders;
	return parts;
}

unsigned diagnose_wants_detail(const struct snapshot *snap,
			       const struct account *acct)
{
	unsigned parts = 0;
	struct scale s;

	scale_of(snap, acct, &s);
	for (unsigned i = 0; i < MEMORY_PARTS_N; i++)
		parts |= of_part(&s, acct, (enum memory_part)i);
	if (reaches(&s, pieces(snap, acct), LIMIT_HOLDER_NOTICE))
		parts |= DETAIL_BPF;
	if (reaches(&s, (int64_t)opt_or0(acct->id.unmapped),
		    LIMIT_HOLDER_NOTICE))
		parts |= DETAIL_TASKS | DETAIL_THP;
	/* all fds are searched for them: only where they are a finding */
	if (scale_judge(&s, bpf_sum(snap, COUNTED_OTHERWISE),
			LIMIT_HOLDER_NOTICE, LIMIT_HOLDER_NOTICE) != SEV_OK)
		parts |= DETAIL_OWNERS;
	return parts;
}
