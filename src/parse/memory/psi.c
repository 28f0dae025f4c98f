/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/memory/memory.h"

#include <errno.h>

#include "model/memory.h"
#include "parse/field.h"

#define HUNDREDTHS_MAX 10000

/* "12.34", always two places (psi_show(), kernel/sched/psi.c). */
static int percent(struct span s, double *ret)
{
	uint64_t whole = 0, part = 0;
	struct span head;

	if (!span_until(&s, '.', &head) || s.len != 2 ||
	    span_u64(head, &whole) || span_u64(s, &part) ||
	    whole * 100 + part > HUNDREDTHS_MAX || whole > 100)
		return -EINVAL;
	*ret = (double)(whole * 100 + part) / 100;
	return 0;
}

/* "avg10=0.00 avg60=0.00 avg300=0.00 total=0" */
static int averages(struct span line, double *ret)
{
	static const char avg10[] = "avg10=";
	struct span word;

	if (!span_word(&line, &word) || !span_starts(word, avg10))
		return -EINVAL;
	return percent(span_of(word.p + sizeof(avg10) - 1,
			       word.len - (sizeof(avg10) - 1)),
		       ret);
}

int parse_psi(struct span text, struct psi *ret, unsigned *bad)
{
	struct psi p = { 0 };
	bool some = false, full = false;
	unsigned n = 0, n_bad = 0;
	struct span line, kind;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line), is_some;

		if (!span_word(&line, &kind))
			continue;
		is_some = span_is(kind, "some");
		if (!is_some && !span_is(kind, "full"))
			continue;
		n++;
		if (!whole ||
		    averages(line, is_some ? &p.some_avg10 : &p.full_avg10))
			n_bad++;
		else
			*(is_some ? &some : &full) = true;
	}
	if (!n)
		return -EINVAL;
	p.known = some && full;
	if (p.known)
		*ret = p;
	else
		*ret = (struct psi){ 0 };
	*bad += n_bad;
	return 0;
}
