/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file of facts is a row: where it is, who reads it into what, and what it
 * means where it is missing. Whatever goes wrong becomes a gap.
 */
#ifndef KMW_SOURCE_FACTS_H
#define KMW_SOURCE_FACTS_H

#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/span.h"

struct gaps;
struct source;

enum facts_flag {
	/* a kernel may lack it (ENOENT), have it switched off (EOPNOTSUPP), or
	 * have removed it meanwhile (ENODEV): no gap */
	FACTS_OPTIONAL = 1,
	FACTS_OPTIONAL_LIVE = 2, /* the same, but a capture should have it */
	FACTS_GUARDED = 4,	 /* only root may read it: no gap either */
	FACTS_BROKEN = 8, /* lines that are broken are an error, EBADMSG */
	FACTS_LINES = 16, /* likewise, a gap of their own with a count */
};

struct facts_file {
	const char
		*path; /* "/proc/vmstat", or below facts.dir: as gaps say it */
	int (*parse)(struct span text, void *to, unsigned *bad);
	size_t offset;	    /* of what is read, in the struct that is given */
	const char *what;   /* the gap's name; NULL: its absence is none */
	const char *effect; /* the gap's sentence */
	unsigned flags;
	/*
	 * For a sysctl, instead of a parser: how many numbers it has (struct
	 * opt_u64). A capture may have it in the output of `sysctl -a` only.
	 */
	size_t numbers;
};

/* A parser with a type of its own for a row: read_parse_vmstat(). */
#define FACTS_PARSER(parser)                                                \
	static int read_##parser(struct span text, void *to, unsigned *bad) \
	{                                                                   \
		return parser(text, to, bad);                               \
	}

/*
 * The one number that a small file of the kernel's has; text is room for it.
 * Returns 0, -EINVAL (it has another number of them, or none) or -errno.
 */
int facts_number(const struct source *src, struct buf *text, uint64_t *ret,
		 const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Where rows are read from. */
struct facts {
	const struct source *src;
	struct gaps *gaps;
	const char *dir; /* of rows without a slash in front; NULL: the root */
	const char *of;	 /* whose dir that is, for gaps; NULL: dir says it */
	struct buf text; /* of the last file; to be freed */
};

/* Reads a file into to. Returns 0 where it was parsed, else -errno. */
int facts_read(struct facts *f, const struct facts_file *row, void *to);

/* Reads all of them. Returns 0 or -ENOMEM. */
int facts_read_all(struct facts *f, const struct facts_file *rows, size_t n,
		   void *to);

#endif
