/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/memory/memory.h"

#include <errno.h>

#include "model/memory.h"
#include "parse/field.h"

static enum vmstat_key find_key(struct span name)
{
	unsigned key = 0;

	while (key < VMSTAT_N &&
	       !span_is(name, vmstat_name((enum vmstat_key)key)))
		key++;
	return (enum vmstat_key)key;
}

/*
 * A counter of pages that went below 0 shows as 2^64 - n (per-CPU sums that
 * were not folded): PAGES_MAX refuses it.
 */
int parse_vmstat(struct span text, struct vmstat *ret, unsigned *bad)
{
	struct vmstat vm = { 0 };
	bool stalls_bad = false;
	struct span line, name;
	unsigned n = 0, n_bad = 0;
	uint64_t stalls = 0;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);
		enum vmstat_key key;
		bool stall;
		uint64_t v = 0;

		if (!span_word(&line, &name))
			continue;
		key = find_key(name);
		stall = span_starts(name, "allocstall");
		if (key == VMSTAT_N && !stall)
			continue;
		n++;
		if (!whole || field_amount(line, 1, PAGES_MAX, &v) ||
		    (stall && field_add(&stalls, v, PAGES_MAX))) {
			n_bad++;
			stalls_bad |= stall;
		} else if (stall) {
			vm.direct_stalls = opt_u64(stalls);
		} else if (!vm.v[key].known) {
			vm.v[key] = opt_u64(v);
		}
	}
	if (!n)
		return -EINVAL;
	if (stalls_bad)
		vm.direct_stalls.known = false;
	*ret = vm;
	*bad += n_bad;
	return 0;
}
