/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mem_cgroup_print_oom_meminfo() of mm/memcontrol.c, mem_cgroup_print_oom_info()
 * before 5.0: counters against limits, then statistics. Up to 5.1 that is a
 * line for each cgroup below the one at its limit, each without what is in
 * others; since then the lines of memory.stat, in bytes.
 */
#include <string.h>

#include "parse/field.h"
#include "parse/oom/parts.h"

static const struct {
	const char *name;
	size_t offset;
	bool swap_has_memory;
} limits[] = {
	{ "memory: usage ", offsetof(struct oom, memory), false },
	{ "memory+swap: usage ", offsetof(struct oom, swap), true },
	{ "swap: usage ", offsetof(struct oom, swap), false },
	{ "kmem: usage ", offsetof(struct oom, kmem), false },
};

#define FIRST_STAT "cache:"

/* What cgroup v1 calls otherwise. */
static const struct {
	const char *name;
	enum oom_stat stat;
} old_names[] = {
	{ "cache", OOM_STAT_FILE },	     { "rss", OOM_STAT_ANON },
	{ "mapped_file", OOM_STAT_MAPPED },  { "dirty", OOM_STAT_DIRTY },
	{ "writeback", OOM_STAT_WRITEBACK },
};

/* "1048576kB, limit …": without a limit it is more than there can be. */
static struct opt_u64 kib_of(struct span line, const char *before)
{
	uint64_t v = 0;

	if (!oom_number_after(line, before, &v) || v >= AMOUNT_MAX / 1024)
		return (struct opt_u64){ 0 };
	return opt_u64(v * 1024);
}

static bool limit_line(struct oom_reading *r, struct span line)
{
	line = span_trim(line);
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
		struct oom_limit *to =
			(void *)((char *)r->oom + limits[i].offset);
		uint64_t failures = 0;

		if (!span_starts(line, limits[i].name))
			continue;
		if (to->usage.known)
			return true;
		to->usage = kib_of(line, limits[i].name);
		to->limit = kib_of(line, "limit ");
		if (oom_number_after(line, "failcnt ", &failures) &&
		    failures <= AMOUNT_MAX)
			to->failcnt = opt_u64(failures);
		r->oom->swap_has_memory |= limits[i].swap_has_memory;
		return true;
	}
	return false;
}

static bool find_stat(struct span key, enum oom_stat *ret)
{
	for (unsigned i = 0; i < OOM_STATS_N; i++)
		if (span_is(key, oom_stat_name((enum oom_stat)i))) {
			*ret = (enum oom_stat)i;
			return true;
		}
	for (size_t i = 0; i < sizeof(old_names) / sizeof(*old_names); i++)
		if (span_is(key, old_names[i].name)) {
			*ret = old_names[i].stat;
			return true;
		}
	return false;
}

/* "cache:56KB rss:1048520KB …", of one cgroup of several */
static bool joined_stats(struct oom_reading *r, struct span line)
{
	struct span word, key, unit;
	enum oom_stat s;
	bool any = false;
	uint64_t v;

	while (span_word(&line, &word)) {
		if (!oom_word(word, &key, &v, &unit) || !span_is(unit, "KB"))
			continue;
		any = true;
		if (find_stat(key, &s) && v < OOM_STAT_MAX / 1024 &&
		    opt_or0(r->oom->stat[s]) < OOM_STAT_MAX)
			r->oom->stat[s] =
				opt_plus(r->oom->stat[s], opt_u64(v * 1024));
	}
	return any;
}

/* "Memory cgroup stats for PATH:", and with it, before 5.2, the statistics. */
static bool stats_heading(struct oom_reading *r, struct span line)
{
	struct span path;

	if (!span_past(line, "Memory cgroup stats for", &line))
		return false;
	r->in = IN_STAT_PATH;
	line = span_trim(line);
	if (!line.len || *line.p == ':')
		return true;
	/* the path may have blanks and colons, but not before "cache:" */
	path = line;
	if (span_past(line, ": " FIRST_STAT, &line)) {
		path.len = (size_t)(line.p - path.p) - strlen(": " FIRST_STAT);
		joined_stats(r, span_of(line.p - strlen(FIRST_STAT),
					line.len + strlen(FIRST_STAT)));
	} else if (path.p[path.len - 1] == ':') {
		path.len--;
	}
	if (!r->oom->cgroup[0])
		span_copy(path, r->oom->cgroup, sizeof(r->oom->cgroup));
	r->in = IN_STATS;
	return true;
}

static bool wrapped_path(struct oom_reading *r, struct span line)
{
	line = span_trim(line);
	if (line.len < 2 || *line.p != '/' || line.p[line.len - 1] != ':')
		return false;
	line.len--;
	if (!r->oom->cgroup[0])
		span_copy(line, r->oom->cgroup, sizeof(r->oom->cgroup));
	r->in = IN_STATS;
	return true;
}

/*
 * "file_dirty 1181028352"; names that are not kept are of it, too. Since 6.4
 * cgroup v1 has "cache", its own, and "total_cache", with those below it.
 */
static bool stat_line(struct oom_reading *r, struct span line, bool whole)
{
	struct span key, value;
	bool total;
	enum oom_stat s;
	uint64_t v = 0;

	if (!span_word(&line, &key) || !span_word(&line, &value) ||
	    !line_ended(line) || field_amount(value, 1, OOM_STAT_MAX, &v))
		return false;
	total = span_cut(&key, "total_");
	if (!whole)
		r->bad++;
	else if (find_stat(key, &s) && (total || !r->oom->stat[s].known))
		r->oom->stat[s] = opt_u64(v);
	return true;
}

bool oom_cgroup_line(struct oom_reading *r, struct span line, bool whole)
{
	if (limit_line(r, line) || stats_heading(r, line)) {
		if (r->oom->kind <= OOM_GLOBAL)
			r->oom->kind = OOM_CGROUP;
		return true;
	}
	if (r->in == IN_STAT_PATH && wrapped_path(r, line))
		return true;
	if (r->in != IN_STATS && r->in != IN_STAT_PATH)
		return false;
	if (stat_line(r, line, whole) || joined_stats(r, line))
		return true;
	r->in = IN_NOTHING;
	return false;
}
