/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One process: the rows are of the process_map unless they say otherwise. */
#include <inttypes.h>
#include <stdio.h>

#include "account/account.h"
#include "account/account_fields.h"
#include "model/snapshot.h"
#include "render/columns/lookup.h"
#include "render/json/json_parts.h"
#include "render/report.h"

static const struct process_map *map_of(const struct lookup *l)
{
	return l->r->snap->process_map;
}

NAMER(class_word, process_map_class_name, enum process_map_class, PM_N)
NAMER(allocator_word, allocator_name, enum allocator, ALLOCATOR_N)

/* Resident amounts are unknown where smaps was not read. */
static void has_smaps(const struct lookup *l, const void *row,
		      union field_value *ret)
{
	(void)row;
	ret->yes = map_of(l)->smaps;
}

static void has_stacks(const struct lookup *l, const void *row,
		       union field_value *ret)
{
	ret->yes =
		map_of(l)->maps && ((const struct thread_group *)row)->stacks;
}

static void has_resident_stacks(const struct lookup *l, const void *row,
				union field_value *ret)
{
	has_stacks(l, row, ret);
	ret->yes = ret->yes && map_of(l)->smaps;
}

static void class(const struct lookup *l, const void *row,
		  union field_value *ret)
{
	const struct process_map_sum *s = row;

	ret->word = (unsigned)(s - map_of(l)->class);
}

static void untracked_of(const struct lookup *l, const void *row,
			 union field_value *ret)
{
	ret->u = (struct opt_u64){
		((const struct process_map_sum *)row)->untracked,
		l->r->acct->process_map.untracked.by_ranges
	};
}

#define CLASS(m) PICK_OF(fields_class, struct process_map_sum, m)
#define RESIDENT(m) PICK_IF(fields_class, struct process_map_sum, m, has_smaps)

static const struct field classes[] = {
	MADE_WORD(class, "class", "See INSIDE ONE PROCESS in kmemwhere(8).",
		  class_word, PM_N),
	CLASS(count),
	CLASS(size),
	RESIDENT(rss),
	RESIDENT(pss),
	RESIDENT(anon),
	RESIDENT(swap),
	RESIDENT(locked),
	RESIDENT(lazy_free),
	RESIDENT(thp),
	MADE(FIELD_OPT, untracked_of, "untracked_bytes",
	     "What is resident in no range of the JVM, at least; null without "
	     "ranges."),
};
static const struct table report_class = TABLE(classes);

static void rows_classes(struct walk *w, const void *row)
{
	const struct process_map *in = row;

	for (unsigned c = 0; c < PM_N; c++)
		if (in->class[c].count)
			walk_row(w, &in->class[c]);
}

static void rows_account(struct walk *w, const void *row)
{
	(void)row;
	walk_row(w, &w->l->r->acct->process_map);
}

static const struct field arenas_max[] = {
	PICK_OF(fields_process_map_sockets, struct process_map_account,
		arenas_max),
};
static const struct table report_arenas_max = TABLE(arenas_max);

static const struct field arenas[] = {
	PICK(process_map, arenas.heaps),
	PICK(process_map, arenas.full),
	PICK(process_map, arenas.heap_max),
	ALL(report_arenas_max, .rows = rows_account),
};
static const struct table report_arenas = TABLE(arenas);

#define GROUP(m) PICK_OF(fields_group, struct thread_group, m)

static const struct field group[] = {
	GROUP(name),
	GROUP(threads),
	GROUP(stacks),
	PICK_IF(fields_group, struct thread_group, size, has_stacks),
	PICK_IF(fields_group, struct thread_group, rss, has_resident_stacks),
};
static const struct table report_group = TABLE(group);

static void rows_thread_groups(struct walk *w, const void *row)
{
	const struct process_map *in = row;

	for (size_t i = 0; i < in->n_groups; i++)
		walk_row(w, &in->groups[i]);
}

static void put_hex(struct jsonw *j, const struct field *f, const void *row)
{
	const uint64_t *at = (const void *)((const char *)row + f->offset);
	char text[24];

	snprintf(text, sizeof(text), "0x%" PRIx64, *at);
	jsonw_word(j, text);
}

#define HEX(m, k, d)                                                         \
	SHOWN_AS(struct process_mapping, m, FIELD_CHARS, k, d, .sure = true, \
		 .put = put_hex, .pattern = "^0x[0-9a-f]{1,16}$")
#define MAPPING(m) PICK_OF(fields_mapping, struct process_mapping, m)

static const struct field mapping[] = {
	HEX(start, "start", "First address."),
	HEX(end, "end", "The address behind it."),
	MAPPING(rss),
	MAPPING(swap),
	MAPPING(class),
	MAPPING(name),
};
static const struct table report_mapping = TABLE(mapping);

