/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/memory/memory.h"

#include <errno.h>

#include "model/memory/memory.h"
#include "parse/field.h"

struct zones {
	uint64_t pcp;
	uint64_t managed;
	unsigned n;
	unsigned n_managed;
	unsigned bad;
	bool pcp_bad;
	bool managed_bad;
	bool open;	/* in a zone that is not at its end */
	bool count_due; /* a "cpu:" line wants its "count:" */
};

/*
 * A zone ends in its start_pfn line, an empty one (printed since 4.13) behind
 * "present 0": where neither came, the text was cut, and a sum over what is
 * left would be too low.
 */
static void end_zone(struct zones *z)
{
	if (z->open) {
		z->bad++;
		z->pcp_bad = z->managed_bad = true;
	}
	z->open = z->count_due = false;
}

static void want_count(struct zones *z, bool due)
{
	if (z->count_due) {
		z->bad++;
		z->pcp_bad = true;
	}
	z->count_due = due;
}

static void add(struct zones *z, struct span value, uint64_t *sum, bool *failed)
{
	uint64_t v = 0;

	if (!field_amount(value, 1, PAGES_MAX, &v) &&
	    !field_add(sum, v, PAGES_MAX))
		return;
	z->bad++;
	*failed = true;
}

/* A cut line tells nothing, but that of start_pfn: its value is not used. */
static void zone_line(struct zones *z, struct span key, struct span value,
		      bool whole)
{
	if (span_is(key, "start_pfn:")) {
		want_count(z, false);
		z->open = false;
	} else if (!whole) {
		return;
	} else if (span_is(key, "present")) {
		z->open &= !span_is(span_trim(value), "0");
	} else if (span_is(key, "managed")) {
		z->n_managed++;
		add(z, value, &z->managed, &z->managed_bad);
	} else if (span_is(key, "cpu:")) {
		want_count(z, true);
	} else if (span_is(key, "count:")) {
		z->count_due = false;
		add(z, value, &z->pcp, &z->pcp_bad);
	}
}

int parse_zoneinfo(struct span text, struct zoneinfo *ret, unsigned *bad)
{
	struct zones z = { 0 };
	struct span line, key;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);

		if (!span_word(&line, &key))
			continue;
		if (span_is(key, "Node")) {
			end_zone(&z);
			z.open = true;
			z.n++;
		} else if (z.n) {
			zone_line(&z, key, line, whole);
		}
	}
	end_zone(&z);
	if (!z.n)
		return -EINVAL;
	*ret = (struct zoneinfo){
		.pcp_pages = { .v = z.pcp, .known = !z.pcp_bad },
		.managed_pages = { .v = z.managed,
				   .known = z.n_managed && !z.managed_bad },
	};
	*bad += z.bad;
	return 0;
}
