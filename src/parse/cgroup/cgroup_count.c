/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/cgroup/cgroup.h"

#include <errno.h>
#include <stddef.h>

#include "parse/keyed.h"

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

int parse_cgroup_stat(struct span text, struct cgroup_stat *ret, unsigned *bad)
{
	static const struct keyed_row rows[] = {
		KEYED_ROW("nr_descendants", struct cgroup_stat, descendants,
			  field_bytes),
		KEYED_ROW("nr_dying_descendants", struct cgroup_stat, dying,
			  field_bytes),
	};
	struct cgroup_stat st = { 0 };
	int err = keyed_lines(text, KEYED(rows, &st), ' ', bad);

	if (!err)
		*ret = st;
	return err;
}
