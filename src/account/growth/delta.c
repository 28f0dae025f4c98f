/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/growth/delta.h"

#include <stdlib.h>
#include <string.h>

#include "account/account.h"
#include "account/parts.h"
#include "account/sockets/by.h"
#include "account/growth/delta_list.h"
#include "model/snapshot.h"

static const struct opt_u64 not_counted;

static void add_parts(struct delta_list *l, enum change_kind kind,
		      const struct account *acct, unsigned from, unsigned end)
{
	for (unsigned i = from; i < end; i++)
		delta_list_add(l, kind, 0, memory_parts[i].key,
			       memory_part(acct, (enum memory_part)i),
			       not_counted);
}

static void add_terms(struct delta_list *l, const struct moment *m)
{
	add_parts(l, CHANGE_TERM, m->acct, 0, MEMORY_TERMS_N);
}

static void add_kernel(struct delta_list *l, const struct moment *m)
{
	const struct kernel_parts *k = &m->acct->kernel;

	add_parts(l, CHANGE_KERNEL, m->acct, MEMORY_TERMS_N, MEMORY_PARTS_N);
	for (size_t i = 0; i < k->n_other; i++)
		delta_list_add(l, CHANGE_KERNEL, 0, k->other[i].name,
			       opt_i64((int64_t)k->other[i].bytes),
			       not_counted);
}

/* Without an account of its own: what its sockets hold. */
static void add_protocols(struct delta_list *l, const struct moment *m)
{
	for (enum proto p = 0; p < PROTO_N; p++) {
		const struct protocol *row = &m->snap->protocols.v[p];
		struct opt_i64 bytes = opt_i64((int64_t)row->totals.held_bytes);
		struct opt_u64 count = opt_u64(row->totals.sockets);

		if (p < PROTO_ACCOUNTED_N) {
			bytes = opt_signed(m->acct->proto[p].used);
			count = m->acct->proto[p].sockets;
		} else if (!row->dumped) {
			continue;
		}
		delta_list_add(l, CHANGE_PROTOCOL, 0, proto_name(p), bytes,
			       count);
	}
}

static void add_slabs(struct delta_list *l, const struct moment *m)
{
	const struct slabs *slabs = &m->snap->memory.slabs;

	for (size_t i = 0; i < slabs->n; i++)
		delta_list_add(l, CHANGE_SLAB, 0, slabs->v[i].name,
			       opt_i64((int64_t)slabs->v[i].bytes),
			       opt_u64(slabs->v[i].objects));
}

static void add_programs(struct delta_list *l, const struct moment *m)
{
	struct by_sum by = { 0 };

	if (!l->error)
		l->error = account_by(m->snap, BY_COMMAND, &by);
	for (size_t i = 0; !l->error && i < by.n; i++) {
		const char *key = by_key(&by, &by.v[i]);

		delta_list_add(l, CHANGE_PROGRAM, 0, key ? key : "",
			       opt_i64((int64_t)by.v[i].held_bytes),
			       opt_u64(by.v[i].sockets));
	}
	by_free(&by);
}

static void add_processes(struct delta_list *l, const struct moment *m)
{
	const struct processes *ps = &m->snap->processes;

	for (size_t i = 0; i < ps->n; i++) {
		const struct process *p = &ps->v[i];

		delta_list_add(l, CHANGE_PROCESS,
			       l->out->same_boot ? p->pid : 0, p->comm,
			       opt_signed(ps->pss ? p->pss_bytes
						  : p->rss_bytes),
			       opt_u64(1));
	}
}

static void add_cgroups(struct delta_list *l, const struct moment *m)
{
	const struct memcgs *all = &m->snap->memcgs;

	for (size_t i = 0; i < all->n; i++)
		delta_list_add(l, CHANGE_CGROUP, 0,
			       m->snap->strings.data + all->v[i].path,
			       opt_signed(all->v[i].current_bytes),
			       not_counted);
}

static void add_process_map(struct delta_list *l, const struct moment *m)
{
	const struct process_map *in = m->snap->process_map;

	for (unsigned c = 0; in && in->maps && c < PM_N; c++) {
		const struct process_map_sum *s = &in->class[c];

		if (s->count)
			delta_list_add(l, CHANGE_PROCESS_MAP, 0,
				       process_map_class_name(
					       (enum process_map_class)c),
				       opt_i64((int64_t)(in->smaps ? s->rss
								   : s->size)),
				       opt_u64(s->count));
	}
}

static void (*const adders[])(struct delta_list *l, const struct moment *m) = {
	add_terms,    add_kernel,    add_protocols, add_slabs,
	add_programs, add_processes, add_cgroups,   add_process_map,
};

static struct opt_i64 time_between(const struct snapshot *a,
				   const struct snapshot *b)
{
	struct opt_i64 ret = { 0 };

	if (a->time_ms.known && b->time_ms.known)
		ret = opt_i64((int64_t)(b->time_ms.v - a->time_ms.v));
	return ret;
}

int account_delta(const struct moment *before, const struct moment *after,
		  struct delta *ret)
{
	const struct snapshot *a = before->snap, *b = after->snap;
	struct delta d = { .ms = time_between(a, b),
			   .same_boot =
				   !strcmp(a->host.name, b->host.name) &&
				   !strcmp(a->host.boot_id, b->host.boot_id) };
	struct delta_list l = { .out = &d };
	const struct moment *sides[] = { before, after };
	int err;

	for (l.side = 0; l.side < 2; l.side++)
		for (size_t i = 0; i < sizeof(adders) / sizeof(adders[0]); i++)
			adders[i](&l, sides[l.side]);
	err = delta_list_end(&l);
	if (err)
		delta_free(&d);
	else
		*ret = d;
	return err;
}

void delta_free(struct delta *d)
{
	if (!d)
		return;
	free(d->v);
	buf_free(&d->names);
	*d = (struct delta){ 0 };
}

struct opt_i64 change_bytes(const struct change *c)
{
	for (size_t i = 0; i < 2; i++)
		if (c->there[i] && !c->bytes[i].known)
			return (struct opt_i64){ 0 };
	return opt_i64(opt_i64_or0(c->bytes[1]) - opt_i64_or0(c->bytes[0]));
}

enum change_state change_state(const struct change *c)
{
	int64_t v = opt_i64_or0(change_bytes(c));

	if (!c->there[0])
		return CHANGE_NEW;
	if (!c->there[1])
		return CHANGE_GONE;
	return v > 0 ? CHANGE_UP : v < 0 ? CHANGE_DOWN : CHANGE_SAME;
}

const char *change_name(const struct delta *d, const struct change *c)
{
	return d->names.data + c->name;
}

const char *change_state_name(enum change_state state)
{
	static const char *const names[] = {
		[CHANGE_SAME] = "same",	  [CHANGE_NEW] = "appeared",
		[CHANGE_GONE] = "gone",	  [CHANGE_UP] = "grew",
		[CHANGE_DOWN] = "shrank",
	};

	return names[state];
}
