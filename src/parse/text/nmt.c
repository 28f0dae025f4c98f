/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/text/nmt.h"

#include <errno.h>
#include <string.h>

#include "parse/field.h"
#include "util/vec.h"

/* More ranges than any JVM has; a file may have any number of lines. */
#define RANGES_MAX (1u << 20)

struct reader {
	struct nmt n;
	struct nmt_category *cat; /* whose lines follow; NULL: none */
	bool total;
	unsigned bad;
};

static const struct field_word units[] = {
	{ "KB", 10 },
	{ "MB", 20 },
	{ "GB", 30 },
	{ "B", 0 },
};

/* "95KB", "12B", "3KB": as many digits as there are, then the unit. */
static bool amount(struct span s, uint64_t *ret)
{
	uint64_t v = 0;
	int shift;

	if (!span_digits(&s, &v) || !FIELD_WORD(s, units, &shift) ||
	    v > AMOUNT_MAX >> shift)
		return false;
	*ret = v << shift;
	return true;
}

/* Up to one of the characters that end a value. */
static struct span value(struct span s)
{
	size_t n = 0;

	while (n < s.len && !strchr(" ,)", s.p[n]))
		n++;
	return span_of(s.p, n);
}

/* The amount behind "key="; false where it is there and is no amount. */
static bool keyed(struct reader *r, struct span line, const char *key,
		  struct opt_u64 *ret)
{
	struct span at;
	uint64_t v = 0;

	if (!span_past(line, key, &at))
		return false;
	if (!amount(value(at), &v)) {
		r->bad++;
		return false;
	}
	*ret = opt_u64(v);
	return true;
}

/* "committed=254344KB +610KB": what stands behind the amount. */
static void grown(struct span line, struct opt_i64 *ret)
{
	struct span at, word;
	uint64_t v = 0;
	bool minus;

	if (!span_past(line, "committed=", &at))
		return;
	word = value(at);
	at = span_from(at, word.len);
	if (!span_starts(at, " +") && !span_starts(at, " -"))
		return;
	minus = at.p[1] == '-';
	if (amount(value(span_from(at, 2)), &v))
		*ret = opt_i64(minus ? -(int64_t)v : (int64_t)v);
}

/* "Total: reserved=1577135KB, committed=200519KB" */
static void total_line(struct reader *r, struct span line)
{
	if (r->total)
		return;
	r->cat = NULL;
	if (!keyed(r, line, "reserved=", &r->n.reserved) ||
	    !keyed(r, line, "committed=", &r->n.committed))
		return;
	grown(line, &r->n.grown);
	r->total = true;
}

/* "-                 Java Heap (reserved=131072KB, committed=131072KB)" */
static void category_line(struct reader *r, struct span line)
{
	struct nmt_category c = { 0 };
	struct span name, rest = line;

	r->cat = NULL;
	if (!span_past(line, "(reserved=", &rest))
		return;
	name = span_of(line.p + 1,
		       (size_t)(rest.p - line.p) - 1 - strlen("(reserved="));
	name = span_trim(name);
	if (!name.len || r->n.n == NMT_CATEGORIES_MAX) {
		r->bad++;
		return;
	}
	if (!keyed(r, line, "reserved=", &c.reserved) ||
	    !keyed(r, line, "committed=", &c.committed))
		return;
	grown(line, &c.grown);
	span_copy(name, c.name, sizeof(c.name));
	if (nmt_find(&r->n, c.name))
		return;
	r->cat = &r->n.v[r->n.n];
	r->n.v[r->n.n++] = c;
}

/* "(malloc=95KB #972)", "(stack: reserved=…, committed=…)" … */
static void part_line(struct reader *r, struct span line)
{
	struct opt_u64 v = { 0 };

	if (span_starts(line, "(malloc=") || span_starts(line, "(arena=") ||
	    span_starts(line, "(tracking overhead=")) {
		if (keyed(r, line, "=", &v))
			r->cat->malloc = opt_plus(r->cat->malloc, v);
	} else if (span_starts(line, "(mmap:") ||
		   span_starts(line, "(stack:")) {
		if (keyed(r, line, "committed=", &v))
			r->cat->mmap = opt_plus(r->cat->mmap, v);
	}
}

