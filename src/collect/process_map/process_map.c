/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/process_map/process_map.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collect/process_map/process_map_parts.h"
#include "collect/base/pids.h"
#include "collect/base/proc_file.h"
#include "model/snapshot.h"
#include "parse/cgroup/cgroup.h"
#include "parse/proc/task.h"
#include "system/at.h"

#define TEXT_MAX 65536 /* more than status or stat ever has */

static void fill_status(const struct proc_status *st, struct process_map *in)
{
	in->state[0] = (char)opt_or0(st->state);
	in->uid = st->uid;
	in->threads = st->threads;
	in->size = st->size;
	in->rss = st->rss;
	in->peak = st->peak;
	in->rss_anon = st->rss_anon;
	in->rss_file = st->rss_file;
	in->rss_shmem = st->rss_shmem;
	in->swap = st->swap;
	in->hugetlb = st->hugetlb;
	in->page_tables = st->page_tables;
}

static void fill_comm(const struct buf *text, struct process_map *in)
{
	size_t n = text->len;

	if (n && text->data[n - 1] == '\n')
		n--;
	if (n >= sizeof(in->comm))
		n = sizeof(in->comm) - 1;
	memcpy(in->comm, text->data, n);
}

/* Whether it is a program of 32 bits: its heaps are smaller. */
static bool is_word32(struct proc_at at)
{
	unsigned char ident[EI_NIDENT] = { 0 };
	int fd = proc_open(at, O_RDONLY, "exe");
	bool is = sizeof(long) == 4;

	if (fd < 0)
		return is;
	if (read(fd, ident, sizeof(ident)) == (ssize_t)sizeof(ident))
		is = ident[EI_CLASS] == ELFCLASS32;
	close(fd);
	at_leave();
	return is;
}

/* A process that has ended answers ESRCH, its directory ENOENT. */
static int gone(int err)
{
	return err == -ENOENT ? -ESRCH : err;
}

static int read_identity(struct proc_at at, struct process_map *in,
			 struct proc_status *st)
{
	struct buf text = { 0 };
	unsigned bad = 0;
	uint64_t start;
	int err = proc_read_all(at, TEXT_MAX, &text, "status");

	if (!err)
		err = parse_proc_status(span_of(text.data, text.len), st, &bad);
	if (!err)
		err = proc_read_all(at, TEXT_MAX, &text, "comm");
	if (!err) {
		fill_status(st, in);
		fill_comm(&text, in);
		in->word32 = is_word32(at);
		if (!proc_read_all(at, TEXT_MAX, &text, "stat") &&
		    !parse_stack_start(span_of(text.data, text.len), &start))
			in->stack_top = start;
	}
	buf_free(&text);
	return gone(err);
}

/* Where its memory is limited: by the path of its cgroup. */
static int read_cgroup(struct proc_at at, struct process_map *in,
		       struct snapshot *snap)
{
	struct buf text = { 0 };
	struct span found;
	char path[PATH_MAX];
	uint32_t none = 0;
	int err = proc_read_all(at, TEXT_MAX, &text, "cgroup");

	if (!err)
		err = parse_process_cgroup(span_of(text.data, text.len),
					   &found);
	if (!err) {
		span_copy(found, path, sizeof(path));
		/* 0 is none */
		if (!snap->strings.len)
			err = snapshot_add_string(snap, "", &none);
		if (!err)
			err = snapshot_add_string(snap, path, &in->cgroup);
	}
	buf_free(&text);
	return err == -ENOMEM ? err : 0;
}

/* What has no memory of its own. */
static int check_kind(int proc, const struct process_map *in)
{
	if (in->state[0] == 'Z' || in->state[0] == 'X')
		return -ECHILD;
	if (in->size.known)
		return 0;
	return pid_is_kernel_thread(proc, in->pid) ? -ENXIO : -ESRCH;
}

static int read_process(const struct process_map_opts *o, int proc,
			struct proc_at at, struct process_map *in,
			struct snapshot *snap)
{
	struct proc_status st = { 0 };
	int err = read_identity(at, in, &st);

	if (!err)
		err = check_kind(proc, in);
	if (!err)
		err = read_cgroup(at, in, snap);
	if (!err)
		err = process_map_nmt(o, at, &st, in, snap);
	if (!err)
		err = process_map_threads(at, in, snap);
	if (!err)
		err = process_map_maps(o, at, in, snap);
	return err;
}

int collect_process_map(const struct process_map_opts *opts,
			struct snapshot *snap)
{
	int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct process_map *in = calloc(1, sizeof(*in));
	struct proc_at at = { .dir = -1, .pid = opts->pid, .own = true };
	int err = -ENOMEM;

	if (proc < 0 || !in)
		goto out;
	in->pid = opts->pid;
	in->top_max = opts->top;
	/* whatever takes the pid later is not in this directory */
	at.dir = proc_open(proc_at(proc, opts->pid), O_RDONLY | O_DIRECTORY,
			   ".");
	at_leave();
	err = at.dir < 0 ? gone(at.dir)
			 : read_process(opts, proc, at, in, snap);
out:
	if (at.dir >= 0)
		close(at.dir);
	if (proc >= 0)
		close(proc);
	if (err)
		process_map_free(in);
	else
		snap->process_map = in;
	return err;
}
