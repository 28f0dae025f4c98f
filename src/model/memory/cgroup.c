/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/memory/cgroup.h"

#include "model/snapshot.h"

/* Init hands sockets to the programs that it starts. */
static const struct process *first_owner(const struct snapshot *s,
					 const struct sock *k)
{
	pid_t pid = 0;

	if (k->n_owners > s->owners.n ||
	    k->first_owner > s->owners.n - k->n_owners)
		return NULL;
	for (uint32_t i = 0; i < k->n_owners; i++) {
		pid_t p = s->owners.v[k->first_owner + i].pid;

		if (!pid || pid == 1 || (p != 1 && p < pid))
			pid = p;
	}
	return pid ? processes_find(&s->processes, pid) : NULL;
}

const struct cgroup_path *snapshot_owner_cgroup(const struct snapshot *s,
						const struct sock *k)
{
	const struct process *p = first_owner(s, k);

	if (!p || !p->cgroup || p->cgroup > s->cgroups.n)
		return NULL;
	return &s->cgroups.v[p->cgroup - 1];
}

const struct cgroup_path *snapshot_sock_cgroup(const struct snapshot *s,
					       const struct sock *k)
{
	const struct cgroup_path *c = snapshot_owner_cgroup(s, k);

	if (c)
		return c;
	for (size_t i = 0; k->cgroup_id && i < s->cgroups.n; i++)
		if (s->cgroups.v[i].id == k->cgroup_id)
			return &s->cgroups.v[i];
	return NULL;
}

const char *snapshot_sock_cgroup_path(const struct snapshot *s,
				      const struct sock *k)
{
	const struct cgroup_path *c = snapshot_sock_cgroup(s, k);

	return c ? s->strings.data + c->path : NULL;
}
