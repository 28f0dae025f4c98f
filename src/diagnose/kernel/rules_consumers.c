/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <string.h>

#include "account/kernel/consumers.h"
#include "model/snapshot.h"
#include "util/span.h"

#define HOLDERS_SHOWN 3

/* The consumers with that name that have the most. */
struct top {
	const struct consumer *v[HOLDERS_SHOWN];
	size_t n;
};

static void put_in(struct top *top, const struct consumer *c)
{
	size_t at = top->n;

	while (at && top->v[at - 1]->bytes < c->bytes)
		at--;
	if (at == HOLDERS_SHOWN)
		return;
	if (top->n < HOLDERS_SHOWN)
		top->n++;
	memmove(&top->v[at + 1], &top->v[at],
		(top->n - 1 - at) * sizeof(*top->v));
	top->v[at] = c;
}

/* An upper bound is no holder: nobody knows that it has anything. */
static struct top top_of(const struct snapshot *snap, const char *name)
{
	struct top top = { .n = 0 };

	for (size_t i = 0; i < snap->consumers.n; i++) {
		const struct consumer *c = &snap->consumers.v[i];

		if (!strcmp(c->name, name) && c->basis != BASIS_UPPER_BOUND)
			put_in(&top, c);
	}
	return top;
}

static void name_holder(struct finding *f, const struct consumer *c)
{
	if (c->pid) {
		finding_pid(f, c->pid);
		say(f, "%s: %s", PROCESS(c->holder, c->pid), BYTES(c->bytes));
	} else {
		say(f, "%s: %s", *c->holder ? OUTSIDE(c->holder) : "no holder",
		    BYTES(c->bytes));
	}
}

static void name_holders(struct judge *j, struct finding *f, const char *name)
{
	struct top top = top_of(j->snap, name);

	for (size_t i = 0; f && i < top.n; i++)
		name_holder(f, top.v[i]);
}

struct named_other {
	const char *name;
	enum finding_code code;
	bool lawful; /* somebody asked for it: no alarm by itself */
	const char *title;
	const char *consumer; /* whose holders are its holders */
};

static const struct named_other named_others[] = {
	{ "balloon", F_BALLOON, false,
	  "the hypervisor has taken back %s of this machine's memory "
	  "(balloon)",
	  "balloon" },
	{ "zspages", F_ZRAM, true, "compressed swap (zram, zswap) holds %s",
	  "zram" },
};

static void judge_other(struct judge *j, const struct other_part *o,
			const struct named_other *n)
{
	enum severity sev = finding_severity(j, n->code, o->bytes);
	struct finding *f;

	if (n->lawful && sev > SEV_NOTICE && !j->scale.short_of_memory)
		sev = SEV_NOTICE;
	if (sev == SEV_OK)
		return;
	f = finding_open(j, n->code, sev,
			 o->basis == BASIS_EXACT ? CONF_HIGH : CONF_MEDIUM,
			 opt_i64((int64_t)o->bytes), n->title, BYTES(o->bytes));
	say(f, "the figure is %s", basis_name(o->basis));
	name_holders(j, f, n->consumer);
	finding_remedies(f, NULL);
}

void rule_named_others(struct judge *j)
{
	const struct kernel_parts *k = &j->acct->kernel;

	for (size_t i = 0; i < k->n_other; i++)
		for (size_t n = 0;
		     n < sizeof(named_others) / sizeof(*named_others); n++)
			if (!strcmp(k->other[i].name, named_others[n].name))
				judge_other(j, &k->other[i], &named_others[n]);
}

/* What is known to be in pipes: exactly, and what is not full, by pages. */
static uint64_t in_pipes(const struct snapshot *snap, uint64_t *ret_exact,
			 uint64_t *ret_count)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < snap->consumers.n; i++) {
		const struct consumer *c = &snap->consumers.v[i];

		if (strcmp(c->name, "pipes") || c->basis == BASIS_UPPER_BOUND)
			continue;
		sum += c->bytes;
		*ret_count += c->count;
		if (c->basis == BASIS_EXACT)
			*ret_exact += c->bytes;
	}
	return sum;
}

/*
 * Where the kernel has no room for what is in pipes, most of it are pages of
 * files or processes. Returns what may be the pipes' own.
 */
static uint64_t own_pages(const struct judge *j, uint64_t bytes)
{
	int64_t rest = opt_i64_or0(j->acct->kernel.unaccounted);

	if (!consumers_pipes_doubted(j->snap, &j->acct->kernel))
		return bytes;
	if (rest < 0)
		return 0;
	return (uint64_t)rest < bytes ? (uint64_t)rest : bytes;
}

static void say_pipes(struct judge *j, struct finding *f, uint64_t bytes,
		      uint64_t exact)
{
	name_holders(j, f, "pipes");
	say(f, "%s of it is in pipes that are full", BYTES(exact));
	if (consumers_pipes_doubted(j->snap, &j->acct->kernel))
		say(f,
		    "%s are in the pipes, more than the kernel can have: the "
		    "rest are pages of files or processes, counted there "
		    "(splice, tee)",
		    BYTES(bytes));
	finding_remedies(f, NULL);
}

void rule_pipe_buffers(struct judge *j)
{
	uint64_t exact = 0, count = 0;
	uint64_t bytes = in_pipes(j->snap, &exact, &count);
	uint64_t own = own_pages(j, bytes);
	struct top top = top_of(j->snap, "pipes");
	enum severity sev = finding_severity(j, F_PIPE_BUFFERS, own);
	struct finding *f;

	if (sev == SEV_OK || !top.n)
		return;
	f = finding_open(j, F_PIPE_BUFFERS, sev,
			 own == bytes && exact >= bytes / 2 ? CONF_HIGH
							    : CONF_MEDIUM,
			 opt_i64((int64_t)own),
			 "%llu pipes hold %s that nobody has read; %s should "
			 "read the most",
			 LLU(count), BYTES(own),
			 PROCESS(top.v[0]->holder, top.v[0]->pid));
	if (!f)
		return;
	span_copy(span_of(top.v[0]->holder, strlen(top.v[0]->holder)),
		  f->subject.comm, sizeof(f->subject.comm));
	say_pipes(j, f, bytes, exact);
}
