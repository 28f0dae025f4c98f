/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/kernel/detail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collect/base/pids.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "parse/proc/fdinfo.h"
#include "util/buf.h"
#include "util/idhash.h"

#define WHAT "bpf fds"
#define EFFECT "not all owners of BPF maps and programs are known"
#define GETDENTS_BYTES 65536

/* One walk over the fds of all processes. */
struct search {
	struct snapshot *snap;
	const struct source *src;
	struct idhash index; /* of the objects, by kind and id */
	struct buf text;
	pid_t pid;
	char *buf;
};

static uint64_t key_of(enum bpf_kind kind, uint64_t id)
{
	return ((uint64_t)kind << 32 | (uint32_t)id) + 1;
}

/* Keeps the lowest pid; the walk goes upwards. */
static void note_owner(struct search *s, enum bpf_kind kind, uint64_t id)
{
	const uint32_t *at = idhash_find(&s->index, key_of(kind, id));
	const struct process *p;
	struct bpf_object *o;

	if (!at || s->pid == getpid())
		return;
	o = &s->snap->detail.bpf.v[*at];
	o->n_pids++;
	if (o->pid)
		return;
	o->pid = s->pid;
	p = processes_find(&s->snap->processes, s->pid);
	if (p)
		memcpy(o->comm, p->comm, sizeof(o->comm));
}

/* "anon_inode:bpf-map", "anon_inode:bpf-prog", "anon_inode:bpf_link" */
static bool is_bpf(int dir, const char *name)
{
	static const char head[] = "anon_inode:bpf";
	char link[32];
	ssize_t n = readlinkat(dir, name, link, sizeof(link));

	return n >= (ssize_t)sizeof(head) - 1 &&
	       !memcmp(link, head, sizeof(head) - 1);
}

static int look_at_fd(int dir, const char *name, int fd, void *data)
{
	struct search *s = data;
	struct bpf_fdinfo info;
	unsigned bad = 0;
	char path[64];

	if (!is_bpf(dir, name))
		return 0;
	snprintf(path, sizeof(path), "proc/%d/fdinfo/%d", (int)s->pid, fd);
	if (source_read(s->src, path, &s->text) ||
	    parse_bpf_fdinfo(span_of(s->text.data, s->text.len), &info, &bad))
		return 0;
	if (info.map_id.known)
		note_owner(s, BPF_KIND_MAP, info.map_id.v);
	if (info.prog_id.known)
		note_owner(s, BPF_KIND_PROGRAM, info.prog_id.v);
	return 0;
}

static int search_process(int proc, pid_t pid, struct search *s)
{
	char path[32];
	int dir, err;

	snprintf(path, sizeof(path), "%d/fd", (int)pid);
	dir = openat(proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0) {
		if ((errno == EACCES || errno == EPERM) &&
		    !pid_is_kernel_thread(proc, pid))
			gaps_add(&s->snap->gaps, WHAT, errno, EFFECT, "pid %d",
				 (int)pid);
		return 0;
	}
	s->pid = pid;
	err = pids_each(dir, s->buf, GETDENTS_BYTES, look_at_fd, s);
	close(dir);
	return err == -ENOMEM ? err : 0;
}

static int index_objects(struct search *s)
{
	const struct bpf_objects *all = &s->snap->detail.bpf;
	int err = idhash_reserve(&s->index, all->n);

	for (size_t i = 0; !err && i < all->n; i++) {
		err = idhash_add(&s->index,
				 key_of(all->v[i].kind, all->v[i].id),
				 (uint32_t)i);
		if (err == -EEXIST)
			err = 0;
	}
	return err;
}

int detail_bpf_owners(struct snapshot *snap)
{
	struct search s = { .snap = snap, .buf = malloc(GETDENTS_BYTES) };
	struct pids pids = { 0 };
	struct source src;
	int proc, err = source_open_live(&src);

	if (err) {
		free(s.buf);
		return err;
	}
	s.src = &src;
	proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	err = proc < 0 ? -errno : 0;
	if (!s.buf)
		err = -ENOMEM;
	if (!err)
		err = index_objects(&s);
	if (!err)
		err = pids_list(proc, &pids);
	for (size_t i = 0; !err && i < pids.n; i++)
		err = search_process(proc, pids.v[i], &s);
	snap->detail.bpf.owners = !err;
	if (proc >= 0)
		close(proc);
	source_close(&src);
	pids_free(&pids);
	idhash_free(&s.index);
	buf_free(&s.text);
	free(s.buf);
	return err == -ENOMEM ? err : 0;
}
