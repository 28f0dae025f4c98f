/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/memory/memory.h"

#include <errno.h>
#include <string.h>

#include "model/memory/memory.h"
#include "parse/field.h"
#include "util/vec.h"

#define KIB 1024

/* The columns that are used, of either version. */
struct row {
	struct span name;
	uint64_t active;
	uint64_t objects;
	uint64_t object_bytes;
	uint64_t slabs;
	uint64_t pages_per_slab;
};

/* Cuts up to the last " word " of a line. False where it is not there. */
static bool split_last(struct span *line, const char *word,
		       struct span *ret_head)
{
	size_t len = strlen(word);

	for (size_t i = line->len; i >= len; i--) {
		if (memcmp(line->p + i - len, word, len))
			continue;
		*ret_head = span_of(line->p, i - len);
		*line = span_of(line->p + i, line->len - i);
		return true;
	}
	return false;
}

/* Cuts n numbers from the end of a line, the last one first. */
static int last_numbers(struct span *line, uint64_t **nums, size_t n)
{
	struct span word;

	for (size_t i = 0; i < n; i++) {
		if (!line_last_word(line, &word) ||
		    span_u64(word, nums[n - 1 - i]))
			return -EINVAL;
	}
	return 0;
}

/*
 * 2.x: name active objects size per-slab pages : tunables … : slabdata active
 * slabs shared. A name may have blanks, so the columns count from their end.
 */
static int parse_row2(struct span line, struct row *r)
{
	uint64_t per_slab = 0, slabs[3];
	uint64_t *nums[] = { &r->active, &r->objects, &r->object_bytes,
			     &per_slab, &r->pages_per_slab };
	struct span head, stats;

	if (!split_last(&line, " : slabdata ", &head) ||
	    !split_last(&head, " : tunables ", &stats) ||
	    last_numbers(&stats, nums, 5))
		return -EINVAL;
	r->name = span_trim(stats);
	/* active slabs sharedavail: with that the row is whole */
	if (!field_columns(&line, "uu.", slabs))
		return -EINVAL;
	r->slabs = slabs[1];
	return 0;
}

/* 1.x (2.4): name active objects size active-slabs slabs pages [: …] */
static int parse_row1(struct span line, struct row *r)
{
	uint64_t v[6];

	if (!span_word(&line, &r->name) || !field_columns(&line, "uuuuuu", v))
		return -EINVAL;
	r->active = v[0];
	r->objects = v[1];
	r->object_bytes = v[2];
	r->slabs = v[4];
	r->pages_per_slab = v[5];
	return 0;
}

/* "0.94K" in hundredths. */
static int hundredths(struct span word, uint64_t *ret)
{
	uint64_t kib = 0, part = 0;
	struct span whole;

	if (!word.len || word.p[word.len - 1] != 'K')
		return -EINVAL;
	word.len--;
	if (!span_until(&word, '.', &whole) || word.len != 2 ||
	    span_u64(whole, &kib) || span_u64(word, &part) || kib > AMOUNT_MAX)
		return -EINVAL;
	*ret = kib * 100 + part;
	return 0;
}

/*
 * slabtop -o: objects active use% object-size slabs per-slab cache-size name.
 * The size is rounded: objects are aligned to 8 bytes and fit into their slab.
 */
static int parse_row_top(struct span line, struct slab_cache *ret)
{
	enum { OBJECTS, ACTIVE, SLABS, EACH, N };
	uint64_t v[N], size = 0, kib = 0, each;
	struct span use, word, kib_word;

	if (!field_columns(&line, "uu", &v[OBJECTS]) ||
	    !span_word(&line, &use) || use.p[use.len - 1] != '%' ||
	    !span_word(&line, &word) || hundredths(word, &size) ||
	    !field_columns(&line, "uu", &v[SLABS]) ||
	    !span_word(&line, &kib_word))
		return -EINVAL;
	if (kib_word.p[kib_word.len - 1] == 'K')
		kib_word.len--;
	line = span_trim(line);
	if (span_u64(kib_word, &kib) || !line.len)
		return -EINVAL;
	if (kib > AMOUNT_MAX / KIB || v[OBJECTS] > AMOUNT_MAX ||
	    v[ACTIVE] > AMOUNT_MAX || size > AMOUNT_MAX / KIB)
		return -ERANGE;
	size = (size * 2 + 1) * KIB / 200;
	each = v[SLABS] && v[EACH] && v[EACH] < AMOUNT_MAX / v[SLABS]
		       ? (kib * KIB + KIB - 1) / (v[SLABS] * v[EACH])
		       : size;
	*ret = (struct slab_cache){
		.bytes = kib * KIB,
		.objects = v[OBJECTS],
		.active = v[ACTIVE],
		.object_bytes = (each < size ? each : size) & ~7ULL,
	};
	span_copy(line, ret->name, sizeof(ret->name));
	return 0;
}

