/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show_free_areas() of mm/show_mem.c, mm/page_alloc.c before 6.2. "NAME:12" is
 * the summary, in pages; "NAME:12kB" is a node (since 4.8) or a zone. Such a
 * line may go on in the next one: mailers wrap them.
 */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "parse/field.h"
#include "parse/oom/parts.h"
#include "util/vec.h"

/* "isolated(anon)", "Active_anon" and "Balloon" as the model calls them. */
static bool key_is(struct span key, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < key.len; i++) {
		char c = key.p[i];

		if (c == ')')
			continue;
		if (isupper((unsigned char)c))
			c = (char)(c - 'A' + 'a');
		/* the text may have a NUL, too */
		if (!name[n] || name[n] != (c == '(' ? '_' : c))
			return false;
		n++;
	}
	return !name[n];
}

static bool find_figure(struct span key, enum oom_figure *ret)
{
	for (unsigned i = 0; i < OOM_FIGURES_N; i++)
		if (key_is(key, oom_figure_name((enum oom_figure)i))) {
			*ret = (enum oom_figure)i;
			return true;
		}
	return false;
}

bool oom_word(struct span word, struct span *ret_key, uint64_t *ret,
	      struct span *ret_unit)
{
	if (!span_until(&word, ':', ret_key) || !ret_key->len ||
	    !span_digits(&word, ret))
		return false;
	*ret_unit = word;
	return true;
}

static bool is_kib(struct span unit)
{
	return span_is(unit, "kB") || span_is(unit, "KB");
}

/* "DMA32", "HighMem": a capital, and nothing but letters and digits. */
static bool is_zone(struct span word)
{
	if (!word.len || word.len >= sizeof(((struct oom_area *)0)->name) ||
	    !isupper((unsigned char)*word.p) || span_is(word, "Node"))
		return false;
	for (size_t i = 1; i < word.len; i++)
		if (!isalnum((unsigned char)word.p[i]))
			return false;
	return true;
}

static bool find_area(const struct oom *oom, struct span name, uint64_t node,
		      size_t *ret)
{
	for (size_t i = 0; i < oom->areas.n; i++)
		if (oom->areas.v[i].node == node &&
		    span_is(name, oom->areas.v[i].name)) {
			*ret = i;
			return true;
		}
	return false;
}

/* What is there already stays: a second dump is mixed in. */
static void open_area(struct oom_reading *r, struct span name, uint64_t node)
{
	struct oom_areas *areas = &r->oom->areas;
	struct oom_area a = { .node = (uint32_t)node };

	r->in = IN_AREA;
	if (find_area(r->oom, name, node, &r->area))
		return;
	r->area = areas->n;
	if (areas->n >= OOM_ZONES_MAX || node > UINT32_MAX) {
		r->in = IN_NOTHING;
		return;
	}
	if (VEC_GROW(areas)) {
		r->err = -ENOMEM;
		r->in = IN_NOTHING;
		return;
	}
	span_copy(name, a.name, sizeof(a.name));
	areas->v[areas->n++] = a;
}

/* The first one stands, as everywhere. */
static void store(struct oom_reading *r, struct opt_u64 *to, uint64_t v,
		  uint64_t unit, uint64_t max)
{
	if (v > max / unit)
		r->bad++;
	else if (!to->known)
		*to = opt_u64(v * unit);
}

/* A line while its words are read. */
struct words {
	struct span before; /* the word before, where that is no figure */
	struct span zone;
	uint64_t node;
	bool node_due;	 /* its number is the next word */
	bool node_given; /* the word before */
	bool any, kib;	 /* of the first figure: all have its unit */
};

static void kib_figure(struct oom_reading *r, struct words *w,
		       enum oom_figure f, uint64_t v)
{
	if (f == OOM_FREE && is_zone(w->before))
		open_area(r, w->before, w->node);
	else if (f == OOM_ACTIVE_ANON && w->node_given)
		open_area(r, span_of("", 0), w->node);
	if (r->in == IN_AREA)
		store(r, &r->oom->areas.v[r->area].v[f], v, 1024, OOM_ZONE_MAX);
}

static bool figure(struct oom_reading *r, struct words *w, struct span word)
{
	struct span key, unit;
	enum oom_figure f;
	uint64_t v;

	if (!oom_word(word, &key, &v, &unit) || (unit.len && !is_kib(unit)) ||
	    !find_figure(key, &f))
		return false;
	if (!w->any)
		w->kib = unit.len > 0;
	w->any = true;
	if (w->kib != (unit.len > 0))
		return true;
	if (w->kib)
		kib_figure(r, w, f, v);
	else
		store(r, &r->oom->summary[f], v, 1, OOM_PAGES_MAX);
	return true;
}

/* "3*4kB": blocks of the buddy lists, order 0 behind the zone's name. */
static bool buddy_item(struct oom_reading *r, struct words *w, struct span word)
{
	struct opt_u64 *largest;
	uint64_t n, kib;

	if (!span_digits(&word, &n) || !span_cut(&word, "*") ||
	    !span_digits(&word, &kib) || !span_is(word, "kB") ||
	    kib > AMOUNT_MAX / 1024)
		return false;
	w->any = true;
	if (w->zone.len) {
		bool known = find_area(r->oom, w->zone, w->node, &r->area);

		r->in = known ? IN_BUDDY : IN_NOTHING;
		if (!r->buddy_bytes)
			r->buddy_bytes = kib * 1024;
		w->zone = span_of("", 0);
	}
	if (r->in != IN_BUDDY)
		return true;
	largest = &r->oom->areas.v[r->area].largest_free;
	if (n && kib * 1024 > opt_or0(*largest))
		*largest = opt_u64(kib * 1024);
	return true;
}

static void plain_word(struct words *w, struct span word)
{
	struct span name = word;

	w->zone = span_of("", 0);
	w->node_given = false;
	if (w->node_due && !span_u64(word, &w->node)) {
		w->node_due = false;
		w->node_given = true;
		w->before = span_of("", 0);
		return;
	}
	w->node_due =
		word.len >= 4 && span_is(span_from(word, word.len - 4), "Node");
	if (word.p[word.len - 1] == ':') {
		name.len--;
		if (is_zone(name))
			w->zone = name;
	}
	w->before = word;
}

bool oom_figure_line(struct oom_reading *r, struct span line)
{
	struct words w = { .before = span_of("", 0) };
	struct span word;

	while (span_word(&line, &word)) {
		if (figure(r, &w, word) || buddy_item(r, &w, word)) {
			w.before = span_of("", 0);
			w.node_given = false;
		} else {
			plain_word(&w, word);
		}
	}
	return w.any;
}

unsigned oom_figures_in(struct span line)
{
	struct span word, key, unit;
	enum oom_figure f;
	unsigned n = 0;
	uint64_t v;

	while (span_word(&line, &word)) {
		if (oom_word(word, &key, &v, &unit))
			n += (!unit.len || is_kib(unit)) &&
			     find_figure(key, &f);
		else
			n += span_digits(&word, &v) && span_cut(&word, "*") &&
			     span_digits(&word, &v) && span_is(word, "kB");
	}
	return n;
}
