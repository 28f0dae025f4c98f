/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <string.h>

#include "account/growth/rates.h"
#include "diagnose/findings.h"
#include "diagnose/growth/growth_words.h"
#include "model/kernel/slab_meaning.h"
#include "model/snapshot.h"

/*
 * A start, a cache that warms up and a build grow, too, and end. So it must
 * have grown, without a stop, for a fourth of the time that it is foretold for.
 */
#define OF_TIME_FORETOLD 4
#define GROWN_MIN_SECONDS 180.0
#define GROWN_MAX_SECONDS 3600.0
#define POINTS_MIN 10
#define PIDS_MAX 20

/* What grows: the processes of one command, a slab cache, a part. */
struct grower {
	const struct rate *first; /* the one that grows most */
	int64_t bytes;
	int64_t grown;
	double per_second;
	double low; /* sums of the slopes' quartiles */
	double high;
	size_t n;
};

/* Percent of its average rate, and of its rate a minute ago. */
#define OF_AVERAGE 90
#define OF_EARLIER 60 /* slabinfo is not read each time: it comes in steps */

/* Whether the second half of the points grew as the first one did. */
static bool keeps_on(const struct rate *rate)
{
	const struct slope_point *a = &rate->v[0], *b = &rate->v[rate->n / 2],
				 *c = &rate->v[rate->n - 1];
	double early =
		(double)(b->value - a->value) * (double)(c->at_ms - b->at_ms);
	double late =
		(double)(c->value - b->value) * (double)(b->at_ms - a->at_ms);

	return late * 100 >= early * OF_EARLIER;
}

/* No slower than it was: what warms up or starts levels off. */
static bool is_steady(const struct rate *rate)
{
	double grown = (double)(rate_value(rate) - rate->grows_from);
	double seconds = (double)rate_grows_ms(rate) / 1000;

	return rate->seen && slope_is_leak(&rate->slope) &&
	       rate->n >= POINTS_MIN && seconds >= GROWN_MIN_SECONDS &&
	       rate->slope.per_second * seconds * 100 >= grown * OF_AVERAGE &&
	       keeps_on(rate);
}

/* Mapped files make RSS grow, too, and can be dropped. */
static bool is_own_memory(const struct rate *rate)
{
	int64_t grown = rate_value(rate) - rate->grows_from;

	return rate->anon.known && rate->anon_from.known &&
	       (int64_t)(rate->anon.v - rate->anon_from.v) >= grown / 2;
}

static void add(struct grower *g, const struct rate *rate)
{
	if (!g->first || rate->slope.per_second > g->first->slope.per_second)
		g->first = rate;
	g->bytes += rate_value(rate);
	g->grown += rate_value(rate) - rate->grows_from;
	g->per_second += rate->slope.per_second;
	g->low += rate->slope.low;
	g->high += rate->slope.high;
	g->n++;
}

/* As much as a static rule takes notice of. */
static bool is_much(const struct judge *j, int64_t bytes)
{
	return bytes > 0 &&
	       scale_judge(&j->scale, (uint64_t)bytes, LIMIT_HOLDER_NOTICE,
			   LIMIT_HOLDER_WARNING) != SEV_OK;
}

/* It goes from what is available, not from what another gives back. */
static bool takes_available(const struct judge *j, const struct grower *g)
{
	const struct rate *a = rates_term(j->rates, TERM_AVAILABLE);

	return a && a->slope.known && a->slope.high < 0 &&
	       -a->slope.per_second >= g->per_second / 4;
}

static enum severity severity_of(const struct judge *j, const struct grower *g)
{
	struct opt_u64 available = j->scale.available;
	double later, need;

	if (!g->first || g->low <= 0 || !available.known ||
	    !is_much(j, g->grown) || !takes_available(j, g))
		return SEV_OK;
	later = (double)available.v / g->low;
	need = (double)available.v / g->per_second / OF_TIME_FORETOLD;
	if (need > GROWN_MAX_SECONDS)
		need = GROWN_MAX_SECONDS;
	if ((double)rate_grows_ms(g->first) / 1000 < need)
		return SEV_OK;
	return growth_severity(later);
}

static void say_growth(struct judge *j, struct finding *f,
		       const struct grower *g)
{
	double available = (double)opt_or0(j->scale.available);

	say(f,
	    "it only grows: %s per second, by %s in %lld min without a "
	    "pause",
	    BYTES(g->per_second), BYTES(g->grown),
	    (long long)rate_grows_ms(g->first) / 60000);
	growth_words_when(f, "memory", available / g->high, available / g->low);
	say(f, "a cache or a data load would stop growing by itself");
}

static void raise(struct judge *j, struct finding *f, enum severity sev,
		  const struct grower *g)
{
	if (sev > f->severity)
		f->severity = sev;
	say_growth(j, f, g);
}

static bool leaks(const struct rate *rate)
{
	return rate->key.kind == RATE_PROCESS && is_steady(rate) &&
	       is_own_memory(rate);
}

static struct finding *open_command(struct judge *j, enum severity sev,
				    const struct grower *g)
{
	struct finding *f;

	f = finding_open(
		j, F_PROCESS_ANON, sev, CONF_MEDIUM, opt_i64(g->bytes),
		"%s (%zu process%s) holds %s of its own memory and only grows",
		OUTSIDE(g->first->comm), g->n, g->n == 1 ? "" : "es",
		BYTES(g->bytes));
	if (!f)
		return NULL;
	memcpy(f->subject.comm, g->first->comm, sizeof(f->subject.comm));
	for (size_t i = 0; i < j->rates->n; i++) {
		const struct rate *rate = j->rates->v[i];

		if (leaks(rate) && !strcmp(rate->comm, g->first->comm) &&
		    f->subject.n_pids < PIDS_MAX)
			finding_pid(f, rate->pid);
	}
	advise(f,
	       "kmemwhere --pid=%d --watch shows which kind of its memory "
	       "grows",
	       (int)g->first->pid);
	advise(f, "bound it (MemoryMax=) so that it does not take the machine "
		  "with it, and restart it in time");
	return f;
}

