/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/status.h"

#include <errno.h>
#include <string.h>

#include "model/detail.h"
#include "parse/field.h"

enum key {
	K_TGID,
	K_THREADS,
	K_PTE,
	K_PMD,
	K_HUGETLB,
	K_RSS,
	K_SHMEM,
	K_PIN,
	K_N
};

static const struct {
	const char *name;
	bool kib; /* "44 kB"; else a plain number */
} keys[K_N] = {
	[K_TGID] = { "Tgid:", false },
	[K_THREADS] = { "Threads:", false },
	[K_PTE] = { "VmPTE:", true },
	[K_PMD] = { "VmPMD:", true },
	[K_HUGETLB] = { "HugetlbPages:", true },
	[K_RSS] = { "VmRSS:", true },
	[K_SHMEM] = { "RssShmem:", true },
	[K_PIN] = { "VmPin:", true },
};

static int read_value(struct span rest, bool kib, struct opt_u64 *ret)
{
	struct span number;
	uint64_t v = 0;

	rest = span_trim(rest);
	if (kib) {
		if (!span_word(&rest, &number) ||
		    !span_is(span_trim(rest), "kB"))
			return -EINVAL;
		rest = number;
	}
	if (field_amount(rest, kib ? 1024 : 1, AMOUNT_MAX, &v))
		return -EINVAL;
	*ret = opt_u64(v);
	return 0;
}

/* Returns whether the line is one of ours; *bad where it cannot be read. */
static bool read_key(struct span line, bool whole, struct opt_u64 *v,
		     unsigned *bad)
{
	for (unsigned k = 0; k < K_N; k++) {
		size_t len = strlen(keys[k].name);

		if (!span_starts(line, keys[k].name))
			continue;
		if (!v[k].known &&
		    (!whole || read_value(span_of(line.p + len, line.len - len),
					  keys[k].kib, &v[k])))
			++*bad;
		return true;
	}
	return false;
}

int parse_task_memory(struct span text, struct task_memory *ret, unsigned *bad)
{
	struct task_memory t = { 0 };
	struct opt_u64 v[K_N] = { 0 };
	bool zombie = false;
	unsigned n_bad = 0;
	struct span line;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);

		if (read_key(line, whole, v, &n_bad))
			continue;
		if (span_starts(line, "Name:\t") && !t.comm[0])
			span_copy(span_of(line.p + 6, line.len - 6), t.comm,
				  sizeof(t.comm));
		else if (span_starts(line, "State:\tZ"))
			zombie = true;
	}
	if (!v[K_TGID].known || !v[K_TGID].v || v[K_TGID].v > INT32_MAX)
		return -EINVAL;
	t.pid = (pid_t)v[K_TGID].v;
	t.threads = zombie ? opt_u64(0) : v[K_THREADS];
	t.page_tables = v[K_PTE];
	if (v[K_PTE].known)
		t.page_tables.v += opt_or0(v[K_PMD]);
	t.hugetlb = v[K_HUGETLB];
	t.rss = v[K_RSS];
	t.shmem = v[K_SHMEM];
	t.pinned = v[K_PIN];
	*ret = t;
	*bad += n_bad;
	return 0;
}
