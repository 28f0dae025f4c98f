/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory is short, and no other finding says why. */
#include "diagnose/rules.h"

#include <stdio.h>

#include "diagnose/kernel/remainder.h"
#include "diagnose/process/shortage.h"
#include "model/snapshot.h"

bool high_memory_left(const struct judge *j)
{
	const struct opt_u64 *v = j->snap->memory.info.v;
	struct opt_u64 all = j->acct->id.available;

	return opt_or0(v[MEM_HIGH_TOTAL]) && all.known &&
	       all.v >= scale_limit(&j->scale, LIMIT_SHORT);
}

/* As large as what is missing; what is nearly out raises the largest of them. */
static bool explains(const struct judge *j, const struct finding *f)
{
	bool nearly_out = j->scale.nearly_out;
	enum limit least = nearly_out ? LIMIT_NEARLY_OUT : LIMIT_SHORT;

	if (finding_row(f->code)->never_raised && f->code != F_PROCESS_ANON)
		return false;
	if (f->severity < SEV_WARNING && (!nearly_out || f->upper_bound))
		return false;
	return finding_bytes(f) >= scale_limit(&j->scale, least);
}

bool shortage_explained(const struct judge *j)
{
	for (size_t i = 0; i < j->out->n; i++)
		if (explains(j, &j->out->v[i]))
			return true;
	return false;
}

uint64_t pinned_cache(const struct judge *j)
{
	const struct opt_u64 *v = j->snap->memory.info.v;
	struct opt_u64 available = v[MEM_AVAILABLE];
	uint64_t cache = opt_or0(v[MEM_CACHED]) + opt_or0(v[MEM_BUFFERS]);
	uint64_t least = scale_limit(&j->scale, LIMIT_SHORT), room;

	if (!available.known || j->acct->id.available_estimated ||
	    !v[MEM_FREE].known || !j->scale.base.known)
		return 0;
	room = available.v > v[MEM_FREE].v ? available.v - v[MEM_FREE].v : 0;
	room += opt_or0(v[MEM_SHMEM]) + least;
	return cache > room ? cache - room : 0;
}

/* Without them nobody knows who has memory. */
static const enum meminfo_key wanted[] = {
	MEM_ANON_PAGES, MEM_CACHED,	 MEM_SHMEM,
	MEM_SLAB,	MEM_PAGE_TABLES, MEM_HUGEPAGES_TOTAL,
};

static void say_missing(struct judge *j, struct finding *f)
{
	const struct opt_u64 *v = j->snap->memory.info.v;
	char names[128] = "";
	size_t len = 0;

	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
		if (!v[wanted[i]].known && len < sizeof(names))
			len += (size_t)snprintf(names + len,
						sizeof(names) - len, "%s%s",
						len ? ", " : "",
						meminfo_name(wanted[i]));
	if (len)
		say(f, "these lines of meminfo are missing: %s", names);
}

static void say_known(struct judge *j, struct finding *f)
{
	const struct opt_u64 *v = j->snap->memory.info.v;
	uint64_t lists = opt_or0(v[MEM_ACTIVE]) + opt_or0(v[MEM_INACTIVE]);
	uint64_t rest = nameless_bytes(j->snap, j->acct);

	if (!v[MEM_ANON_PAGES].known && lists)
		say(f, "%s are pages of processes and files (Active, Inactive)",
		    BYTES(lists));
	if (rest)
		say(f, "%s of %s are in no figure that was read", BYTES(rest),
		    BYTES(opt_or0(j->scale.total)));
	if (pinned_cache(j))
		say(f, "%s of page cache or more cannot be reclaimed",
		    BYTES(pinned_cache(j)));
	if (opt_or0(v[MEM_SWAP_TOTAL]))
		say(f, "%s of %s of swap are free",
		    BYTES(opt_or0(v[MEM_SWAP_FREE])),
		    BYTES(v[MEM_SWAP_TOTAL].v));
}

void rule_memory_short(struct judge *j)
{
	bool nearly_out = j->scale.nearly_out;
	struct finding *f;

	if (!j->scale.short_of_memory || shortage_explained(j) ||
	    high_memory_left(j))
		return;
	f = finding_open(j, F_MEMORY_SHORT,
			 nearly_out ? SEV_CRITICAL : SEV_WARNING, CONF_HIGH,
			 (struct opt_i64){ 0 },
			 "memory is %s: %s of %s are available, and these "
			 "figures do not say who has the rest",
			 nearly_out ? "nearly out" : "short",
			 BYTES(opt_or0(j->scale.available)),
			 BYTES(opt_or0(j->scale.total)));
	say_known(j, f);
	say_missing(j, f);
	finding_remedies(f, NULL);
}