static void rows_mappings(struct walk *w, const void *row)
{
	const struct process_map *in = row;

	for (size_t i = 0; i < in->n_top; i++)
		walk_row(w, &in->top[i]);
}

#define SOCKETS(m) \
	PICK_OF(fields_process_map_sockets, struct process_map_account, m)

static const struct field sockets[] = {
	SOCKETS(sockets),
	SOCKETS(held),
	SOCKETS(received),
	SOCKETS(to_send),
};
static const struct table report_own_sockets = TABLE(sockets);

static const struct field category[] = {
	SHOWN(struct nmt_category, name, "name", "As the JVM calls it."),
	SHOWN(struct nmt_category, reserved, "reserved_bytes", "Reserved."),
	SHOWN(struct nmt_category, committed, "committed_bytes", "Committed."),
	SHOWN(struct nmt_category, resident, "resident_bytes",
	      "Resident of its ranges."),
	SHOWN(struct nmt_category, malloc, "malloc_bytes", "By malloc()."),
	SHOWN(struct nmt_category, grown, "growth_bytes",
	      "Against the baseline, in the output of a diff."),
};
static const struct table report_category = TABLE(category);

static void rows_categories(struct walk *w, const void *row)
{
	const struct nmt *n = row;

	for (size_t i = 0; i < n->n; i++)
		walk_row(w, &n->v[i]);
}

static void rows_untracked(struct walk *w, const void *row)
{
	(void)row;
	walk_row(w, &w->l->r->acct->process_map.untracked);
}

static const struct field nmt[] = {
	SHOWN(struct nmt, detail, "detail", "Whether it gave ranges."),
	SHOWN(struct nmt, reserved, "reserved_bytes", "Reserved in all."),
	SHOWN(struct nmt, committed, "committed_bytes", "Committed in all."),
	SHOWN(struct nmt, malloc, "malloc_bytes", "By malloc() in all."),
	SHOWN(struct nmt, grown, "growth_bytes", "Against the baseline."),
	ALL(fields_untracked, .rows = rows_untracked),
	LIST("categories", "The JVM's own classes.", report_category,
	     rows_categories),
};
static const struct table report_nmt = TABLE(nmt);

static void rows_nmt(struct walk *w, const void *row)
{
	const struct process_map *in = row;

	if (in->nmt_state == NMT_READ)
		walk_row(w, &in->nmt);
}

static const struct field reading[] = {
	PICK(process_map, cost.total_us),
	PICK(process_map, cost.longest_us),
};
static const struct table report_reading = TABLE(reading);

static void all_resident(const struct lookup *l, const void *row,
			 union field_value *ret)
{
	(void)row;
	ret->u = l->r->acct->process_map.resident;
}

#define OWN(m) PICK(process_map, m)

static const struct field process_map[] = {
	OWN(pid),
	OWN(comm),
	OWN(uid),
	OWN(state),
	OWN(jvm),
	SHOWN_AS(struct process_map, allocator, FIELD_ENUM, "allocator",
		 "Whose malloc it is, by the libraries that are mapped; null "
		 "where no library tells.",
		 NAMES(allocator_word, ALLOCATOR_N)),
	OWN(threads),
	OWN(size),
	MADE(FIELD_OPT, all_resident, "resident_bytes",
	     "The sum of the classes; VmRSS where smaps was not read."),
	OWN(peak),
	OWN(rss_anon),
	OWN(rss_file),
	OWN(rss_shmem),
	OWN(swap),
	OWN(hugetlb),
	OWN(page_tables),
	OWN(mappings),
	OBJECT("reading", "What reading them took.", report_reading),
	LIST("classes", "One for each class that occurs.", report_class,
	     rows_classes),
	OBJECT("arenas", "Heaps of glibc's malloc.", report_arenas),
	LIST("thread_groups",
	     "Threads of one name; 256 groups at most, the last one then has "
	     "all others.",
	     report_group, rows_thread_groups),
	LIST("top_mappings", "The largest by what is resident.", report_mapping,
	     rows_mappings),
	OBJECT("sockets", "Sums over its sockets.", report_own_sockets,
	       .rows = rows_account),
	OBJECT("nmt",
	       "What the JVM says of itself; null without --jcmd or --nmt.",
	       report_nmt, .rows = rows_nmt, .none_at_0 = true),
};
const struct table report_process_map = TABLE(process_map);

void rows_process_map(struct walk *w, const void *row)
{
	(void)row;
	if (map_of(w->l))
		walk_row(w, map_of(w->l));
}
