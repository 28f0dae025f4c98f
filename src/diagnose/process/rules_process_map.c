/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <inttypes.h>
#include <string.h>

#include "account/process_map.h"
#include "model/snapshot.h"

/* "java (pid 123)" */
#define WHO(j) \
	PROCESS((j)->snap->process_map->comm, (j)->snap->process_map->pid)

/*
 * The process as thresholds see it: what it may have by its cgroup, else what
 * it has. How large the machine is does not make a leak smaller.
 */
static struct scale scale_of_process(const struct judge *j)
{
	const struct process_map_account *a = &j->acct->process_map;
	struct opt_u64 base = a->room.known ? a->room : a->resident;
	struct scale s = j->scale;

	if (!s.base.known || base.v < s.base.v)
		s.base = base;
	return s;
}

/* Much for what the process may have, and of what it has. */
static enum severity severity_of(const struct judge *j, enum finding_code code,
				 uint64_t bytes)
{
	struct opt_u64 resident = j->acct->process_map.resident;
	const struct finding_row *row = finding_row(code);
	uint64_t percent = limit_number(row->of_process);
	struct scale scale;

	if (!resident.known || bytes < resident.v / 100 * percent)
		return SEV_OK;
	scale = scale_of_process(j);
	return scale_judge(&scale, bytes, row->notice, row->warning);
}

static void name_process(struct judge *j, struct finding *f)
{
	finding_blame(f, j->snap->process_map->comm, j->snap->process_map->pid);
}

static bool half_of(uint64_t part, uint64_t whole)
{
	return part && part >= whole / 2;
}

/* Whether most of it is in heaps that have grown to their ends. */
static bool is_filled(const struct process_map *in)
{
	return half_of(in->arenas.full * in->arenas.heap_max,
		       in->class[PM_ARENAS].size);
}

static void arena_evidence(struct judge *j, struct finding *f)
{
	const struct process_map *in = j->snap->process_map;
	const struct process_map_arenas *a = &in->arenas;
	const struct process_map_sum *s = &in->class[PM_ARENAS];
	struct opt_u64 max = j->acct->process_map.arenas_max;

	say(f,
	    "%" PRIu64 " heap%s of at most %s, %s of them in use and %s "
	    "resident; glibc makes up to %" PRIu64
	    " arenas here (%u a CPU), for %" PRIu64 " threads",
	    a->heaps, a->heaps == 1 ? "" : "s", BYTES(a->heap_max),
	    BYTES(s->size), BYTES(s->rss), opt_or0(max), in->word32 ? 2 : 8,
	    opt_or0(in->threads));
	if (is_filled(in))
		say(f,
		    "%" PRIu64
		    " of the heaps are full and have most of it: what was "
		    "allocated there was not freed, or little of it",
		    a->full);
	else
		say(f, "most of it is in heaps that are not full: what one "
		       "thread frees stays in its arena and serves no other");
}

/* Whether it looks like many arenas that each keep a little. */
static bool is_spread(const struct judge *j)
{
	const struct process_map_arenas *a = &j->snap->process_map->arenas;

	return a->heaps >= limit_number(LIMIT_ARENAS_SPREAD) &&
	       !is_filled(j->snap->process_map);
}

/* What of the arenas the JVM itself has not allocated. */
static uint64_t arenas_own(const struct judge *j)
{
	const struct process_map_account *a = &j->acct->process_map;
	uint64_t known = 0;

	if (j->snap->process_map->nmt_state == NMT_READ)
		known = opt_or0(j->snap->process_map->nmt.malloc);
	return opt_or0(a->arenas) > known ? opt_or0(a->arenas) - known : 0;
}

void rule_glibc_arenas(struct judge *j)
{
	enum confidence sure = is_spread(j) ? CONF_MEDIUM : CONF_LOW;
	uint64_t bytes = arenas_own(j);
	enum severity sev = severity_of(j, F_GLIBC_ARENAS, bytes);
	struct finding *f;

	if (sev == SEV_OK || findings_find(j->out, F_JVM_UNTRACKED))
		return;
	/* it may well be what the program works with */
	if (sure == CONF_LOW && !j->scale.short_of_memory)
		sev = SEV_NOTICE;
	f = finding_open(j, F_GLIBC_ARENAS, sev, sure, opt_i64((int64_t)bytes),
			 "%" PRIu64
			 " heaps of glibc's arenas keep %s resident in %s: "
			 "what is freed there does not always go back",
			 j->snap->process_map->arenas.heaps, BYTES(bytes),
			 WHO(j));
	name_process(j, f);
	arena_evidence(j, f);
	if (j->snap->process_map->jvm &&
	    j->snap->process_map->nmt_state != NMT_READ)
		advise(f, "it is a JVM: --jcmd shows what of it the JVM "
			  "itself has allocated");
	finding_remedies(f, NULL);
}

/* Where it lies, the largest class first. */
static enum process_map_class largest(const struct untracked *u)
{
	enum process_map_class best = PM_ARENAS;

	for (unsigned c = 0; c < PM_N; c++)
		if (opt_or0(u->by_class[c]) > opt_or0(u->by_class[best]))
			best = (enum process_map_class)c;
	return best;
}

