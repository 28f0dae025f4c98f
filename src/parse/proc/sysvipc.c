/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/files.h"

#include <errno.h>
#include <stdbool.h>

#include "model/shmem.h"
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
	uint64_t v[COL_N] = { 0 };
	struct span word;
	unsigned n = 0;

	for (; n < COL_N && span_word(&line, &word); n++) {
		int64_t key;

		/* the key is printed signed, the permissions in octal */
		if (n == 0 ? span_i64(word, &key) : span_u64(word, &v[n]))
			return -EINVAL;
	}
	if (n < COL_N || v[COL_RSS] > AMOUNT_MAX || v[COL_CPID] > INT32_MAX)
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
