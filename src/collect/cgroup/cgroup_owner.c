/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/cgroup/cgroup_owner.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "collect/base/proc_file.h"
#include "model/snapshot.h"
#include "parse/cgroup/cgroup.h"
#include "util/buf.h"
#include "util/fnv.h"
#include "util/idhash.h"
#include "util/span.h"

#define PIDS_MAX 20000

/* A socket that holds less has the cgroup that made it, unless all are asked. */
#define WORTH_BYTES 4096

struct owners {
	const struct source *src;
	bool all;
	struct snapshot *snap;
	struct idhash seen;  /* pids */
	struct idhash paths; /* hash of a path: index of snap->cgroups */
	struct buf text;
};

static uint64_t hash(const char *s)
{
	return fnv_id(fnv_string(FNV_BASIS, s));
}

/* The place of a path in snap->cgroups, which has few of them. */
static int intern(struct owners *o, const char *path, uint32_t *ret)
{
	struct cgroup_paths *all = &o->snap->cgroups;
	const uint32_t *at = idhash_find(&o->paths, hash(path));
	int err;

	if (at && !strcmp(o->snap->strings.data + all->v[*at].path, path)) {
		*ret = *at;
		return 0;
	}
	err = snapshot_add_cgroup(o->snap, 0, path);
	if (err)
		return err;
	*ret = (uint32_t)(all->n - 1);
	err = idhash_add(&o->paths, hash(path), *ret);
	return err == -ENOMEM ? err : 0;
}

static int read_one(struct owners *o, struct process *p)
{
	char path[PATH_MAX];
	struct span found;
	uint32_t at = 0;
	int err = proc_read_source(o->src, p->pid, "cgroup", &o->text);

	if (!err)
		err = parse_process_cgroup(span_of(o->text.data, o->text.len),
					   &found);
	if (err)
		return err == -ENOMEM ? err : 0;
	span_copy(found, path, sizeof(path));
	err = intern(o, path, &at);
	if (!err)
		p->cgroup = at + 1;
	return err;
}

static int read_all(struct owners *o)
{
	struct snapshot *snap = o->snap;

	for (size_t i = 0; i < snap->owners.n; i++) {
		const struct sock *s = &snap->socks.v[snap->owners.v[i].sock];
		pid_t pid = snap->owners.v[i].pid;
		struct process *p;
		int err;

		if (pid <= 0 || (!o->all && sock_held_bytes(s) < WORTH_BYTES))
			continue;
		p = processes_find(&snap->processes, pid);
		if (!p)
			continue;
		err = idhash_add(&o->seen, (uint64_t)pid, 0);
		if (err == -EEXIST)
			continue;
		if (o->seen.n > PIDS_MAX) {
			gaps_add(&snap->gaps, "cgroup of owners", 0,
				 "sockets of the others are shown with the "
				 "cgroup that made them",
				 "more than %d processes", PIDS_MAX);
			break;
		}
		if (!err)
			err = read_one(o, p);
		if (err)
			return err;
	}
	return 0;
}

int cgroup_owners(const struct source *src, bool all, struct snapshot *snap)
{
	struct owners o = { .src = src, .all = all, .snap = snap };
	int err = read_all(&o);

	idhash_free(&o.seen);
	idhash_free(&o.paths);
	buf_free(&o.text);
	return err;
}
