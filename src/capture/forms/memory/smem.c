/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * smem -w: user memory is AnonPages and Mapped, of which Mapped is cache; the
 * kernel's is what is left, of which cache is Buffers, SReclaimable and what of
 * Cached is not mapped. With -p they are shares, and no amount is known.
 */
#include <string.h>

#include "capture/forms/memory/memory_forms.h"
#include "capture/forms/words.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

enum area { FIRMWARE, IMAGE, DYNAMIC, USERSPACE, FREE, AREAS_N };

static const char *const areas[AREAS_N] = {
	[FIRMWARE] = "firmware/hardware",
	[IMAGE] = "kernel image",
	[DYNAMIC] = "kernel dynamic memory",
	[USERSPACE] = "userspace memory",
	[FREE] = "free memory",
};

static bool area_of(struct span line, size_t *ret, struct span *ret_rest)
{
	for (size_t i = 0; i < AREAS_N; i++)
		if (span_starts(line, areas[i])) {
			*ret = i;
			*ret_rest = span_from(line, strlen(areas[i]));
			return true;
		}
	return false;
}

enum fit smem_system_fit(struct span line, struct look *look)
{
	struct span rest, word;
	size_t i = 0;

	if (form_begins(line, "Area Used Cache Noncache"))
		return FIT_HEAD;
	if (!area_of(line, &i, &rest) || !span_word(&rest, &word) ||
	    !strchr("0123456789", *word.p))
		return FIT_NOT;
	if (i == FIRMWARE && look->state)
		return FIT_HEAD;
	look->state = 1;
	return FIT_ROW;
}

struct row {
	uint64_t used;
	uint64_t cache;
	bool known;
};

static void read_rows(struct span text, struct row rows[AREAS_N])
{
	struct span line, rest, used, cache;
	size_t i = 0;

	while (span_line(&text, &line))
		if (area_of(line, &i, &rest) && span_word(&rest, &used) &&
		    span_word(&rest, &cache) &&
		    form_amount(used, 1024, &rows[i].used) &&
		    form_amount(cache, 1024, &rows[i].cache))
			rows[i].known = true;
}

int smem_system_rewrite(const struct look *look, struct buf *to)
{
	struct row rows[AREAS_N] = { 0 };
	const struct row *kernel = &rows[DYNAMIC], *user = &rows[USERSPACE];
	int err = 0;

	read_rows(look_text(look), rows);
	if (!rows[FREE].known)
		return 0;
	err = form_put_kib(to, "MemFree", rows[FREE].used);
	if (err || !kernel->known || !user->known || user->cache > user->used)
		return err;
	err = form_put_kib(to, "MemTotal",
			   kernel->used + user->used + rows[FREE].used);
	if (!err)
		err = form_put_kib(to, "AnonPages", user->used - user->cache);
	if (!err)
		err = form_put_kib(to, "Mapped", user->cache);
	if (!err)
		err = form_put_kib(to, "BuffCache",
				   kernel->cache + user->cache);
	return err;
}
