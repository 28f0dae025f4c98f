/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * docker stats, podman stats, ctr: "NAME … 1.311 GiB/1.955 GiB …". A limit that
 * is the whole host is none.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "capture/forms/memory/memory_forms.h"
#include "capture/forms/words.h"
#include "model/snapshot.h"

#define WORDS_MAX 24
/* Of a limit that is all of MemTotal, in parts of it. */
#define HOST_PART 20

enum fit container_stats_fit(struct span line, struct look *look)
{
	struct span words[WORDS_MAX];
	size_t n;

	if (memmem(line.p, line.len, "MEM USAGE", 9) &&
	    (span_starts(line, "CONTAINER") || span_starts(line, "NAME") ||
	     span_starts(line, "ID"))) {
		look->state = span_starts(line, "CONTAINER ID") ||
			      span_starts(line, "ID");
		return FIT_HEAD;
	}
	if (!look->form)
		return FIT_NOT;
	n = form_words(line, words, WORDS_MAX);
	return n >= 5 && memchr(line.p, '/', line.len) &&
			       memchr(line.p, '%', line.len)
		       ? FIT_ROW
		       : FIT_NOT;
}

/* "1.311 GiB/1.955 GiB" or "1.5GiB / 7.6GiB" at the word i. */
static bool usage_at(struct span *w, size_t n, size_t i, uint64_t *ret_usage,
		     uint64_t *ret_limit)
{
	char text[128];
	struct span both, usage;
	size_t len = 0;

	for (size_t k = i; k < n && k < i + 5; k++) {
		size_t take = w[k].len < sizeof(text) - len - 1
				      ? w[k].len
				      : sizeof(text) - len - 1;

		memcpy(text + len, w[k].p, take);
		len += take;
		both = span_of(text, len);
		if (span_until(&both, '/', &usage) &&
		    form_amount(usage, 1, ret_usage) &&
		    !form_is_number(usage) && both.len &&
		    !form_is_number(both) && form_amount(both, 1, ret_limit))
			return true;
	}
	return false;
}

static int read_row(struct span line, bool has_id, struct snapshot *snap)
{
	struct opt_u64 total = snap->memory.info.v[MEM_TOTAL];
	struct span w[WORDS_MAX], name;
	size_t n = form_words(line, w, WORDS_MAX);
	uint64_t usage = 0, limit = 0;
	char path[128];
	struct memcg *m;

	if (n < 3)
		return 0;
	name = w[has_id && n > 1 && !memchr(w[1].p, '%', w[1].len) ? 1 : 0];
	for (size_t i = 1; i < n; i++)
		if (usage_at(w, n, i, &usage, &limit))
			break;
	/* 0B / 0B: its memory is not counted */
	if (!limit)
		return 0;
	snprintf(path, sizeof(path), "/%.*s",
		 (int)(name.len < 100 ? name.len : 100), name.p);
	m = cgroup_row(snap, path);
	if (!m)
		return -ENOMEM;
	m->current_bytes = opt_u64(usage);
	if (!total.known || limit + total.v / HOST_PART < total.v)
		m->max_bytes = opt_u64(limit);
	return 0;
}

int container_stats_fill(const struct look *look, struct snapshot *snap)
{
	struct span text = look_text(look), line;
	int err = 0;

	(void)span_line(&text, &line);
	while (!err && span_line(&text, &line))
		err = read_row(line, look->state, snap);
	return err;
}
