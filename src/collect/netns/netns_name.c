/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/netns/netns_name.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "collect/netns/netns.h"
#include "collect/source.h"
#include "model/snapshot.h"
#include "parse/cgroup_name.h"

/* The names that CNI plugins give in /run/netns: a UUID behind it */
#define MADE_UP "cni-"

/* The beginning of a file of a process; returns its length, 0 for none. */
static size_t read_file(int proc, pid_t pid, const char *file, char *buf,
			size_t cap)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "%d/%s", pid, file);
	fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = read(fd, buf, cap);
	close(fd);
	return n > 0 ? (size_t)n : 0;
}

static bool tenant_of(int proc, pid_t pid, char *dst, size_t cap)
{
	char text[8192];
	size_t n = read_file(proc, pid, "cgroup", text, sizeof(text));

	return n && !cgroup_name_of_process(span_of(text, n), dst, cap);
}

/* "nginx[4711]" */
static bool process_of(int proc, pid_t pid, char *dst, size_t cap)
{
	char comm[32];
	size_t n = read_file(proc, pid, "comm", comm, sizeof(comm));

	if (!n)
		return false;
	/* the kernel adds a newline; there may be others in it */
	comm[n - 1] = '\0';
	snprintf(dst, cap, "%s[%d]", comm, pid);
	return true;
}

static void name(int proc, struct netns *ns)
{
	bool made_up = !strncmp(ns->name, MADE_UP, strlen(MADE_UP));

	if (!ns->pid || (ns->name[0] && !made_up))
		return;
	if (!tenant_of(proc, ns->pid, ns->name, sizeof(ns->name)) && !made_up)
		(void)process_of(proc, ns->pid, ns->name, sizeof(ns->name));
}

void netns_names(const struct source *src, struct snapshot *snap)
{
	int proc = source_open(src, "proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (proc < 0)
		return;
	for (size_t i = 0; i < snap->netns.n; i++)
		name(proc, &snap->netns.v[i]);
	close(proc);
}

void netns_name_kept(int proc, struct netns_place *place)
{
	static const char head[] = "kept by ";
	pid_t pid = place->holder ? place->holder : place->kept_by;
	char who[sizeof(place->name) - sizeof(head)];

	if (!pid || place->name[0])
		return;
	if (tenant_of(proc, pid, who, sizeof(who)) ||
	    process_of(proc, pid, who, sizeof(who)))
		snprintf(place->name, sizeof(place->name), "%s%s", head, who);
}
