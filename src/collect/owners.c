/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/collect.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/accept.h"
#include "collect/cgroup.h"
#include "collect/fdscan.h"
#include "collect/group.h"
#include "collect/source.h"
#include "model/snapshot.h"
#include "util/idhash.h"

/* The inodes that an fd may have; TIME_WAIT and the like have 0. */
static int wanted_inodes(const struct socks *socks, struct idhash *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < socks->n; i++)
		n += socks->v[i].inode != 0;
	if (n && idhash_reserve(ret, n))
		return -ENOMEM;
	for (size_t i = 0; i < socks->n; i++)
		if (idhash_add(ret, socks->v[i].inode, (uint32_t)i) == -ENOMEM)
			return -ENOMEM;
	return 0;
}

static void read_comm(int proc, struct process *p)
{
	char name[32];
	ssize_t n = 0;
	int fd;

	snprintf(name, sizeof(name), "%d/comm", p->pid);
	fd = openat(proc, name, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, p->comm, sizeof(p->comm) - 1);
		close(fd);
	}
	/* a comm may contain newlines; the kernel adds the last one */
	p->comm[n > 0 ? n - 1 : 0] = '\0';
}

/* An owner that is not in the process table: it is new, or there is none. */
static int add_process(int proc, struct processes *ps, pid_t pid)
{
	struct process p = { .pid = pid };
	struct stat st;
	char name[32];
	int err;

	if (processes_find(ps, pid))
		return 0;
	snprintf(name, sizeof(name), "%d", pid);
	if (!fstatat(proc, name, &st, 0))
		p.uid = st.st_uid; /* of /proc/PID: the effective one */
	read_comm(proc, &p);
	err = processes_insert(ps, &p);
	return err == -ENOMEM ? err : 0;
}

static void denied_gap(const struct fdscan *scan, struct gaps *gaps)
{
	/* one gap, counted as often as it happened */
	for (uint32_t i = 0; i < scan->denied; i++)
		gaps_add(gaps, "fd", scan->denied_error,
			 "sockets of these processes are shown without owner",
			 "pid %d", scan->denied_pid);
}

/* Takes over what the scan found. Returns 0 or -ENOMEM. */
static int take_over(int proc, struct fdscan *scan, struct snapshot *snap)
{
	int err = 0;

	snap->owners = scan->found;
	scan->found = (struct sock_owners){ 0 };
	group_owners(&snap->socks, &snap->owners);
	for (size_t i = 0; !err && i < snap->owners.n; i++)
		err = add_process(proc, &snap->processes,
				  snap->owners.v[i].pid);
	for (size_t i = 0; i < scan->pids.n; i++) {
		struct process *p =
			processes_find(&snap->processes, scan->pids.v[i]);

		if (p && scan->socket_fds[i] != FDS_UNKNOWN)
			p->socket_fds = opt_u64(scan->socket_fds[i]);
	}
	denied_gap(scan, &snap->gaps);
	return err;
}

static int scan_fds(const struct source *src, struct snapshot *snap)
{
	struct idhash wanted = { 0 };
	struct fdscan scan = { 0 };
	int proc = source_open(src, "proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int err = proc < 0 ? proc : wanted_inodes(&snap->socks, &wanted);

	if (!err && wanted.n) {
		err = fdscan(proc, &wanted, &scan);
		idhash_free(&wanted); /* memory is what is short */
		if (!err)
			err = take_over(proc, &scan, snap);
	}
	if (err && err != -ENOMEM) {
		gaps_add(&snap->gaps, "fd", err,
			 "owners of sockets are not known", "/proc");
		err = 0;
	}
	fdscan_free(&scan);
	idhash_free(&wanted);
	if (proc >= 0)
		close(proc);
	return err;
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
	}
}

int collect_owners(const struct collect_opts *opts, struct snapshot *snap)
{
	struct source src;
	int err = source_open_live(&src);

	if (err)
		return err;
	if (!opts->no_owners) {
		snap->owners_looked_for = true;
		err = scan_fds(&src, snap);
		if (!err)
			err = find_listeners(snap);
	}
	if (!err)
		err = cgroup_paths(&src, snap);
	if (!err)
		name_the_rest(snap);
	source_close(&src);
	return err;
}
