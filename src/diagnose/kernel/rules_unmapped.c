/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/rules.h"

#include <string.h>

#include "account/kernel/consumers.h"
#include "account/kernel/detail.h"
#include "model/snapshot.h"

#define SAID 3

/* Who pins pages, and how much of it pins explain. */
static uint64_t say_pins(struct judge *j, struct finding *f)
{
	const struct task_memories *all = &j->snap->detail.tasks;
	uint32_t top[SAID];
	size_t n = tasks_top(j->snap, TASKS_BY_PINNED, top, SAID);

	for (size_t i = 0; f && i < n; i++) {
		const struct task_memory *t = &all->v[top[i]];

		if (!is_worth_naming(t->pinned.v, all->v[top[0]].pinned.v))
			break;
		say(f,
		    "%s has pinned %s (VmPin): buffers of io_uring, RDMA or a "
		    "virtual machine",
		    PROCESS(t->comm, t->pid), BYTES(t->pinned.v));
		if (!i && t->pinned.v >= finding_bytes(f) / 2)
			finding_blame(f, t->comm, t->pid);
	}
	return tasks_sum(j->snap, TASKS_BY_PINNED);
}

static void say_huge(struct judge *j, struct finding *f)
{
	struct opt_u64 partly = j->snap->detail.partly_mapped;

	if (opt_or0(partly))
		say(f,
		    "huge pages of %s in total are partly unmapped "
		    "(nr_anon_partially_mapped): the kernel keeps each whole "
		    "until memory is short",
		    BYTES(partly.v));
	else if (!partly.known)
		say(f, "this kernel does not report how many huge pages are "
		       "partly unmapped, which is the usual cause where "
		       "transparent huge pages are on");
}

/*
 * What huge pages cannot explain, where the kernel counts them. It is pinned
 * (FOLL_PIN), and not every one who pins adds to VmPin: drivers and vmsplice()
 * do not.
 */
static bool is_held(const struct judge *j, uint64_t bytes)
{
	struct opt_u64 partly = j->snap->detail.partly_mapped;

	return partly.known && partly.v < bytes / 2;
}

/*
 * What huge pages have lost comes back when memory is short, as page cache does:
 * only then it is worth a word. What is pinned stays.
 */
static bool is_worth(const struct judge *j, uint64_t bytes)
{
	return j->scale.short_of_memory || is_held(j, bytes) ||
	       tasks_sum(j->snap, TASKS_BY_PINNED) >= bytes / 2;
}

/* Pages that were given to a pipe and unmapped are in its rows, too. */
static void say_unnamed(struct judge *j, struct finding *f, uint64_t bytes)
{
	uint64_t pipes = consumers_bytes(j->snap, "pipes");

	say(f, "neither huge pages nor what processes report as pinned "
	       "(VmPin) explain it: somebody holds these pages without "
	       "counting them, as drivers (RDMA, video, GPU), io_uring and "
	       "vmsplice() can");
	if (pipes >= bytes / 2)
		say(f, "pipes hold %s, which may be the same pages",
		    BYTES(pipes));
	advise(f, "look for a program that has a device or io_uring open "
		  "(kmemwhere --kernel names rings): ending it gives the "
		  "pages back");
}

void rule_unmapped_pages(struct judge *j)
{
	struct opt_u64 bytes = j->acct->id.unmapped;
	struct opt_u64 partly = j->snap->detail.partly_mapped;
	struct finding *f;
	uint64_t pinned;

	if (!bytes.known || !is_worth(j, bytes.v))
		return;
	f = finding_judge(j, F_UNMAPPED_PAGES, CONF_HIGH, bytes.v,
			  "%s of processes' pages are mapped by no process "
			  "any more and cannot be used",
			  BYTES(bytes.v));
	if (!f)
		return;
	say(f, "the lists of pages that can be reclaimed have more than "
	       "processes and files: this is the difference");
	say_huge(j, f);
	pinned = say_pins(j, f);
	if (pinned < bytes.v / 2 && is_held(j, bytes.v)) {
		f->confidence = CONF_MEDIUM;
		say_unnamed(j, f, bytes.v);
		return;
	}
	if (pinned < bytes.v / 2 && (!partly.known || partly.v))
		advise(f, "echo 2 > /proc/sys/vm/drop_caches splits such huge "
			  "pages and frees what nobody has; it is harmless, "
			  "and costs caches of names");
	if (pinned < bytes.v / 2)
		advise(f, "madvise in "
			  "/sys/kernel/mm/transparent_hugepage/enabled, or an "
			  "allocator that gives whole huge pages back, keeps "
			  "it from coming again");
	if (pinned)
		advise(f, "what is pinned goes when the program closes the "
			  "ring or the device, or ends");
}
