/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ranges as the Monitoring Plugins Development Guidelines have them: "10",
 * "10:", "~:10", "10:20", "@10:20"; each bound as percent of a whole or as
 * bytes.
 */
#ifndef KMW_ALERT_RANGE_H
#define KMW_ALERT_RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/opt.h"
#include "util/span.h"

struct bound {
	bool open; /* minus or plus infinity */
	bool percent;
	double v; /* bytes, or percent */
};

/* What is fine lies from start to end, both included. */
struct range {
	bool given;
	bool inside; /* '@': what lies there is not fine */
	struct bound start;
	struct bound end;
};

/* What a number without a unit is. */
enum range_unit { UNIT_NEEDED, UNIT_PERCENT };

/*
 * Units are %, B, K, M, G and T (KiB …). A bound without one takes the other
 * bound's; 0 needs none. least: a number alone is the least that is fine, not
 * the most. Returns 0 or -EINVAL.
 */
int range_parse(struct span text, enum range_unit unit, bool least,
		struct range *ret);

/* A range in bytes. */
struct limits {
	bool inside;
	bool has_lo;
	bool has_hi;
	int64_t lo;
	int64_t hi;
};

/* Returns 0, or -ENODATA where a percentage is of an unknown whole. */
int range_resolve(const struct range *r, struct opt_u64 whole,
		  struct limits *ret);

/* Whether the value alerts. */
bool limits_alert(const struct limits *l, int64_t value);

/* Whether each value from least to most alerts; whether none of them does. */
bool limits_alert_all(const struct limits *l, int64_t least, int64_t most);
bool limits_alert_none(const struct limits *l, int64_t least, int64_t most);

/*
 * Whether it alerts or is within a tenth of the limit: what was raised is
 * over only beyond that.
 */
bool limits_near(const struct limits *l, int64_t value);

/* Room for a range in bytes. */
#define LIMITS_TEXT_MAX 48

/* The range as perfdata has it: "10", "10:", "~:10", "@10:20"; returns dst. */
const char *limits_text(const struct limits *l, char dst[LIMITS_TEXT_MAX]);

/* The same as a person wrote it, with units ("30%", "2147483648B"). */
const char *range_text(const struct range *r, char *dst, size_t cap);

#endif
