/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/netns/netns.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/base/proc_file.h"
#include "collect/netns/netns_tasks.h"
#include "source/source.h"
#include "model/gap.h"
#include "parse/proc/mountinfo.h"
#include "util/span.h"
#include "util/vec.h"

#define FIRST_PID 1

#define GAP_EFFECT \
	"sockets of network namespaces that only these are in are not seen"

struct search {
	struct netns_places *places;
	struct gaps *gaps;
};

uint64_t netns_link_inode(struct span link)
{
	struct span head;
	uint64_t inode = 0;

	if (!span_starts(link, "net:[") || !span_until(&link, '[', &head) ||
	    !span_until(&link, ']', &head) || span_u64(head, &inode))
		return 0;
	return inode;
}

int netns_of_task(int proc, pid_t pid, pid_t tid, uint64_t *ret)
{
	struct proc_at at = proc_at(proc, pid);
	char link[64];
	ssize_t n = tid == pid
			    ? proc_read_link(at, link, sizeof(link), "ns/net")
			    : proc_read_link(at, link, sizeof(link),
					     "task/%d/ns/net", (int)tid);

	if (n < 0)
		return (int)n;
	*ret = netns_link_inode(span_of(link, (size_t)n));
	return *ret ? 0 : -EINVAL;
}

static struct netns_place fresh(uint64_t inode)
{
	return (struct netns_place){ .inode = inode,
				     .own_fd = -1,
				     .path = NO_PATH };
}

/* The place with that inode; makes it where it is new. */
static int place_of(struct netns_places *p, uint64_t inode,
		    struct netns_place **ret)
{
	uint32_t *at = idhash_find(&p->by_inode, inode);

	if (!at) {
		if (VEC_GROW(p) ||
		    idhash_add(&p->by_inode, inode, (uint32_t)p->n))
			return -ENOMEM;
		p->v[p->n] = fresh(inode);
		*ret = &p->v[p->n++];
		return 0;
	}
	*ret = &p->v[*at];
	return 0;
}

static int saw_task(struct search *s, uint64_t inode, pid_t pid)
{
	struct netns_place *place;
	int err = place_of(s->places, inode, &place);

	if (err)
		return err;
	if (!place->first)
		place->first = pid;
	place->last = pid;
	return 0;
}

/* The first process stays where the machine began, as we did. */
static void refused(struct search *s, const struct netns_task *task)
{
	if (task->pid != FIRST_PID)
		s->places->refused++;
	gaps_add(s->gaps, "ns/net", task->err, GAP_EFFECT, "pid %d", task->pid);
}

static int read_tasks(struct search *s, int proc, struct netns_memory *memory)
{
	struct netns_tasks tasks = { 0 };
	int err = netns_tasks_find(proc, memory, &tasks);

	for (size_t i = 0; !err && i < tasks.n; i++)
		if (tasks.v[i].err)
			refused(s, &tasks.v[i]);
		else if (tasks.v[i].inode)
			err = saw_task(s, tasks.v[i].inode, tasks.v[i].tid);
	if (tasks.threads >= NETNS_THREADS_MAX)
		gaps_add(s->gaps, "task/ns/net", 0, GAP_EFFECT,
			 "threads beyond %d", NETNS_THREADS_MAX);
	netns_tasks_free(&tasks);
	return err;
}

/* The name that ip-netns(8) knows the namespace by, or NULL. */
static const char *netns_name(const char *path)
{
	static const char *const dirs[] = { "/run/netns/", "/var/run/netns/" };

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		size_t len = strlen(dirs[i]);

		if (!strncmp(path, dirs[i], len) && path[len])
			return path + len;
	}
	return NULL;
}

static int saw_mount(struct search *s, uint64_t inode, const char *path)
{
	const char *name = netns_name(path);
	struct netns_place *place;
	int err = place_of(s->places, inode, &place);

	if (err)
		return err;
	if (place->path == NO_PATH) {
		size_t at = s->places->paths.len;

		err = buf_append(&s->places->paths, path, strlen(path) + 1);
		if (err)
			return err;
		place->path = at;
	}
	if (name && !place->name[0])
		span_copy(span_of(name, strlen(name)), place->name,
			  sizeof(place->name));
	return 0;
}

static int read_mounts(struct search *s, const struct source *src)
{
	struct buf text = { 0 };
	struct mount mount;
	struct span rest;
	char path[4096];
	int err = source_read(src, "proc/self/mountinfo", &text);

	if (err) {
		gaps_add(s->gaps, "mountinfo", err,
			 "namespaces and cgroups known only by a mount are "
			 "not seen",
			 "/proc/self/mountinfo");
		err = err == -ENOMEM ? err : 0;
		goto out;
	}
	rest = span_of(text.data, text.len);
	while (!err && parse_mount(&rest, &mount)) {
		uint64_t inode;

		if (!span_is(mount.fstype, "nsfs"))
			continue;
		inode = netns_link_inode(mount.root);
		if (inode &&
		    parse_mount_unescape(mount.point, path, sizeof(path)))
			err = saw_mount(s, inode, path);
	}
out:
	buf_free(&text);
	return err;
}

/* What nobody is in and is mounted elsewhere: by the file's name. */
static void name_by_path(struct netns_places *p)
{
	for (size_t i = 0; i < p->n; i++) {
		struct netns_place *place = &p->v[i];
		const char *base;

		if (place->name[0] || place->first || place->path == NO_PATH)
			continue;
		base = strrchr(p->paths.data + place->path, '/');
		if (base)
			span_copy(span_of(base + 1, strlen(base + 1)),
				  place->name, sizeof(place->name));
	}
}

int netns_add_home(const struct netns_home *home, struct netns_places *ret)
{
	if (VEC_GROW(ret) ||
	    (home->inode && idhash_add(&ret->by_inode, home->inode, 0)))
		return -ENOMEM;
	ret->v[ret->n++] = fresh(home->inode);
	return 0;
}

int netns_find(const struct source *src, const struct netns_home *home,
	       struct netns_memory *memory, struct gaps *gaps,
	       struct netns_places *ret)
{
	struct search s = { .places = ret, .gaps = gaps };
	int err = netns_add_home(home, ret), proc;

	if (err)
		return err;
	proc = source_open(src, "proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (proc < 0) {
		gaps_add(gaps, "ns/net", proc, GAP_EFFECT, "/proc");
		return 0;
	}
	err = read_tasks(&s, proc, memory);
	if (!err)
		err = read_mounts(&s, src);
	name_by_path(ret);
	close(proc);
	return err;
}

int netns_add_fd(struct netns_places *p, uint64_t inode, pid_t holder, int fd,
		 int own_fd)
{
	struct netns_place *place;
	size_t n = p->n;
	int err = place_of(p, inode, &place);

	if (!err && p->n == n)
		err = -EEXIST;
	if (err) {
		if (own_fd >= 0)
			close(own_fd);
		return err;
	}
	place->holder = holder;
	place->holder_fd = fd;
	place->own_fd = own_fd;
	return 0;
}

void netns_places_free(struct netns_places *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->v[i].own_fd >= 0)
			close(p->v[i].own_fd);
	free(p->v);
	idhash_free(&p->by_inode);
	buf_free(&p->paths);
	*p = (struct netns_places){ 0 };
}
