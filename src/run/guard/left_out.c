/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/guard/left_out.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "model/gap.h"
#include "run/guard/identity.h"
#include "run/guard/memory.h"
#include "run/guard/page.h"

/* So many of one user, or in one user namespace, and none of its is touched. */
#define SAME_MAX 3

static struct {
	const struct guard_page *page;
	uint64_t own_userns;
	bool rules; /* a user or a namespace has too many */
} filter;

static _Thread_local struct {
	int pid;
	bool refused;
} last;

static bool is_root(const struct identity_user *u)
{
	return !u->uid && (!u->userns || u->userns == filter.own_userns);
}

/* Whether the user, or the namespace, has that many of them. */
static bool has_too_many(const struct identity_user *u)
{
	const struct guard_page *page = filter.page;
	unsigned by_uid = 0, by_userns = 0;

	if (is_root(u))
		return false;
	for (size_t i = 0; i < page->n; i++) {
		const struct left_out *l = &page->left[i];

		if (!l->pid || !l->start)
			continue;
		by_uid += u->uid && l->uid == u->uid;
		by_userns += u->userns && u->userns != filter.own_userns &&
			     l->userns == u->userns;
	}
	return by_uid >= SAME_MAX || by_userns >= SAME_MAX;
}

static bool is_listed(int pid, const char *path, enum at_what what)
{
	const struct guard_page *page = filter.page;
	char comm[16];

	for (size_t i = 0; i < page->n; i++) {
		const struct left_out *l = &page->left[i];

		if (path && l->what == (int)what && !strcmp(l->path, path))
			return true;
		/* the number may be another process's by now */
		if (pid && l->pid == pid && l->start &&
		    identity_start(pid, comm) == l->start)
			return true;
	}
	return false;
}

static bool refuse_process(int pid)
{
	struct identity_user user;

	if (filter.page->level == LEVEL_ALL || is_listed(pid, NULL, AT_NOTHING))
		return true;
	if (!filter.rules && filter.page->level == LEVEL_LISTED)
		return false;
	identity_user(pid, &user);
	return filter.page->level == LEVEL_USERS ? !is_root(&user)
						 : has_too_many(&user);
}

static bool refuse(int pid, const char *path, enum at_what what)
{
	if (path)
		return filter.page->level == LEVEL_ALL ||
		       is_listed(0, path, what);
	/* it is asked for each file of a process */
	if (pid != last.pid) {
		last.refused = refuse_process(pid);
		last.pid = pid;
	}
	return last.refused;
}

static uint64_t uptime_s(void)
{
	struct timespec t;

	return clock_gettime(CLOCK_BOOTTIME, &t) ? 0 : (uint64_t)t.tv_sec;
}

static void resolve(struct left_out *l)
{
	struct identity_user user;
	char comm[16];

	l->resolved = true;
	l->since_s = uptime_s();
	l->reader_start = identity_start(l->reader, comm);
	if (!l->pid)
		return;
	l->start = identity_start(l->pid, l->comm);
	identity_user(l->pid, &user);
	l->uid = user.uid;
	l->userns = user.userns;
}

void left_out_begin(struct guard_page *page)
{
	static bool had_memory;
	bool news = false;

	filter.page = page;
	last.pid = 0;
	if (!had_memory)
		memory_read(page);
	had_memory = true;
	for (size_t i = 0; i < page->n; i++) {
		news |= !page->left[i].resolved;
		if (!page->left[i].resolved)
			resolve(&page->left[i]);
	}
	if (news)
		memory_write(page);
	if (!page->n && page->level == LEVEL_LISTED)
		return;
	filter.own_userns = identity_own_userns();
	filter.rules = false;
	for (size_t i = 0; i < page->n; i++) {
		const struct left_out *l = &page->left[i];
		const struct identity_user user = { l->uid, l->userns };

		filter.rules |= l->pid && has_too_many(&user);
	}
	at_refuse(refuse);
}

/* What was tried; "which" is a process or a path. */
static const char *const what[AT_N] = {
	[AT_MAPS] = "memory maps",
	[AT_FDS] = "open files",
	[AT_NAMESPACES] = "namespaces",
	[AT_THREADS] = "threads",
	[AT_JVM] = "JVM",
	[AT_MOUNT] = "mounts",
	[AT_NETNS] = "network namespaces",
};

#define EFFECT_PROCESS "this process was left out, but for its name and size"
#define EFFECT_PATH "what is there was left out"

static void add(struct gaps *gaps, const struct left_out *l)
{
	const char *effect =
		!l->waited_ms && l->pid
			? "held an earlier run up: " EFFECT_PROCESS
		: !l->waited_ms ? "held an earlier run up: " EFFECT_PATH
		: l->pid	? "could not be read in time: " EFFECT_PROCESS
				: "could not be read in time: " EFFECT_PATH;

	if (l->pid)
		gaps_add(gaps, what[l->what], ETIMEDOUT, effect, "pid %d (%s)",
			 (int)l->pid, l->comm);
	else
		gaps_add(gaps, what[l->what], ETIMEDOUT, effect, "%.60s",
			 l->path);
}

void left_out_gaps(const struct guard_page *page, struct gaps *gaps)
{
	for (size_t i = 0; i < page->n; i++)
		add(gaps, &page->left[i]);
	if (page->level == LEVEL_ALL)
		gaps_add(gaps, "processes", ETIMEDOUT,
			 "there was no time left to examine processes: only "
			 "their names and sizes are known",
			 "after %u s", page->level_ms / 1000);
	else if (page->level == LEVEL_USERS)
		gaps_add(gaps, "processes of users", ETIMEDOUT,
			 "too many processes could not be read in time: of all "
			 "but root's only names and sizes are known",
			 "after %u s", page->level_ms / 1000);
	else if (filter.rules)
		gaps_add(gaps, "processes of a user", ETIMEDOUT,
			 "several of its processes could not be read in time: "
			 "of all of them only names and sizes are known",
			 "more than %d", SAME_MAX - 1);
}
