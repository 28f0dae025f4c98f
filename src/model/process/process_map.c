/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/process/process_map.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/process/process_map_class.h"
#include "util/vec.h"

/* A stack that no stack pointer shows: its guard, and how large it may be. */
#define GUARD_MAX (1ULL << 20)
#define STACK_MIN (16ULL << 10)
#define STACK_MAX (1ULL << 30)

/* jemalloc's, tcmalloc's and mimalloc's pieces are multiples of it. */
#define ALIGNED_TO (1ULL << 20)

static void add_sum(struct process_map_sum *s,
		    const struct process_map_sum *more)
{
	s->count += more->count;
	s->size += more->size;
	s->rss += more->rss;
	s->pss += more->pss;
	s->anon += more->anon;
	s->swap += more->swap;
	s->locked += more->locked;
	s->lazy_free += more->lazy_free;
	s->thp += more->thp;
	s->untracked += more->untracked;
	s->untracked_max += more->untracked_max;
}

static void take_sum(struct process_map_sum *s,
		     const struct process_map_sum *less)
{
	s->count -= less->count;
	s->size -= less->size;
	s->rss -= less->rss;
	s->pss -= less->pss;
	s->anon -= less->anon;
	s->swap -= less->swap;
	s->locked -= less->locked;
	s->lazy_free -= less->lazy_free;
	s->thp -= less->thp;
	s->untracked -= less->untracked;
	s->untracked_max -= less->untracked_max;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Gives a part of what is resident to the category of a range. */
static void credit(struct nmt *n, const struct nmt_range *r, uint64_t rss)
{
	if (r->category < n->n) {
		struct opt_u64 *sum = &n->v[r->category].resident;

		*sum = opt_u64(opt_or0(*sum) + rss);
	}
}

/* part / whole of bytes, without overflow. */
static uint64_t portion(uint64_t bytes, uint64_t part, uint64_t whole)
{
	return (uint64_t)((double)bytes * ((double)part / (double)whole));
}

/*
 * How much of the mapping the ranges cover. Where only a part is covered the
 * kernel does not tell which part is resident: each range gets its share, and
 * what is in none lies between two bounds.
 */
static void match_ranges(struct process_map_feed *f, const struct mapping *m,
			 struct process_map_sum *s)
{
	struct nmt *n = &f->in->nmt;
	uint64_t covered = 0, size = mapping_size(m);
	size_t i = f->next_range;

	while (i < n->n_ranges && n->ranges[i].end <= m->start)
		i++;
	f->next_range = i;
	for (; i < n->n_ranges && n->ranges[i].start < m->end; i++) {
		const struct nmt_range *r = &n->ranges[i];
		uint64_t start = r->start > m->start ? r->start : m->start;
		uint64_t part = least(r->end, m->end) - start;

		covered += part;
		credit(n, r, portion(s->rss, part, size));
	}
	s->untracked = s->rss > covered ? s->rss - covered : 0;
	s->untracked_max = least(s->rss, size - covered);
}

static int by_rss(const void *a, const void *b)
{
	const struct process_mapping *x = a, *y = b;

	if (x->rss != y->rss)
		return (x->rss < y->rss) - (x->rss > y->rss);
	return (x->start > y->start) - (x->start < y->start);
}

static void cut_top(struct process_map *in)
{
	if (in->n_top > 1)
		qsort(in->top, in->n_top, sizeof(*in->top), by_rss);
	in->n_top = least(in->n_top, in->top_max);
}

/* Twice as many as are wanted are kept before they are sorted and cut. */
static int add_top(struct process_map *in, const struct mapping *m,
		   enum process_map_class class)
{
	struct process_mapping row = { .start = m->start,
				       .end = m->end,
				       .rss = mapping_rss(m),
				       .swap = m->v[SM_SWAP],
				       .class = class };

	if (!in->top_max || !(row.rss + row.swap))
		return 0;
	if (in->n_top / 2 >= in->top_max)
		cut_top(in);
	if (vec_grow((void **)&in->top, &in->cap_top, in->n_top,
		     sizeof(*in->top)))
		return -ENOMEM;
	memcpy(row.name, m->name, sizeof(row.name));
	in->top[in->n_top++] = row;
	return 0;
}

/* The threads whose stack pointers are in the mapping; false if none. */
static bool match_threads(struct process_map_feed *f, const struct mapping *m)
{
	struct process_map *in = f->in;
	size_t first, n;

	while (f->next_sp < in->n_sps && in->sps[f->next_sp].sp < m->start)
		f->next_sp++;
	first = f->next_sp;
	while (f->next_sp < in->n_sps && in->sps[f->next_sp].sp < m->end)
		f->next_sp++;
	n = f->next_sp - first;
	/* guards without a mapping of their own (6.13) leave one for several */
	for (size_t i = first; i < f->next_sp; i++) {
		struct thread_group *g = &in->groups[in->sps[i].group];

		g->stacks++;
		g->size += mapping_size(m) / n;
		g->rss += mapping_rss(m) / n;
	}
	return n > 0;
}

/* A thread that runs tells no stack pointer: its stack shows by its guard. */
static bool guarded_stack(struct process_map_feed *f, const struct mapping *m)
{
	struct process_map *in = f->in;
	uint64_t size = mapping_size(m);

	if (m->start != f->guard_end || f->guard_size > GUARD_MAX ||
	    !m->writable || m->executable || m->shared || m->name[0] ||
	    size < STACK_MIN || size > STACK_MAX ||
	    in->n_sps + in->guarded >= opt_or0(in->threads))
		return false;
	in->guarded++;
	return true;
}

static enum process_map_class anon_class(struct process_map_feed *f,
					 const struct mapping *m)
{
	if (match_threads(f, m) || guarded_stack(f, m))
		return PM_STACKS;
	return mapping_size(m) >= ANON_LARGE ? PM_ANON_LARGE : PM_ANON;
}

static struct process_map_sum sum_of(const struct mapping *m)
{
	return (struct process_map_sum){ .count = 1,
					 .size = mapping_size(m),
					 .rss = mapping_rss(m),
					 .pss = m->v[SM_PSS],
					 .anon = m->v[SM_ANON],
					 .swap = m->v[SM_SWAP],
					 .locked = m->v[SM_LOCKED],
					 .lazy_free = m->v[SM_LAZY_FREE],
					 .thp = m->v[SM_THP] };
}

static int count(struct process_map_feed *f, const struct mapping *m,
		 enum process_map_class class)
{
	struct process_map *in = f->in;
	struct process_map_sum s = sum_of(m);

	match_ranges(f, m, &s);
	add_sum(&in->class[class], &s);
	add_sum(&in->all, &s);
	if ((class == PM_ANON || class == PM_ANON_LARGE) &&
	    !(m->start % ALIGNED_TO) && s.size >= ALIGNED_TO)
		add_sum(class == PM_ANON ? &f->aligned[0] : &f->aligned[1], &s);
	return add_top(in, m, class);
}

/* Cuts a mapping in two at an address; amounts are shared out by size. */
static struct mapping cut_at(struct mapping *m, uint64_t at)
{
	struct mapping tail = *m;
	uint64_t size = mapping_size(m);

	tail.start = at;
	for (unsigned k = 0; k < SM_N; k++) {
		if (k == SM_KERNEL_PAGE)
			continue;
		tail.v[k] = portion(m->v[k], m->end - at, size);
		m->v[k] -= tail.v[k];
	}
	m->end = at;
	return tail;
}

/* A heap is left when the next piece does not fit: it is never quite full. */
static void count_heaps(struct process_map *in, const struct mapping *m)
{
	uint64_t max = in->arenas.heap_max, size = mapping_size(m);

	in->arenas.heaps += (size + max - 1) / max;
	in->arenas.full += size / max + (size % max >= max - max / 16);
}

static int classify(struct process_map_feed *f, const struct mapping *next)
{
	struct process_map *in = f->in;
	struct mapping m = f->held, heaps;
	enum process_map_class class = mapping_class(&m);
	uint64_t part = 0;
	int err = 0;

	if (class == PM_FILE)
		process_map_note_file(in, &m);
	if (class == PM_ANON)
		part = process_map_arena_part(in, &m, next);
	if (part) {
		heaps = part < mapping_size(&m) ? cut_at(&m, m.end - part) : m;
		count_heaps(in, &heaps);
		if (part < mapping_size(&f->held))
			err = count(f, &m, anon_class(f, &m));
		return err ? err : count(f, &heaps, PM_ARENAS);
	}
	if (class == PM_ANON)
		class = anon_class(f, &m);
	else if (class == PM_STACKS)
		(void)match_threads(f, &m);
	err = count(f, &m, class);
	if (class == PM_RESERVED) {
		f->guard_end = m.end;
		f->guard_size = mapping_size(&m);
	}
	return err;
}

int process_map_add(struct process_map_feed *f, const struct mapping *m)
{
	int err = 0;

	if (m->end <= m->start || (f->holds && m->start < f->held.end))
		return 0; /* mappings changed while they were read */
	if (f->holds)
		err = classify(f, m);
	else
		f->in->arenas.heap_max = f->in->word32 ? 1 << 20 : 64 << 20;
	f->held = *m;
	f->holds = true;
	f->in->mappings++;
	return err;
}

/* Another allocator's library is mapped: what is aligned as its pieces. */
static void move_aligned(struct process_map_feed *f)
{
	static const enum process_map_class from[] = { PM_ANON, PM_ANON_LARGE };
	struct process_map *in = f->in;

	if (in->allocator < ALLOCATOR_JEMALLOC)
		return;
	for (size_t i = 0; i < 2; i++) {
		take_sum(&in->class[from[i]], &f -> aligned[i]);
		add_sum(&in->class[PM_ALLOCATOR], &f -> aligned[i]);
	}
}

int process_map_end(struct process_map_feed *f)
{
	int err = f->holds ? classify(f, NULL) : 0;

	f->holds = false;
	move_aligned(f);
	cut_top(f->in);
	return err;
}
