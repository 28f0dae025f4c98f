/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Figures of processes' own memory, its classes, and slab caches. */
#include <errno.h>
#include <string.h>

#include "account/account.h"
#include "account/growth/rate_samples.h"
#include "model/snapshot.h"
#include "util/fnv.h"

struct rate_key rate_process_key(enum rate_kind kind,
				 const struct snapshot *snap, pid_t pid)
{
	const struct process *p = processes_find(&snap->processes, pid);

	return (struct rate_key){ .kind = kind,
				  .a = (uint64_t)pid,
				  .b = p ? p->start_time : 0 };
}

void rate_copy_comm(struct rate *rate, const struct snapshot *snap, pid_t pid)
{
	const struct process *p = processes_find(&snap->processes, pid);

	rate->pid = pid;
	if (p)
		memcpy(rate->comm, p->comm, sizeof(rate->comm));
}

/* What is swapped out is its own memory still. */
static void take_anon(struct rate *rate, const struct process *p)
{
	rate->anon = opt_plus(p->pss_anon_bytes, p->swap_pss_bytes);
	if (!p->pss_anon_bytes.known)
		rate->anon = p->pss_anon_bytes;
	if (!rate_grows_ms(rate))
		rate->anon_from = rate->anon;
}

int rates_add_processes(struct sampling *s)
{
	const struct processes *ps = &s->snap->processes;

	for (size_t i = 0; i < ps->n && i < RATE_PROCESSES_MAX; i++) {
		const struct process *p = &ps->v[s->acct->process_rank[i]];
		const struct rate_key key = { RATE_PROCESS, (uint64_t)p->pid,
					      p->start_time };
		struct rate *rate;

		if (!p->rss_bytes.known)
			continue;
		rate = ps->age_ms ? rates_find(s->r, &key) : NULL;
		if (rate) { /* no reading of this sample: no point */
			rate->seen = true;
			continue;
		}
		rate = rates_push(s->r, &key, (int64_t)p->rss_bytes.v);
		if (!rate)
			return -ENOMEM;
		rate_copy_comm(rate, s->snap, p->pid);
		take_anon(rate, p);
		if (s->available.known)
			rate_eta(rate, (double)s->available.v, "memory");
	}
	return 0;
}

int rates_add_slabs(struct sampling *s)
{
	const struct slabs *slabs = &s->snap->memory.slabs;

	for (size_t i = 0; i < slabs->n && i < RATE_SLABS_MAX; i++) {
		uint32_t at = s->acct->slab_rank[i];
		const struct rate_key key = {
			.kind = RATE_SLAB,
			.a = fnv_string(FNV_BASIS, slabs->v[at].name)
		};
		struct rate *rate =
			rates_push(s->r, &key, (int64_t)slabs->v[at].bytes);

		if (!rate)
			return -ENOMEM;
		rate->slab = at;
	}
	return 0;
}

struct rate_key rate_class_key(const struct process_map *in, unsigned class)
{
	return (struct rate_key){ .kind = RATE_CLASS,
				  .a = class,
				  .b = (uint64_t)in->pid };
}

/* A class that has nothing yet may begin to grow: it is at 0. */
int rates_add_classes(struct sampling *s)
{
	const struct process_map *in = s->snap->process_map;

	for (unsigned c = 0; in && in->maps && c < PM_N; c++) {
		const struct process_map_sum *sum = &in->class[c];
		const struct rate_key key = rate_class_key(in, c);
		struct rate *rate =
			rates_push(s->r, &key,
				   (int64_t)(in->smaps ? sum->rss : sum->size));

		if (!rate)
			return -ENOMEM;
	}
	return 0;
}
