/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/task.h"

#include <errno.h>

#include "parse/field.h"

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

/* Behind state: the flags, later utime and stime. */
enum { AT_FLAGS = 5, AT_UTIME = 10, AT_STIME, STAT_WORDS };

int parse_task_stat(struct span text, struct task_stat *ret)
{
	uint64_t v[STAT_WORDS], ticks;
	struct span rest, word;

	/* a blank must follow stime, else it may be cut */
	if (!behind_name(text, &rest) || !span_word(&rest, &word) ||
	    word.len != 1 || !field_columns(&rest, ".....uuuuuuu", v) ||
	    !rest.len || v[AT_UTIME] > AMOUNT_MAX)
		return -EINVAL;
	ticks = v[AT_UTIME];
	if (field_add(&ticks, v[AT_STIME], AMOUNT_MAX))
		return -EINVAL;
	*ret = (struct task_stat){
		.state = *word.p,
		.kernels = v[AT_FLAGS] & (PF_KTHREAD | PF_IO_WORKER),
		.ticks = ticks,
	};
	return 0;
}

int parse_task_schedstat(struct span text, uint64_t *ret_ns)
{
	uint64_t v[2], sum = 0;

	/* the third number must follow, else it may be cut */
	if (!field_columns(&text, "uu", v) || !text.len ||
	    field_add(&sum, v[0], AMOUNT_MAX) ||
	    field_add(&sum, v[1], AMOUNT_MAX) || !sum)
		return -EINVAL;
	*ret_ns = sum;
	return 0;
}

int parse_stack_start(struct span text, uint64_t *ret)
{
	/* startstack is the 26th word behind the name */
	static const char before[] = ".........................";
	struct span rest;
	uint64_t v = 0;

	/* a blank must follow, else it may be cut */
	if (!behind_name(text, &rest) || !field_columns(&rest, before, NULL) ||
	    !field_columns(&rest, "u", &v) || !rest.len || !v)
		return -EINVAL;
	*ret = v;
	return 0;
}

/* "NR ARG1 … ARG6 SP PC", or outside of a call "-1 SP PC" */
#define IN_CALL "xxxxxxxx"
#define OUTSIDE "xx"
enum { N_ARGS = 6, N_VALUES = 8 };

int parse_task_sp(struct span text, uint64_t *ret)
{
	uint64_t v[N_VALUES] = { 0 };
	struct span line, word, rest;
	uint64_t sp;

	if (!span_until(&text, '\n', &line) || !span_word(&line, &word))
		return -EINVAL;
	rest = line;
	if (field_columns(&rest, OUTSIDE, v) && line_ended(rest))
		sp = v[0];
	else if (field_columns(&line, IN_CALL, v) && line_ended(line))
		sp = v[N_ARGS];
	else
		return -EINVAL;
	if (!sp)
		return -EINVAL;
	*ret = sp;
	return 0;
}

static const struct call_row *find(const struct call_table *table, int64_t nr)
{
	for (size_t i = 0; i < table->n; i++)
		if (table->rows[i].nr == nr)
			return &table->rows[i];
	return NULL;
}

static struct task_call classify(const struct call_table *table, int64_t nr,
				 const uint64_t *args, uint64_t sp)
{
	struct task_call c = { .call = CALL_OTHER, .fd = -1 };
	const struct call_row *row = find(table, nr);

	if (table->long64 != (sp > UINT32_MAX)) {
		c.call = CALL_UNKNOWN;
		return c;
	}
	if (!row)
		return c;
	c.call = row->call;
	/* the register's upper half is not the fd's, an int */
	if (c.call == CALL_READ && row->fd_arg < N_ARGS)
		c.fd = (int32_t)(uint32_t)args[row->fd_arg];
	return c;
}

int parse_task_syscall(struct span text, const struct call_table *table,
		       struct task_call *ret)
{
	uint64_t v[N_VALUES] = { 0 };
	struct span line, word;
	int64_t nr = 0;

	if (!span_line(&text, &line) || !line_whole(&text, line) ||
	    !span_word(&line, &word))
		return -EINVAL;
	if (span_is(word, "running")) {
		*ret = (struct task_call){ .call = CALL_RUNNING, .fd = -1 };
		return 0;
	}
	if (span_i64(word, &nr) ||
	    !field_columns(&line, nr == -1 ? OUTSIDE : IN_CALL, v) ||
	    !line_ended(line))
		return -EINVAL;
	*ret = nr == -1 ? (struct task_call){ .call = CALL_NONE, .fd = -1 }
			: classify(table, nr, v, v[N_ARGS]);
	return 0;
}
