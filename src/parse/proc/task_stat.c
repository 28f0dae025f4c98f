/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/task.h"

#include <errno.h>
#include <string.h>

#include "parse/field.h"

/* Words behind the name. */
enum { AT_STATE, AT_FLAGS = 6, AT_UTIME = 11, AT_STIME };

/* include/linux/sched.h */
#define PF_KTHREAD 0x00200000u
#define PF_IO_WORKER 0x00000010u /* 5.12 */

/* The name ends with the last parenthesis: what follows are numbers. */
static bool behind_name(struct span text, struct span *ret)
{
	size_t i = text.len;

	while (i && text.p[i - 1] != ')')
		i--;
	*ret = span_of(text.p + i, text.len - i);
	return i;
}

int parse_task_stat(struct span text, struct task_stat *ret)
{
	struct task_stat s = { .state = '\0' };
	struct span rest, word;
	uint64_t v;

	if (!behind_name(text, &rest))
		return -EINVAL;
	for (unsigned i = 0; i <= AT_STIME; i++) {
		if (!span_word(&rest, &word))
			return -EINVAL;
		if (i == AT_STATE && word.len == 1)
			s.state = *word.p;
		if (i < AT_FLAGS)
			continue;
		if (span_u64(word, &v))
			return -EINVAL;
		if (i == AT_FLAGS)
			s.kernels = v & (PF_KTHREAD | PF_IO_WORKER);
		if (i >= AT_UTIME && field_add(&s.ticks, v, AMOUNT_MAX))
			return -EINVAL;
	}
	/* a blank must follow stime, else it may be cut */
	if (!s.state || !rest.len)
		return -EINVAL;
	*ret = s;
	return 0;
}

int parse_task_schedstat(struct span text, uint64_t *ret_ns)
{
	uint64_t sum = 0, v;
	struct span word;

	for (unsigned i = 0; i < 2; i++)
		if (!span_word(&text, &word) || span_u64(word, &v) ||
		    field_add(&sum, v, AMOUNT_MAX))
			return -EINVAL;
	/* the third number must follow, else it may be cut */
	if (!sum || !text.len)
		return -EINVAL;
	*ret_ns = sum;
	return 0;
}
