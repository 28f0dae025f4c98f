/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/owners/owners.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "model/join/accept.h"
#include "collect/base/context.h"
#include "collect/base/cache.h"
#include "collect/cgroup/cgroup.h"
#include "collect/cgroup/cgroup_owner.h"
#include "model/join/group.h"
#include "collect/owners/owner_scan.h"
#include "source/source.h"
#include "model/join/subflow.h"
#include "collect/owners/unowned.h"
#include "collect/base/pids.h"
#include "collect/base/proc_file.h"
#include "collect/base/workers.h"
#include "model/snapshot.h"
#include "source/cgroup_names.h"
#include "util/idhash.h"
#include "util/vec.h"

/* Owners that are not in the process table: a worker's part of them. */
struct newcomers {
	int proc;
	struct process *v;
	size_t n;
};

static void read_names(void *element)
{
	struct newcomers *part = element;
	struct stat st;

	for (size_t i = 0; i < part->n; i++) {
		struct process *p = &part->v[i];
		struct proc_at at = proc_at(part->proc, p->pid);

		/* of /proc/PID: the effective user */
		if (!proc_stat(at, &st, 0, "."))
			p->uid = st.st_uid;
		proc_read_comm(at, 0, p->comm, sizeof(p->comm));
	}
}

/* Their names and users. Their order stays. Returns 0 or -ENOMEM. */
static int add_processes(int proc, const struct pids *pids,
			 struct processes *ps)
{
	struct newcomers parts[WORKERS_MAX];
	struct process *v = calloc(pids->n + 1, sizeof(*v));
	size_t n = workers_for(pids->n);
	int err = v ? 0 : -ENOMEM;

	if (err)
		return err;
	for (size_t i = 0; i < pids->n; i++)
		v[i].pid = pids->v[i];
	for (size_t i = 0; i < n; i++) {
		size_t from = pids->n * i / n;

		parts[i] = (struct newcomers){
			.proc = proc,
			.v = v + from,
			.n = pids->n * (i + 1) / n - from,
		};
	}
	workers_run(read_names, parts, n, sizeof(*parts));
	for (size_t i = 0; err != -ENOMEM && i < pids->n; i++)
		err = processes_insert(ps, &v[i]);
	free(v);
	return err == -ENOMEM ? err : 0;
}

static void give_counts(const struct owner_scan *h, struct processes *ps)
{
	const struct fdscan *scan = &h->scan;

	for (size_t i = 0; i < scan->pids.n; i++) {
		struct process *p = processes_find(ps, scan->pids.v[i]);

		if (!p || scan->counts[i].sockets == FDS_UNKNOWN)
			continue;
		p->socket_fds = opt_u64(scan->counts[i].sockets);
		if (h->for_undumped)
			p->sockets_without_row =
				opt_u64(scan->counts[i].without_row);
	}
}

/*
 * Owners that the process table does not have. In the order of the scan, which
 * is that of the pids, each new one goes to the end of the table.
 */
static int add_owners(struct owner_scan *h, struct snapshot *snap)
{
	const struct pids *all = &h->scan.pids;
	struct idhash owners = { 0 };
	struct pids pids = { 0 };
	int err = 0;

	for (size_t i = 0; err != -ENOMEM && i < snap->owners.n; i++)
		err = idhash_add(&owners, (uint64_t)snap->owners.v[i].pid, 0);
	if (err != -ENOMEM)
		err = 0;
	for (size_t i = 0; !err && i < all->n; i++) {
		if (!idhash_find(&owners, (uint64_t)all->v[i]) ||
		    processes_find(&snap->processes, all->v[i]))
			continue;
		if (VEC_GROW(&pids))
			err = -ENOMEM;
		else
			pids.v[pids.n++] = all->v[i];
	}
	if (!err && pids.n)
		err = add_processes(h->c->proc, &pids, &snap->processes);
	pids_free(&pids);
	idhash_free(&owners);
	return err;
}

