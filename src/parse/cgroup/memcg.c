/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/cgroup/cgroup.h"

#include <errno.h>
#include <stdbool.h>

#include "model/cgroup.h"
#include "parse/field.h"

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

enum stat_key {
	STAT_SOCK,
	STAT_KERNEL,
	STAT_SLAB,
	STAT_FIRST_SUMMED = STAT_SLAB,
	STAT_KERNEL_STACK,
	STAT_PAGETABLES,
	STAT_SEC_PAGETABLES,
	STAT_PERCPU,
	STAT_VMALLOC,
	STAT_N
};

static const char *const stat_names[STAT_N] = {
	[STAT_SOCK] = "sock",
	[STAT_KERNEL] = "kernel",
	[STAT_SLAB] = "slab",
	[STAT_KERNEL_STACK] = "kernel_stack",
	[STAT_PAGETABLES] = "pagetables",
	[STAT_SEC_PAGETABLES] = "sec_pagetables",
	[STAT_PERCPU] = "percpu",
	[STAT_VMALLOC] = "vmalloc",
};

/* "name number" lines; of a name that is there twice the first one stands. */
static unsigned read_keys(struct span text, const char *const *names,
			  size_t n_names, struct opt_u64 *ret, unsigned *bad)
{
	struct span line, name;
	unsigned n = 0;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);
		size_t key = 0;
		uint64_t v = 0;

		if (!span_word(&line, &name))
			continue;
		while (key < n_names && !span_is(name, names[key]))
			key++;
		if (key == n_names)
			continue;
		n++;
		if (!whole || field_amount(line, 1, AMOUNT_MAX, &v))
			(*bad)++;
		else if (!ret[key].known)
			ret[key] = opt_u64(v);
	}
	return n;
}

int parse_memcg_stat(struct span text, struct memcg *ret, unsigned *bad)
{
	struct opt_u64 v[STAT_N] = { 0 };

	if (!read_keys(text, stat_names, STAT_N, v, bad))
		return -EINVAL;
	ret->socket_bytes = v[STAT_SOCK];
	ret->kernel_bytes = v[STAT_KERNEL];
	if (ret->kernel_bytes.known || !v[STAT_SLAB].known)
		return 0;
	for (size_t i = STAT_FIRST_SUMMED; i < STAT_N; i++)
		ret->kernel_bytes = opt_plus(ret->kernel_bytes, v[i]);
	return 0;
}

int parse_memcg_events(struct span text, struct memcg *ret, unsigned *bad)
{
	/* `low` is always there: else it is another file */
	static const char *const names[] = { "oom_kill", "low" };
	struct opt_u64 v[2] = { 0 };

	if (!read_keys(text, names, 2, v, bad))
		return -EINVAL;
	ret->oom_kills = v[0];
	return 0;
}

static bool has_word(struct span list, const char *word)
{
	struct span part;

	while (span_until(&list, ',', &part))
		if (span_is(part, word))
			return true;
	return span_is(list, word);
}

int parse_process_cgroup(struct span text, struct span *ret_path)
{
	struct span line, id, controllers, v2 = { 0 };

	while (span_line(&text, &line)) {
		if (!line_whole(&text, line) || !span_until(&line, ':', &id) ||
		    !span_until(&line, ':', &controllers) || !line.len ||
		    line.p[0] != '/')
			continue;
		if (has_word(controllers, "memory")) {
			*ret_path = line;
			return 0;
		}
		if (!controllers.len && span_is(id, "0"))
			v2 = line;
	}
	if (!v2.len)
		return -EINVAL;
	*ret_path = v2;
	return 0;
}
