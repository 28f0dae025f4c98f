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

#include "collect/process/pids.h"
#include "collect/source.h"
#include "model/gap.h"
#include "parse/mountinfo.h"
#include "util/span.h"
#include "util/vec.h"

/* A thread in a namespace of its own is rare: do not look for it for ever. */
#define THREADS_MAX 50000

/* Links of /proc/PID/task: ".", the one in the parent, and each thread. */
#define TASK_LINKS_OF_ONE_THREAD 3

#define FIRST_PID 1

#define GAP_EFFECT \
	"sockets of network namespaces that only these are in are not seen"

struct search {
	struct netns_places *places;
	struct gaps *gaps;
	int proc;
	unsigned threads;
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

int netns_read_link(int dir, const char *name, uint64_t *ret)
{
	char link[64];
	ssize_t n = readlinkat(dir, name, link, sizeof(link));

	if (n < 0)
		return -errno;
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

static int look_at_thread(int dir, const char *name, int tid, void *data)
{
	struct search *s = data;
	char path[64];
	uint64_t inode;

	if (s->threads >= THREADS_MAX)
		return 0;
	s->threads++;
	snprintf(path, sizeof(path), "%s/ns/net", name);
	if (netns_read_link(dir, path, &inode))
		return 0; /* it ended, or its process was refused before */
	/* /proc/TID is there too, though it is not listed */
	return saw_task(s, inode, tid);
}

/* A thread may have gone to another namespace than its process. */
static int look_at_threads(struct search *s, pid_t pid)
{
	char buf[8192] __attribute__((aligned(8)));
	char path[64];
	struct stat st;
	int dir, err;

	snprintf(path, sizeof(path), "%d/task", pid);
	if (s->threads >= THREADS_MAX || fstatat(s->proc, path, &st, 0) ||
	    st.st_nlink <= TASK_LINKS_OF_ONE_THREAD)
		return 0;
	dir = openat(s->proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return 0;
	err = pids_each(dir, buf, sizeof(buf), look_at_thread, s);
	close(dir);
	return err == -ENOMEM ? err : 0;
}

static int look_at_process(struct search *s, pid_t pid)
{
	char path[64];
	uint64_t inode;
	int err;

	snprintf(path, sizeof(path), "%d/ns/net", pid);
	err = netns_read_link(s->proc, path, &inode);
	if (err == -EACCES || err == -EPERM) {
		if (pid_is_kernel_thread(s->proc, pid))
			return 0;
		/* the first process stays where the machine began, as we did */
		if (pid != FIRST_PID)
			s->places->refused++;
		gaps_add(s->gaps, "ns/net", err, GAP_EFFECT, "pid %d", pid);
		return 0;
	}
	/* a zombie is in none, but may be the leader of living threads */
	err = err ? 0 : saw_task(s, inode, pid);
	return err ? err : look_at_threads(s, pid);
}

static int look_at_processes(struct search *s)
{
	struct pids pids = { 0 };
	int err = pids_list(s->proc, &pids);

	for (size_t i = 0; !err && i < pids.n; i++)
		err = look_at_process(s, pids.v[i]);
	pids_free(&pids);
	if (s->threads >= THREADS_MAX)
		gaps_add(s->gaps, "task/ns/net", 0, GAP_EFFECT,
			 "threads beyond %d", THREADS_MAX);
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

static int look_at_mounts(struct search *s, const struct source *src)
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
	       struct gaps *gaps, struct netns_places *ret)
{
	struct search s = { .places = ret, .gaps = gaps };
	int err = netns_add_home(home, ret);

	if (err)
		return err;
	s.proc = source_open(src, "proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s.proc < 0) {
		gaps_add(gaps, "ns/net", s.proc, GAP_EFFECT, "/proc");
		return 0;
	}
	err = look_at_processes(&s);
	if (!err)
		err = look_at_mounts(&s, src);
	name_by_path(ret);
	close(s.proc);
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