/* Takes over what the scan found. Returns 0 or -ENOMEM. */
static int take_over(struct owner_scan *h, struct snapshot *snap)
{
	struct fdscan *scan = &h->scan;
	int err = 0;

	snap->owners = scan->finds.owners;
	scan->finds.owners = (struct sock_owners){ 0 };
	free(snap->queues.v);
	snap->queues = scan->finds.queues;
	scan->finds.queues = (struct queue_samples){ 0 };
	queue_samples_sort(&snap->queues);
	err = subflow_owners(&snap->socks, &snap->owners);
	group_owners(&snap->socks, &snap->owners);
	if (!err)
		err = add_owners(h, snap);
	give_counts(h, &snap->processes);
	if (h->no_bpf)
		fd_walk_refusals(&h->c->fds, &snap->gaps, "fd",
				 "sockets of these processes are shown without "
				 "owner");
	return err;
}

/* The fds of all processes. Returns 0, -ENOTRECOVERABLE or -ENOMEM. */
static int scan_fds(struct owner_scan *h, struct snapshot *snap)
{
	int err = h->c->proc < 0 ? h->c->proc : owner_scan_run(h);

	if (!err)
		err = take_over(h, snap);
	if (!err || err == -ENOMEM || err == -ENOTRECOVERABLE)
		return err;
	gaps_add(&snap->gaps, "fd", err, "owners of sockets are not known",
		 "/proc");
	return 0;
}

static int find_listeners(struct snapshot *snap)
{
	int err = accept_owners(&snap->socks, &snap->owners);

	if (err != -E2BIG)
		return err;
	gaps_add(&snap->gaps, "accept queue", 0,
		 "some connections that wait to be accepted have no owner here",
		 "too many owners");
	return 0;
}

/* The root cgroup is no answer: everything is in it. */
static bool has_cgroup(const struct snapshot *snap, uint64_t id, uint64_t *last,
		       bool *last_known)
{
	const char *path;

	if (id == *last)
		return *last_known;
	path = snapshot_cgroup(snap, id);
	*last = id;
	*last_known = path && strcmp(path, "/") != 0;
	return *last_known;
}

/* What is left without a process: by state, else by cgroup. */
static void name_the_rest(struct snapshot *snap)
{
	bool partly = snap->owners_looked_for && snap->contained;
	uint64_t last = 0;
	bool known = false;

	for (size_t i = 0; i < snap->socks.n; i++) {
		struct sock *s = &snap->socks.v[i];

		if (s->via != VIA_NONE)
			continue;
		if (accept_is_orphan(s))
			s->via = VIA_ORPHAN;
		else if (has_cgroup(snap, s->cgroup_id, &last, &known))
			s->via = VIA_CGROUP;
		else if (partly && s->inode && sock_held_bytes(s))
			s->via = VIA_PIDNS;
	}
}

/* By fd, by listener, and what else may have a socket. */
static int find_owners(struct collect *c)
{
	struct owner_scan scan;
	int err = owner_scan_open(c, &scan);

	c->snap->owners_looked_for = true;
	if (!err)
		err = scan_fds(&scan, c->snap);
	if (!err)
		err = find_listeners(c->snap);
	if (!err && c->proc >= 0)
		err = unowned_find(&scan, c->snap);
	owner_scan_close(&scan);
	return err;
}

/* Of sockets that hold memory only now, and now and then of all. */
static int find_owners_again(struct collect *c)
{
	struct collect_cache *cache = c->opts.cache;
	int err;

	if (!cache_wants_owners(cache, c->snap)) {
		c->snap->owners_looked_for = true;
		err = cache_give_owners(cache, c->snap);
		return err ? err : find_listeners(c->snap);
	}
	cache_walk_begins(cache);
	err = find_owners(c);
	return err ? err : cache_keep_owners(cache, c->snap);
}

int collect_owners(struct collect *c)
{
	const struct collect_opts *opts = &c->opts;
	int err = 0;

	if (!opts->no_owners)
		err = opts->cache ? find_owners_again(c) : find_owners(c);
	if (!err && !opts->no_cgroups)
		err = cgroup_owners(&c->src, opts->all_cgroups, c->snap);
	if (!err && !opts->no_cgroups)
		err = cgroup_paths(&c->src, c->snap);
	if (!err)
		err = cgroup_names(c->snap);
	if (!err)
		name_the_rest(c->snap);
	return err;
}
