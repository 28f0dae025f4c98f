/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/files.h"

#include <errno.h>
#include <stdbool.h>

#include "model/memory/shmem.h"
#include "parse/field.h"
#include "util/vec.h"

/* Columns by place; the names of the first line are only checked for rss. */
enum { COL_SHMID = 1, COL_CPID = 4, COL_NATTCH = 6, COL_RSS = 14, COL_N = 16 };

static bool has_rss(struct span head)
{
	struct span word;

	for (unsigned i = 0; span_word(&head, &word); i++)
		if (i == COL_RSS)
			return span_is(word, "rss");
	return false;
}

static int parse_row(struct span line, struct shm_object *ret)
{
	/* the key is printed signed, the permissions in octal */
	static const char kinds[] = "iuuuuuuuuuuuuuuu";
	uint64_t v[COL_N] = { 0 };

	if (!field_columns(&line, kinds, v) || v[COL_RSS] > AMOUNT_MAX ||
	    v[COL_CPID] > INT32_MAX)
		return -EINVAL;
	*ret = (struct shm_object){ .kind = SHM_SYSV,
				    .id = v[COL_SHMID],
				    .bytes = v[COL_RSS],
				    .attached = v[COL_NATTCH],
				    .pid = (pid_t)v[COL_CPID] };
	return 0;
}

int parse_sysvipc_shm(struct span text, struct shm_objects *ret, unsigned *bad)
{
	struct span line;

	if (!span_line(&text, &line) || !has_rss(line))
		return -EINVAL;
	while (span_line(&text, &line)) {
		struct shm_object o;

		if (!line_whole(&text, line) || parse_row(line, &o)) {
			++*bad;
			continue;
		}
		if (VEC_GROW(ret))
			return -ENOMEM;
		ret->v[ret->n++] = o;
	}
	return 0;
}

/* key msqid perms cbytes qnum lspid … */
enum { MSG_CBYTES = 3, MSG_QNUM, MSG_LSPID, MSG_COLUMNS };

static bool msg_row(struct span line, uint64_t v[MSG_COLUMNS])
{
	return field_columns(&line, "iuuuuu", v) &&
	       v[MSG_CBYTES] <= AMOUNT_MAX && v[MSG_LSPID] <= INT32_MAX;
}

int parse_sysvipc_msg(struct span text, struct msg_sum *ret, unsigned *bad)
{
	struct msg_sum sum = { 0 };
	uint64_t most = 0;
	struct span line, word, head;

	if (!span_line(&text, &line))
		return -EINVAL;
	head = line;
	if (!span_word(&head, &word) || !span_is(word, "key") ||
	    !span_word(&head, &word) || !span_is(word, "msqid"))
		return -EINVAL;
	while (span_line(&text, &line)) {
		uint64_t v[MSG_COLUMNS] = { 0 };

		if (!line_whole(&text, line) || !msg_row(line, v) ||
		    v[MSG_CBYTES] > AMOUNT_MAX - sum.bytes) {
			++*bad;
			continue;
		}
		sum.bytes += v[MSG_CBYTES];
		sum.messages += v[MSG_QNUM];
		if (v[MSG_CBYTES] <= most)
			continue;
		most = v[MSG_CBYTES];
		sum.sender = (pid_t)v[MSG_LSPID];
	}
	*ret = sum;
	return 0;
}
