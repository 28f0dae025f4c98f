/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/cgroup/cgroup.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#include "model/memory/cgroup.h"
#include "parse/keyed.h"

bool parse_cgroup_line(struct span *text, struct cgroup_line *ret)
{
	struct span line, id, controllers;

	while (span_line(text, &line)) {
		if (!line_whole(text, line) || !span_until(&line, ':', &id) ||
		    !span_until(&line, ':', &controllers) ||
		    !span_starts(line, "/"))
			continue;
		*ret = (struct cgroup_line){ .controllers = controllers,
					     .path = line };
		return true;
	}
	return false;
}

bool comma_list_has(struct span list, const char *word)
{
	struct span item;

	while (span_item(&list, ',', &item))
		if (span_is(item, word))
			return true;
	return false;
}

struct opt_u64 parse_flat_key(struct span text, const char *key)
{
	const struct keyed_row row[] = {
		{ .key = key, .offset = 0, .read = field_bytes }
	};
	struct opt_u64 v = { 0 };
	unsigned bad = 0;

	(void)keyed_lines(text, KEYED(row, &v), ' ', &bad);
	return v;
}

/* "memory\t4\t20\t1": name, hierarchy, cgroups, enabled */
enum { CG_HIERARCHY, CG_COUNT, CG_ENABLED, CG_N };

int parse_cgroup_count(struct span text, const char *controller,
		       struct opt_u64 *ret, unsigned *bad)
{
	struct span line, word;

	if (!span_starts(text, "#subsys_name"))
		return -EINVAL;
	*ret = (struct opt_u64){ 0 };
	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);
		uint64_t v[CG_N] = { 0 };

		if (!span_word(&line, &word) || !span_is(word, controller))
			continue;
		if (!whole || !field_columns(&line, "uuu", v) ||
		    v[CG_COUNT] > UINT32_MAX)
			++*bad;
		else if (v[CG_ENABLED])
			*ret = opt_u64(v[CG_COUNT]);
		break;
	}
	return 0;
}

int parse_cgroup_stat(struct span text, struct cgroup_stat *ret, unsigned *bad)
{
	static const struct keyed_row rows[] = {
		KEYED_ROW("nr_descendants", struct cgroup_stat, descendants,
			  field_bytes),
		KEYED_ROW("nr_dying_descendants", struct cgroup_stat, dying,
			  field_bytes),
	};
	return keyed_lines(text, KEYED_FRESH(rows, ret), ' ', bad);
}

int parse_memcg_amount(struct span text, struct opt_u64 *ret, unsigned *bad)
{
	struct span line = { 0 };
	uint64_t v = 0;

	if (!span_line(&text, &line) || line_ended(line))
		return -EINVAL;
	*ret = (struct opt_u64){ 0 };
	if (!line_whole(&text, line))
		(*bad)++;
	else if (span_is(span_trim(line), "max"))
		return 0;
	else if (field_amount(line, 1, AMOUNT_MAX, &v))
		(*bad)++;
	else
		*ret = opt_u64(v);
	return 0;
}

struct stat {
	struct opt_u64 sock, kernel, slab;
	struct opt_u64 parts[3]; /* of kernel, beside slab */
};

/* cgroup v1 has "cache" and "rss", which count other things. */
static const struct keyed_row memcg_rows[] = {
	KEYED_ROW("anon", struct memcg, anon_bytes, field_bytes),
	KEYED_ROW("file", struct memcg, file_bytes, field_bytes),
	KEYED_ROW("shmem", struct memcg, shmem_bytes, field_bytes),
	KEYED_ROW("slab_reclaimable", struct memcg, slab_reclaimable_bytes,
		  field_bytes),
	KEYED_ROW("slab_unreclaimable", struct memcg, slab_unreclaimable_bytes,
		  field_bytes),
	KEYED_ROW("kernel_stack", struct memcg, kernel_stack_bytes,
		  field_bytes),
	KEYED_ROW("pagetables", struct memcg, page_tables_bytes, field_bytes),
};

static const struct keyed_row stat_rows[] = {
	KEYED_ROW("sock", struct stat, sock, field_bytes),
	KEYED_ROW("kernel", struct stat, kernel, field_bytes),
	KEYED_ROW("slab", struct stat, slab, field_bytes),
	KEYED_ROW("sec_pagetables", struct stat, parts[0], field_bytes),
	KEYED_ROW("percpu", struct stat, parts[1], field_bytes),
	KEYED_ROW("vmalloc", struct stat, parts[2], field_bytes),
};

int parse_memcg_stat(struct span text, struct memcg *ret, unsigned *bad)
{
	struct stat s = { 0 };
	int err = keyed_lines(text, KEYED(stat_rows, &s), ' ', bad);

	if (!err || err == -EINVAL) {
		int more = keyed_lines(text, KEYED(memcg_rows, ret), ' ', bad);

		err = more == -EINVAL ? err : more;
	}
	if (err)
		return err;
	ret->socket_bytes = s.sock;
	ret->kernel_bytes = s.kernel.known ? s.kernel : s.slab;
	if (s.kernel.known || !s.slab.known)
		return 0;
	for (size_t i = 0; i < sizeof(s.parts) / sizeof(*s.parts); i++)
		ret->kernel_bytes = opt_plus(ret->kernel_bytes, s.parts[i]);
	ret->kernel_bytes =
		opt_plus(ret->kernel_bytes, ret->kernel_stack_bytes);
	ret->kernel_bytes = opt_plus(ret->kernel_bytes, ret->page_tables_bytes);
	return 0;
}

int parse_memcg_events(struct span text, struct memcg *ret, unsigned *bad)
{
	/* `low` is always there: else it is another file */
	static const struct keyed_row rows[] = {
		{ .key = "oom_kill", .offset = 0, .read = field_bytes },
		{ .key = "low",
		  .offset = sizeof(struct opt_u64),
		  .read = field_bytes },
	};
	struct opt_u64 v[2] = { 0 };
	int err = keyed_lines(text, KEYED(rows, v), ' ', bad);

	if (!err)
		ret->oom_kills = v[0];
	return err;
}

int parse_process_cgroup(struct span text, struct span *ret_path)
{
	struct cgroup_line line;
	struct span v2 = { 0 };

	while (parse_cgroup_line(&text, &line)) {
		if (comma_list_has(line.controllers, "memory")) {
			*ret_path = line.path;
			return 0;
		}
		if (!line.controllers.len)
			v2 = line.path;
	}
	if (!v2.len)
		return -EINVAL;
	*ret_path = v2;
	return 0;
}
