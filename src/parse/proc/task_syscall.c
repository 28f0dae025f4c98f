/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/task.h"

#include <errno.h>

#include "parse/field.h"

/* "NR ARG1 … ARG6 SP PC" */
#define N_ARGS 6

static bool hex_word(struct span *line, uint64_t *ret)
{
	struct span word;

	if (!span_word(line, &word) || !span_starts(word, "0x"))
		return false;
	return !span_hex(span_of(word.p + 2, word.len - 2), ret);
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
	uint64_t args[N_ARGS] = { 0 }, sp = 0, pc = 0;
	struct span line, word;
	int64_t nr = 0;

	if (!span_line(&text, &line) || !line_whole(&text, line) ||
	    !span_word(&line, &word))
		return -EINVAL;
	if (span_is(word, "running")) {
		*ret = (struct task_call){ .call = CALL_RUNNING, .fd = -1 };
		return 0;
	}
	if (span_i64(word, &nr))
		return -EINVAL;
	for (size_t i = 0; nr != -1 && i < N_ARGS; i++)
		if (!hex_word(&line, &args[i]))
			return -EINVAL;
	if (!hex_word(&line, &sp) || !hex_word(&line, &pc) || !line_ended(line))
		return -EINVAL;
	*ret = nr == -1 ? (struct task_call){ .call = CALL_NONE, .fd = -1 }
			: classify(table, nr, args, sp);
	return 0;
}
