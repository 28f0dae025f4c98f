/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A number that may be unknown. Unknown is never 0: it travels as unknown
 * until it is printed as "-" or null.
 */
#ifndef KMW_UTIL_OPT_H
#define KMW_UTIL_OPT_H

#include <stdbool.h>
#include <stdint.h>

struct opt_u64 {
	uint64_t v; /* meaningless unless known */
	bool known;
};

struct opt_i64 {
	int64_t v;
	bool known;
};

static inline struct opt_u64 opt_u64(uint64_t v)
{
	return (struct opt_u64){ .v = v, .known = true };
}

static inline struct opt_i64 opt_i64(int64_t v)
{
	return (struct opt_i64){ .v = v, .known = true };
}

/* The value, or 0 where unknown: only for a part of a sum. */
static inline uint64_t opt_or0(struct opt_u64 o)
{
	return o.known ? o.v : 0;
}

static inline int64_t opt_i64_or0(struct opt_i64 o)
{
	return o.known ? o.v : 0;
}

/* The same number, signed; amounts above INT64_MAX do not occur. */
static inline struct opt_i64 opt_signed(struct opt_u64 o)
{
	return (struct opt_i64){ .v = (int64_t)o.v, .known = o.known };
}

/* Adds b to a; an unknown b leaves a as it is, an unknown a becomes b. */
static inline struct opt_u64 opt_plus(struct opt_u64 a, struct opt_u64 b)
{
	if (!b.known)
		return a;
	return opt_u64(opt_or0(a) + b.v);
}

#endif
