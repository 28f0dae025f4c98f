/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/memory/memory.h"

#include <errno.h>
#include <string.h>

#include "model/memory/memory.h"
#include "parse/field.h"

/*
 * The caller of an area is a return address: what alloc_thread_stack_node()
 * was inlined into, by kernel version.
 */
static bool is_stack(struct span function)
{
	static const char *const callers[] = {
		"kernel_clone",	    "_do_fork",
		"do_fork",	    "copy_process",
		"dup_task_struct",  "fork_idle",
		"create_io_thread", "alloc_thread_stack_node",
	};

	for (size_t i = 0; i < sizeof(callers) / sizeof(*callers); i++)
		if (span_is(function, callers[i]))
			return true;
	return false;
}

/* "function+0x94/0x3e0": what is no such word is no caller. */
static struct span function_of(struct span word)
{
	const char *plus = memchr(word.p, '+', word.len);

	return span_of(word.p, plus ? (size_t)(plus - word.p) : 0);
}

/*
 * "0x…-0x… 20480 kernel_clone+0x94/0x3e0 [module] pages=4 vmalloc N0=4": an
 * area with real pages says how many; ioremap and the like do not.
 */
int parse_vmalloc_area(struct span line, struct vmalloc_area *ret)
{
	struct vmalloc_area a = { 0 };
	struct span word, start;
	uint64_t size = 0;
	bool caller = true;

	if (!span_word(&line, &word) || !span_until(&word, '-', &start) ||
	    !span_word(&line, &word) || span_u64(word, &size))
		return -EINVAL;
	/* an area without a caller (vm_map_ram) has no such word */
	for (; span_word(&line, &word); caller = false) {
		if (caller && memchr(word.p, '+', word.len))
			a.function = function_of(word);
		else if (field_brackets(word, &a.module))
			continue;
		else if (span_cut(&word, "pages=") &&
			 field_pages(word, &a.pages))
			return -EINVAL;
	}
	a.stack = is_stack(a.function);
	*ret = a;
	return 0;
}

static struct opt_u64 to_bytes(uint64_t pages, uint64_t page_size)
{
	uint64_t v = 0;

	if (__builtin_mul_overflow(pages, page_size, &v) || v > AMOUNT_MAX)
		return (struct opt_u64){ 0 };
	return opt_u64(v);
}

/* A sum that misses a line is no sum: then both stay unknown. */
int parse_vmallocinfo(struct span text, uint64_t page_size,
		      struct vmallocinfo *ret, unsigned *bad)
{
	uint64_t pages = 0, stacks = 0;
	unsigned n = 0, n_bad = 0;
	struct span line;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);
		struct vmalloc_area area;

		if (!span_starts(line, "0x"))
			continue;
		n++;
		if (!whole || parse_vmalloc_area(line, &area) ||
		    field_add(&pages, area.pages, PAGES_MAX))
			n_bad++;
		else if (area.stack)
			stacks += area.pages;
	}
	if (!n)
		return -EINVAL;
	*ret = (struct vmallocinfo){ 0 };
	if (!n_bad) {
		ret->pages_bytes = to_bytes(pages, page_size);
		ret->stack_bytes = to_bytes(stacks, page_size);
		n_bad += !ret->pages_bytes.known;
	}
	*bad += n_bad;
	return 0;
}
