/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stddef.h>

#include "model/memory/memory.h"
#include "parse/keyed.h"
#include "parse/memory/memory.h"

#define HUNDREDTHS_MAX 10000

/* "avg10=12.34 avg60=…", always two places (psi_show(), kernel/sched/psi.c). */
static int avg10(struct span line, uint64_t *ret)
{
	uint64_t whole = 0, part = 0;
	struct span word, head;

	if (!span_word(&line, &word) || !span_until(&word, '=', &head) ||
	    !span_is(head, "avg10") || !span_until(&word, '.', &head) ||
	    word.len != 2 || span_u64(head, &whole) || span_u64(word, &part) ||
	    whole > 100 || whole * 100 + part > HUNDREDTHS_MAX)
		return -EINVAL;
	*ret = whole * 100 + part;
	return 0;
}

struct averages {
	struct opt_u64 some, full;
};

static const struct keyed_row rows[] = {
	KEYED_ROW("some", struct averages, some, avg10),
	KEYED_ROW("full", struct averages, full, avg10),
};

int parse_psi(struct span text, struct psi *ret, unsigned *bad)
{
	struct averages a = { 0 };
	int err = keyed_lines(text, KEYED(rows, &a), ' ', bad);

	if (err)
		return err;
	*ret = (struct psi){ 0 };
	if (a.some.known && a.full.known)
		*ret = (struct psi){ .known = true,
				     .some_avg10 = (double)a.some.v / 100,
				     .full_avg10 = (double)a.full.v / 100 };
	return 0;
}