/* All processes of a command, once the first of them is met. */
static void judge_command(struct judge *j, size_t at)
{
	const struct rates *r = j->rates;
	struct grower g = { 0 };
	enum severity sev;
	struct finding *f;

	for (size_t i = 0; i < r->n; i++) {
		if (!leaks(r->v[i]) || strcmp(r->v[i]->comm, r->v[at]->comm))
			continue;
		if (i < at)
			return;
		add(&g, r->v[i]);
	}
	sev = severity_of(j, &g);
	if (sev == SEV_OK)
		return;
	f = findings_find(j->out, F_PROCESS_ANON);
	if (f && !strcmp(f->subject.comm, g.first->comm)) {
		raise(j, f, sev, &g);
		return;
	}
	f = open_command(j, sev, &g);
	say_growth(j, f, &g);
}

/* The sockets' memory lies in slab and pages: theirs is a finding of its own. */
static bool is_of_sockets(const struct judge *j, const struct rate *rate)
{
	double held = 0, used = 0;

	for (size_t i = 0; i < j->rates->n; i++) {
		const struct rate *r = j->rates->v[i];

		if (!r->seen || !r->slope.known || r->slope.per_second <= 0)
			continue;
		if (r->key.kind == RATE_HOLDER)
			held += r->slope.per_second;
		else if (r->key.kind == RATE_PROTO)
			used += r->slope.per_second;
	}
	return (held > used ? held : used) >= rate->slope.per_second / 2;
}

static const struct slab_cache *cache_of(const struct judge *j,
					 const struct rate *rate)
{
	return &j->snap->memory.slabs.v[rate->slab];
}

static void judge_cache(struct judge *j, const struct rate *rate)
{
	struct finding *f = findings_find(j->out, F_SLAB_UNRECLAIMABLE);
	const struct slab_cache *c = cache_of(j, rate);
	struct grower g = { 0 };
	enum severity sev;

	add(&g, rate);
	sev = severity_of(j, &g);
	if (sev == SEV_OK)
		return;
	if (f && (!*f->subject.cache || !strcmp(f->subject.cache, c->name))) {
		raise(j, f, sev, &g);
		return;
	}
	f = finding_open(j, F_SLAB_UNRECLAIMABLE, sev, CONF_MEDIUM,
			 opt_i64(g.bytes),
			 "the slab cache %s holds %s and only grows",
			 OUTSIDE(c->name), BYTES(g.bytes));
	slab_name_cache(f, c);
	say_growth(j, f, &g);
	finding_remedies(f, NULL);
}

/* Returns whether a cache grows by half of what the whole part does. */
static bool judge_caches(struct judge *j)
{
	const struct rate *whole =
		rates_term(j->rates, PART_SLAB_UNRECLAIMABLE);
	bool reported = false;

	for (size_t i = 0; i < j->rates->n; i++) {
		const struct rate *rate = j->rates->v[i];

		if (rate->key.kind != RATE_SLAB || !is_steady(rate) ||
		    slab_is_reclaimable(cache_of(j, rate)) ||
		    is_of_sockets(j, rate))
			continue;
		judge_cache(j, rate);
		reported |= !whole || rate->slope.per_second >=
					      whole->slope.per_second / 2;
	}
	return reported;
}

static const struct part {
	enum memory_part part;
	const char *what;
	const char *remedy;
} parts[] = {
	{ PART_SLAB_UNRECLAIMABLE,
	  "the kernel's own objects (unreclaimable slab)",
	  "slabtop -s c shows the caches" },
	{ PART_VMALLOC, "vmalloc areas of the kernel",
	  "kmemwhere --kernel shows the callers, as root" },
	{ PART_PAGE_TABLES, "the page tables",
	  "kmemwhere --kernel shows whose they are" },
	{ PART_PERCPU, "per-CPU memory",
	  "kmemwhere --kernel shows what is in it: BPF maps, removed cgroups" },
	{ PART_UNACCOUNTED, "kernel memory not covered by any counter",
	  "run kmemwhere --deep, and check what was loaded or started when "
	  "it began to grow: a driver, a module, a mount" },
};

static void judge_part(struct judge *j, const struct part *p)
{
	const struct rate *rate = rates_term(j->rates, p->part);
	struct finding *f = findings_find(j->out, part_finding(p->part));
	struct grower g = { 0 };
	enum severity sev;

	if (!rate || !is_steady(rate) || is_of_sockets(j, rate))
		return;
	add(&g, rate);
	sev = severity_of(j, &g);
	/* what the counters are apart is no growth */
	if (sev == SEV_OK || (uint64_t)g.grown <= opt_or0(j->acct->id.error))
		return;
	if (f) {
		raise(j, f, sev, &g);
		return;
	}
	f = finding_open(j, part_finding(p->part), sev, CONF_MEDIUM,
			 opt_i64(g.bytes), "%s: %s, and it only grows", p->what,
			 BYTES(g.bytes));
	say_growth(j, f, &g);
	advise(f, "%s", p->remedy);
}

void rule_growth_memory(struct judge *j)
{
	bool cache;

	if (!j->rates)
		return;
	for (size_t i = 0; i < j->rates->n; i++)
		if (leaks(j->rates->v[i]))
			judge_command(j, i);
	cache = judge_caches(j);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (!cache || parts[i].part != PART_SLAB_UNRECLAIMABLE)
			judge_part(j, &parts[i]);
}
