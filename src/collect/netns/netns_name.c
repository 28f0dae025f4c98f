/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/netns/netns_name.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "collect/netns/netns.h"
#include "source/source.h"
#include "collect/base/proc_file.h"
#include "model/snapshot.h"
#include "parse/cgroup/cgroup_name.h"

/* The names that CNI plugins give in /run/netns: a UUID behind it */
#define MADE_UP "cni-"

static bool tenant_of(int proc, pid_t pid, char *dst, size_t cap)
{
	char text[8192];
	ssize_t n = proc_read(proc_at(proc, pid), text, sizeof(text), "cgroup");

	return n > 0 &&
	       !cgroup_name_of_process(span_of(text, (size_t)n), dst, cap);
}

/* "nginx[4711]" */
static bool process_of(int proc, pid_t pid, char *dst, size_t cap)
{
	char comm[32];

	if (proc_read_comm(proc_at(proc, pid), 0, comm, sizeof(comm)) <= 0)
		return false;
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