static void untracked_evidence(struct judge *j, struct finding *f)
{
	const struct process_map *in = j->snap->process_map;
	const struct untracked *u = &j->acct->process_map.untracked;

	enum process_map_class c = largest(u);

	say(f,
	    "%s resident %s, %s of them in class %s; its own malloc, %s, is "
	    "taken off",
	    BYTES(u->bytes.v + opt_or0(in->nmt.malloc)),
	    u->by_ranges ? "lie in no range that the JVM has reserved"
			 : "lie where malloc puts things",
	    BYTES(opt_or0(u->by_class[c])), process_map_class_name(c),
	    BYTES(opt_or0(in->nmt.malloc)));
	if (!u->by_ranges)
		say(f, "what malloc has mapped apart is not in it: --jcmd, "
		       "or VM.native_memory detail, shows it");
	if (in->arenas.heaps)
		arena_evidence(j, f);
	if (in->class[PM_ARENAS].swap + in->class[PM_HEAP].swap)
		say(f, "and %s of its heaps are swapped out",
		    BYTES(in->class[PM_ARENAS].swap + in->class[PM_HEAP].swap));
}

void rule_jvm_untracked(struct judge *j)
{
	const struct untracked *u = &j->acct->process_map.untracked;
	uint64_t bytes = opt_or0(u->bytes);
	enum severity sev = severity_of(j, F_JVM_UNTRACKED, bytes);
	struct finding *f;

	if (!u->bytes.known || sev == SEV_OK)
		return;
	f = finding_open(j, F_JVM_UNTRACKED, sev,
			 u->by_ranges ? CONF_HIGH : CONF_MEDIUM,
			 opt_i64((int64_t)bytes),
			 "%s resident in %s are not tracked by the JVM: native "
			 "allocations (zip, JNI libraries), or free memory "
			 "that malloc keeps",
			 BYTES(bytes), WHO(j));
	name_process(j, f);
	untracked_evidence(j, f);
	finding_remedies(f, NULL);
}

void rule_thread_stacks(struct judge *j)
{
	const struct process_map_account *a = &j->acct->process_map;
	const struct process_map *in = j->snap->process_map;
	const struct process_map_sum *s = &in->class[PM_STACKS];
	enum severity sev = severity_of(j, F_THREAD_STACKS, opt_or0(a->stacks));
	struct finding *f;

	if (sev == SEV_OK)
		return;
	f = finding_open(j, F_THREAD_STACKS, sev,
			 in->n_sps ? CONF_HIGH : CONF_MEDIUM,
			 opt_signed(a->stacks),
			 "the stacks of %" PRIu64
			 " threads of %s have %s resident",
			 opt_or0(in->threads), WHO(j), BYTES(a->stacks.v));
	name_process(j, f);
	say(f,
	    "%" PRIu64 " stacks take %s of address space, which costs nothing; "
	    "%s of it was touched",
	    opt_or0(a->stack_count), BYTES(s->size), BYTES(s->rss));
	if (half_of(s->thp, s->rss))
		say(f, "huge pages back them: a stack that needs 64 KiB gets 2 "
		       "MiB");
	finding_remedies(f, NULL);
}

/* The first finding about data that peers do not take. */
static struct finding *unsent(struct judge *j)
{
	static const enum finding_code codes[] = { F_TCP_PEER_STALLED,
						   F_TCP_PATH_STALLED };
	struct finding *f = NULL;

	for (size_t i = 0; !f && i < sizeof(codes) / sizeof(codes[0]); i++)
		f = findings_find(j->out, codes[i]);
	return f;
}

static const enum finding_code insides[] = { F_JVM_UNTRACKED, F_GLIBC_ARENAS };

/*
 * A program that queues for a slow peer queues twice: in the socket and, once
 * that is full, in buffers of its own.
 */
static void say_both(struct judge *j, struct finding *f, uint64_t queued)
{
	const struct process_map_account *a = &j->acct->process_map;
	const struct process_map *in = j->snap->process_map;

	if (a->off_heap.known)
		say(f,
		    "its send queues hold %s that peers do not take, and %s of "
		    "buffers outside of the Java heap stand behind them: one "
		    "backlog",
		    BYTES(queued), BYTES(a->off_heap.v));
	else if (in->smaps)
		say(f,
		    "its send queues hold %s that peers do not take; of its %s "
		    "of anonymous memory a part may be buffers behind them: "
		    "one backlog",
		    BYTES(queued), BYTES(in->all.anon));
}

void rule_process_map_backlog(struct judge *j)
{
	struct finding *queue = unsent(j);
	uint64_t queued = queue ? finding_bytes(queue) : 0;

	if (!queue)
		return;
	say_both(j, queue, queued);
	for (size_t i = 0; i < sizeof(insides) / sizeof(insides[0]); i++)
		say_both(j, findings_find(j->out, insides[i]), queued);
}

void process_map_healthy(struct judge *j)
{
	const struct process_map *in = j->snap->process_map;
	struct finding *f;

	if (in->smaps)
		f = finding_open(j, F_HEALTHY, SEV_OK, CONF_HIGH,
				 (struct opt_i64){ 0 },
				 "nothing inside %s holds more than it should: "
				 "%s are resident",
				 WHO(j),
				 BYTES(opt_or0(j->acct->process_map.resident)));
	else
		f = finding_open(j, F_HEALTHY, SEV_OK, CONF_LOW,
				 (struct opt_i64){ 0 },
				 "nothing of %s can be judged without its "
				 "smaps; %s are resident",
				 WHO(j), BYTES(opt_or0(in->rss)));
	name_process(j, f);
	if (in->jvm && in->nmt_state == NMT_NOT_ASKED)
		say(f, "it is a JVM: --jcmd matches what it tracks against "
		       "what is resident");
}