static int to_cache(const struct row *r, uint64_t page_size,
		    struct slab_cache *ret)
{
	struct slab_cache c = { .objects = r->objects,
				.active = r->active,
				.object_bytes = r->object_bytes };

	if (!r->name.len || r->objects > AMOUNT_MAX || r->active > AMOUNT_MAX ||
	    r->object_bytes > AMOUNT_MAX || r->pages_per_slab > PAGES_MAX ||
	    __builtin_mul_overflow(r->pages_per_slab, page_size, &c.bytes) ||
	    __builtin_mul_overflow(c.bytes, r->slabs, &c.bytes) ||
	    c.bytes > AMOUNT_MAX)
		return -ERANGE;
	span_copy(r->name, c.name, sizeof(c.name));
	*ret = c;
	return 0;
}

/*
 * Published and captured files are often cut down to their large rows. These
 * caches are in every kernel's list, far apart; without them rows are missing.
 */
static unsigned landmark(const struct slab_cache *c)
{
	if (!strcmp(c->name, "kmem_cache"))
		return 1;
	if (!strncmp(c->name, "dentry", 6))
		return 2;
	return !strcmp(c->name, "inode_cache") ? 4 : 0;
}

#define ALL_LANDMARKS 7

static int append(struct slabs *s, const struct slab_cache *c)
{
	if (VEC_GROW(s))
		return -ENOMEM;
	s->v[s->n++] = *c;
	return 0;
}

enum version { VERSION_1, VERSION_2, VERSION_TOP };

/* Headings say what the rows below them look like; slabtop sums up above. */
static bool is_heading(struct span line, enum version *version)
{
	line = span_trim(line);
	if (span_starts(line, "slabinfo - version:")) {
		*version = span_starts(line, "slabinfo - version: 1.")
				   ? VERSION_1
				   : VERSION_2;
		return true;
	}
	if (span_starts(line, "OBJS ACTIVE")) {
		*version = VERSION_TOP;
		return true;
	}
	return !line.len || *line.p == '#' ||
	       span_starts(line, "Active / Total ") ||
	       span_starts(line, "Minimum / Average / ");
}

/* "Active / Total Size (% used) : 63100006.52K / 63116476.68K (100.0%)" */
static void total_size(struct span line, struct slabs *ret)
{
	uint64_t size = 0;
	struct span head, word;

	line = span_trim(line);
	if (!span_starts(line, "Active / Total Size ") ||
	    !split_last(&line, " / ", &head) || !span_word(&line, &word) ||
	    hundredths(word, &size) || size > AMOUNT_MAX / KIB)
		return;
	ret->total_bytes = opt_u64(size * KIB / 100);
}

static int parse_row(struct span line, enum version version, uint64_t page_size,
		     struct slab_cache *ret)
{
	struct row row = { 0 };
	int err;

	if (version == VERSION_TOP)
		return parse_row_top(line, ret);
	err = version == VERSION_1 ? parse_row1(line, &row)
				   : parse_row2(line, &row);
	return err ? err : to_cache(&row, page_size, ret);
}

int parse_slabinfo(struct span text, uint64_t page_size, struct slabs *ret,
		   unsigned *bad)
{
	size_t before = ret->n;
	unsigned n_bad = 0, landmarks = 0;
	enum version version = VERSION_2;
	struct span line;

	while (span_line(&text, &line)) {
		bool whole = line_whole(&text, line);
		struct slab_cache c;

		if (is_heading(line, &version)) {
			total_size(line, ret);
			continue;
		}
		if (!whole || parse_row(line, version, page_size, &c)) {
			n_bad++;
		} else if (append(ret, &c)) {
			ret->n = before;
			return -ENOMEM;
		} else {
			landmarks |= landmark(&c);
		}
	}
	if (ret->n == before)
		return -EINVAL;
	ret->known = !n_bad && landmarks == ALL_LANDMARKS;
	*bad += n_bad;
	return 0;
}
