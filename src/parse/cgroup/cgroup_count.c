/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/cgroup/cgroup.h"
#include "parse/proc/fdinfo.h"

#include <errno.h>
#include <string.h>

#include "parse/field.h"

/* "memory\t4\t20\t1": name, hierarchy, cgroups, enabled */
int parse_cgroup_count(struct span text, const char *controller,
		       struct opt_u64 *ret, unsigned *bad)
{
	struct span line, word;

	if (!span_starts(text, "#subsys_name"))
		return -EINVAL;
	*ret = (struct opt_u64){ 0 };
	while (span_line(&text, &line)) {
		uint64_t hierarchy = 0, n = 0, enabled = 0;
		bool whole = line_whole(&text, line);

		if (!span_word(&line, &word) || !span_is(word, controller))
			continue;
		if (!whole || !span_word(&line, &word) ||
		    span_u64(word, &hierarchy) || !span_word(&line, &word) ||
		    span_u64(word, &n) || !span_word(&line, &word) ||
		    span_u64(word, &enabled) || n > UINT32_MAX)
			++*bad;
		else if (enabled)
			*ret = opt_u64(n);
		break;
	}
	return 0;
}

struct number {
	const char *name;
	struct opt_u64 *ret;
};

/*
 * Lines of a name, a blank and a number; the first of a name stands. Returns
 * how many lines had one of the names.
 */
static unsigned read_numbers(struct span text, const struct number *v, size_t n,
			     unsigned *bad)
{
	struct span line, name;
	unsigned found = 0;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);
		uint64_t number = 0;

		if (!span_word(&line, &name))
			continue;
		for (size_t i = 0; i < n; i++) {
			if (!span_is(name, v[i].name))
				continue;
			found++;
			if (v[i].ret->known)
				continue;
			if (!whole ||
			    field_amount(line, 1, AMOUNT_MAX, &number))
				++*bad;
			else
				*v[i].ret = opt_u64(number);
		}
	}
	return found;
}

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

int parse_cgroup_stat(struct span text, struct cgroup_stat *ret, unsigned *bad)
{
	struct cgroup_stat st = { 0 };
	const struct number rows[] = {
		{ "nr_descendants", &st.descendants },
		{ "nr_dying_descendants", &st.dying },
	};

	if (!read_numbers(text, rows, COUNT(rows), bad))
		return -EINVAL;
	*ret = st;
	return 0;
}

int parse_bpf_fdinfo(struct span text, struct bpf_fdinfo *ret, unsigned *bad)
{
	struct bpf_fdinfo f = { 0 };
	const struct number rows[] = {
		{ "memlock:", &f.memlock },
		{ "map_id:", &f.map_id },
		{ "prog_id:", &f.prog_id },
	};

	if (!read_numbers(text, rows, COUNT(rows), bad))
		return -EINVAL;
	*ret = f;
	return 0;
}