static bool hex_word(struct span *s, char sep, uint64_t *ret)
{
	struct span head;

	return span_until(s, sep, &head) && !field_hex(span_trim(head), ret);
}

static uint8_t category_of(const struct reader *r, struct span name)
{
	/* their ranges are named so, their sums are in Thread */
	if (span_is(name, "Thread Stack"))
		name = span_of("Thread", strlen("Thread"));
	for (size_t i = 0; i < r->n.n; i++)
		if (span_is(name, r->n.v[i].name))
			return (uint8_t)i;
	return NMT_CATEGORIES_MAX;
}

/* "[0x… - 0x…] reserved and committed 32KB for Internal from" */
static int range_line(struct reader *r, struct span line)
{
	struct nmt_range g = { .category = NMT_CATEGORIES_MAX };
	struct span at, name;

	/* "[0x…] function+0x1f" is a call */
	if (!span_past(line, "] reserved ", &at))
		return 0;
	line = span_from(line, 1);
	if (!hex_word(&line, '-', &g.start) || !hex_word(&line, ']', &g.end) ||
	    g.end <= g.start || r->n.n_ranges >= RANGES_MAX) {
		r->bad++;
		return 0;
	}
	if (span_past(at, " for ", &name)) {
		struct span end;

		if (span_past(name, " from", &end))
			name.len = (size_t)(end.p - name.p) - strlen(" from");
		g.category = category_of(r, span_trim(name));
	}
	r->n.detail = true;
	if (vec_grow((void **)&r->n.ranges, &r->n.cap, r->n.n_ranges,
		     sizeof(*r->n.ranges)))
		return -ENOMEM;
	r->n.ranges[r->n.n_ranges++] = g;
	return 0;
}

/* "17485:" */
static void pid_line(struct reader *r, struct span line)
{
	struct span number = span_of(line.p, line.len - 1);
	uint64_t pid = 0;

	if (!r->n.pid.known && !span_u64(number, &pid))
		r->n.pid = opt_u64(pid);
}

static int read_line(struct reader *r, struct span raw)
{
	struct span line = span_trim(raw);

	if (!line.len)
		return 0;
	if (span_starts(line, "Total:"))
		total_line(r, line);
	else if (raw.p[0] == '-' && line.len > 1)
		category_line(r, line);
	else if (raw.p[0] == '[')
		return range_line(r, line);
	else if (r->cat && line.p[0] == '(')
		part_line(r, line);
	else if (line.p[line.len - 1] == ':')
		pid_line(r, line);
	else if (span_starts(line, "malloc:") && r->total && !r->n.n)
		(void)keyed(r, line, "malloc: ", &r->n.malloc);
	return 0;
}

/* JDK before 17 does not say it. */
static void sum_malloc(struct nmt *n)
{
	struct opt_u64 sum = { 0 };

	for (size_t i = 0; i < n->n; i++)
		sum = opt_plus(sum, n->v[i].malloc);
	if (!n->malloc.known)
		n->malloc = sum;
}

static bool says_off(struct span text)
{
	struct span at;

	return span_past(text, "Native memory tracking is not enabled", &at) ||
	       span_past(text, "Native memory tracking has been shutdown", &at);
}

int parse_nmt(struct span text, struct nmt *ret, unsigned *bad)
{
	struct span whole = text, line;
	struct reader r = { 0 };
	int err = 0;

	/* a line that was cut is no fact */
	while (!err && span_until(&text, '\n', &line))
		err = read_line(&r, line);
	*bad += r.bad + (text.len > 0);
	if (!err && !r.total)
		err = says_off(whole) ? -ENODATA : -EINVAL;
	if (err) {
		nmt_free(&r.n);
		return err;
	}
	sum_malloc(&r.n);
	nmt_sort(&r.n);
	*ret = r.n;
	return 0;
}
