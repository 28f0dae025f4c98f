/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/parse.h"

#include <errno.h>

#include "model/memory.h"
#include "parse/field.h"

/*
 * The caller of an area is a return address: what alloc_thread_stack_node()
 * was inlined into, by kernel version.
 */
static bool is_stack(struct span caller)
{
	static const char *const callers[] = {
		"kernel_clone+", "_do_fork+",	     "do_fork+",
		"copy_process+", "dup_task_struct+", "alloc_thread_stack_node+",
	};

	for (size_t i = 0; i < sizeof(callers) / sizeof(*callers); i++)
		if (span_starts(caller, callers[i]))
			return true;
	return false;
}

/*
 * "0x…-0x… 20480 kernel_clone+0x94/0x3e0 pages=4 vmalloc N0=4": an area with
 * real pages says how many; ioremap and the like do not. Returns 0 or -EINVAL.
 */
static int parse_area(struct span line, uint64_t *ret_pages, bool *ret_stack)
{
	static const char pages[] = "pages=";
	uint64_t size = 0, n = 0;
	struct span word, start;
	bool stack;

	if (!span_word(&line, &word) || !span_until(&word, '-', &start) ||
	    !span_word(&line, &word) || span_u64(word, &size))
		return -EINVAL;
	/* an area without a caller (vm_map_ram) has no second word */
	stack = span_word(&line, &word) && is_stack(word);
	while (span_word(&line, &word)) {
		if (!span_starts(word, pages))
			continue;
		if (field_amount(span_of(word.p + sizeof(pages) - 1,
					 word.len - (sizeof(pages) - 1)),
				 1, PAGES_MAX, &n))
			return -EINVAL;
	}
	*ret_pages = n;
	*ret_stack = stack;
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
		bool whole = line_whole(&text, line), stack = false;
		uint64_t more = 0;

		if (!span_starts(line, "0x"))
			continue;
		n++;
		if (!whole || parse_area(line, &more, &stack) ||
		    field_add(&pages, more, PAGES_MAX))
			n_bad++;
		else if (stack)
			stacks += more;
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
