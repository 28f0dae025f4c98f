/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "system/at.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static struct at_slot *all;
static _Thread_local unsigned mine;
static at_filter *refuses;

void at_attach(struct at_slot *slots)
{
	all = slots;
}

bool at_is_us(int pid)
{
	return pid == getpid() || (all && pid == getppid());
}

void at_refuse(at_filter *filter)
{
	refuses = filter;
}

void at_use(unsigned slot, int tid)
{
	mine = slot;
	if (all)
		atomic_store_explicit(&all[slot].tid, tid,
				      memory_order_relaxed);
}

static void step(struct at_slot *s, int pid, enum at_what what)
{
	atomic_store_explicit(&s->pid, pid, memory_order_relaxed);
	atomic_store_explicit(&s->what, (int)what, memory_order_relaxed);
	/* one writer: no need to lock the bus for it */
	atomic_store_explicit(
		&s->seq,
		atomic_load_explicit(&s->seq, memory_order_relaxed) + 1,
		memory_order_release);
}

int at_enter(int pid, enum at_what what)
{
	if (!all)
		return 0;
	step(&all[mine], pid, what);
	return what != AT_NAME && refuses && refuses(pid, NULL, what)
		       ? -ETIMEDOUT
		       : 0;
}

int at_enter_path(const char *path, enum at_what what)
{
	struct at_slot *s = all ? &all[mine] : NULL;

	if (!s)
		return 0;
	step(s, 0, AT_NOTHING);
	snprintf(s->path, sizeof(s->path), "%s", path);
	step(s, 0, what);
	return refuses && refuses(0, s->path, what) ? -ETIMEDOUT : 0;
}

void at_next(void)
{
	struct at_slot *s = all ? &all[mine] : NULL;

	if (s)
		step(s, atomic_load_explicit(&s->pid, memory_order_relaxed),
		     (enum at_what)atomic_load_explicit(&s->what,
							memory_order_relaxed));
}

void at_leave(void)
{
	if (all)
		step(&all[mine], 0, AT_NOTHING);
}
