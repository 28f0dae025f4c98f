/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/task.h"

#include <errno.h>

#include "parse/field.h"

/* Words behind the name. */
enum { AT_STARTSTACK = 25 };

/* "-1 SP PC" outside of a call, else the number, six arguments, SP, PC. */
enum { WORDS_OUTSIDE = 3, WORDS_CALL = 9 };

int parse_task_sp(struct span text, uint64_t *ret)
{
	struct span line, word, last = { 0 }, before = { 0 };
	uint64_t sp = 0;
	unsigned n = 0;

	if (!span_until(&text, '\n', &line))
		return -EINVAL;
	for (; span_word(&line, &word); n++) {
		before = last;
		last = word;
	}
	if ((n != WORDS_OUTSIDE && n != WORDS_CALL) ||
	    !span_starts(before, "0x") || !span_starts(last, "0x") ||
	    span_hex(span_of(before.p + 2, before.len - 2), &sp) || !sp)
		return -EINVAL;
	*ret = sp;
	return 0;
}

int parse_stack_start(struct span text, uint64_t *ret)
{
	struct span rest, word = { 0 };
	size_t i = text.len;
	uint64_t v = 0;

	/* the name ends with the last parenthesis: what follows are numbers */
	while (i && text.p[i - 1] != ')')
		i--;
	rest = span_of(text.p + i, text.len - i);
	for (unsigned k = 0; k <= AT_STARTSTACK; k++)
		if (!i || !span_word(&rest, &word))
			return -EINVAL;
	/* a blank must follow, else it may be cut */
	if (!rest.len || span_u64(word, &v) || !v)
		return -EINVAL;
	*ret = v;
	return 0;
}
