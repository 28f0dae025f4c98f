/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/kernel/consumers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/collect.h"
#include "collect/kernel/consumer_list.h"
#include "collect/base/pids.h"
#include "collect/kernel/pipes.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "parse/proc/files.h"
#include "parse/proc/fdinfo.h"
#include "util/buf.h"
#include "util/fnv.h"
#include "util/idhash.h"

#define GETDENTS_BYTES 65536
#define INFO_BYTES 8192
/* fdinfo files in all: each takes a lock of what it describes */
#define INFOS_MAX 100000
#define PERF_LINK "anon_inode:[perf_event]"

/* One walk over all fds. */
struct walk {
	struct snapshot *snap;
	const struct source *src;
	int proc;
	char *buf;  /* GETDENTS_BYTES */
	char *info; /* INFO_BYTES */
	struct buf maps;
	struct pipes pipes;
	struct idhash buffers; /* dma-bufs seen, by inode */
	struct idhash clients; /* GPU files seen, by driver and client */
	uint32_t infos;
	/* the process that is looked at */
	pid_t pid;
	bool perf;
	bool info_cut;
	struct consumer uring;
	struct consumer drm;
};

/* False where it is closed by now, or one too many. */
static bool read_info(struct walk *w, int fd, struct span *ret)
{
	char path[64];
	ssize_t n;
	int info;

	if (w->infos >= INFOS_MAX) {
		w->info_cut = true;
		return false;
	}
	w->infos++;
	snprintf(path, sizeof(path), "%d/fdinfo/%d", w->pid, fd);
	info = openat(w->proc, path, O_RDONLY | O_CLOEXEC);
	if (info < 0)
		return false;
	n = read(info, w->info, INFO_BYTES);
	close(info);
	*ret = span_of(w->info, n > 0 ? (size_t)n : 0);
	return n > 0;
}

static int saw_pipe(struct walk *w, int dir, int fd, struct span inode)
{
	char name[16];
	struct stat st;
	uint64_t id;

	snprintf(name, sizeof(name), "%d", fd);
	if (!inode.len || span_u64(span_of(inode.p, inode.len - 1), &id) ||
	    fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW))
		return 0;
	/* the link's own mode says how the fd is open (fs/proc/fd.c) */
	return pipes_note(&w->pipes, 0, id, w->pid, fd, st.st_mode & S_IRUSR);
}

/*
 * A path: of a FIFO, perhaps. What is cached is enough (a file server that is
 * gone must not stop us), and only FIFOs are looked at further.
 */
static int saw_path(struct walk *w, int dir, int fd)
{
	struct statx stx;
	struct stat st;
	char name[16];
	uint64_t dev;

	snprintf(name, sizeof(name), "%d", fd);
	if (statx(dir, name, AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT,
		  STATX_TYPE | STATX_INO, &stx) ||
	    !S_ISFIFO(stx.stx_mode) ||
	    fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW))
		return 0;
	dev = (uint64_t)stx.stx_dev_major << 20 | stx.stx_dev_minor;
	return pipes_note(&w->pipes, dev + 1, stx.stx_ino, w->pid, fd,
			  st.st_mode & S_IRUSR);
}

static int saw_uring(struct walk *w, int dir, int fd, struct span rest)
{
	struct span text;
	uint64_t bytes;

	(void)dir;
	(void)rest;
	if (!read_info(w, fd, &text) ||
	    !parse_fdinfo_uring(text, snapshot_page_size(w->snap), &bytes))
		return 0;
	w->uring.bytes += bytes;
	w->uring.count++;
	return 0;
}

static int saw_perf(struct walk *w, int dir, int fd, struct span rest)
{
	(void)dir;
	(void)fd;
	(void)rest;
	w->perf = true;
	return 0;
}

static int saw_dmabuf(struct walk *w, int dir, int fd, struct span rest)
{
	struct consumer c = { .name = "dma-buf",
			      .basis = BASIS_UPPER_BOUND,
			      .count = 1,
			      .pid = w->pid };
	struct dmabuf_info info;
	struct span text;
	int err;

	(void)dir;
	(void)rest;
	if (!read_info(w, fd, &text) || !parse_fdinfo_dmabuf(text, &info))
		return 0;
	err = info.inode ? idhash_add(&w->buffers, info.inode, 0) : 0;
	if (err)
		return err == -ENOMEM ? err : 0;
	c.bytes = info.bytes;
	return consumers_add(w->snap, &c);
}

/* One number for a file of a GPU, by driver, card and client. */
static uint64_t client_key(const struct drm_info *info)
{
	uint64_t key = fnv_bytes(FNV_BASIS, info->driver.p, info->driver.len);

	key = fnv_bytes(key, info->device.p, info->device.len);
	return fnv_bytes(key, &info->client.v, sizeof(info->client.v));
}

static int saw_drm(struct walk *w, int dir, int fd, struct span rest)
{
	struct drm_info info;
	struct span text;
	int err = 0;

	(void)dir;
	(void)rest;
	if (!read_info(w, fd, &text) || !parse_fdinfo_drm(text, &info))
		return 0;
	if (info.client.known)
		err = idhash_add(&w->clients, client_key(&info), 0);
	if (err)
		return err == -ENOMEM ? err : 0;
	w->drm.bytes += info.bytes;
	w->drm.count++;
	return 0;
}

/* How the link of /proc/PID/fd begins, and what to do with the rest. */
static const struct {
	const char *head;
	int (*saw)(struct walk *w, int dir, int fd, struct span rest);
} kinds[] = {
	{ "pipe:[", saw_pipe },	  { "anon_inode:[io_uring]", saw_uring },
	{ PERF_LINK, saw_perf },  { "/dmabuf:", saw_dmabuf },
	{ "/dev/dri/", saw_drm },
};

static int look_at_fd(int dir, const char *name, int fd, void *data)
{
	struct walk *w = data;
	char link[64];
	ssize_t n = readlinkat(dir, name, link, sizeof(link));
	struct span s = span_of(link, n > 0 ? (size_t)n : 0);

	if (n < 0)
		return errno == EACCES || errno == EPERM ? errno : 0;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		size_t skip = strlen(kinds[i].head);

		if (span_starts(s, kinds[i].head))
			return kinds[i].saw(w, dir, fd,
					    span_of(s.p + skip, s.len - skip));
	}
	return s.p[0] == '/' ? saw_path(w, dir, fd) : 0;
}

/*
 * The rings are as large as their mappings (kernel/events/ring_buffer.c): a
 * page of control and the data, each page allocated for itself.
 */
static int add_perf_rings(struct walk *w)
{
	struct consumer c = { .name = "perf-rings",
			      .basis = BASIS_EXACT,
			      .pid = w->pid };
	struct map_sum sum;
	char path[64];

	snprintf(path, sizeof(path), "proc/%d/maps", w->pid);
	if (source_read(w->src, path, &w->maps) ||
	    parse_maps_sum(span_of(w->maps.data, w->maps.len), PERF_LINK, &sum))
		return 0;
	c.bytes = sum.bytes;
	c.count = sum.count;
	return consumers_add(w->snap, &c);
}

static void deny(struct walk *w, int err)
{
	if (!pid_is_kernel_thread(w->proc, w->pid))
		gaps_add(&w->snap->gaps, "kernel memory fds", err,
			 "pipes and rings of these processes are not counted",
			 "pid %d", w->pid);
}

static int end_process(struct walk *w)
{
	int err = w->perf ? add_perf_rings(w) : 0;

	if (!err)
		err = consumers_add(w->snap, &w->uring);
	if (!err)
		err = consumers_add(w->snap, &w->drm);
	return err;
}

static int probe_at_process(struct walk *w, pid_t pid)
{
	char path[32];
	int dir, err;

	w->pid = pid;
	w->perf = false;
	w->uring = (struct consumer){ .name = "io-uring",
				      .basis = BASIS_ESTIMATE,
				      .pid = pid };
	w->drm = (struct consumer){ .name = "gpu-files",
				    .basis = BASIS_UPPER_BOUND,
				    .pid = pid };
	snprintf(path, sizeof(path), "%d/fd", pid);
	dir = openat(w->proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0) {
		if (errno == EACCES || errno == EPERM)
			deny(w, errno);
		return 0;
	}
	err = pids_each(dir, w->buf, GETDENTS_BYTES, look_at_fd, w);
	close(dir);
	if (err > 0)
		deny(w, err);
	return err == -ENOMEM ? err : end_process(w);
}

static int walk_all(struct walk *w)
{
	struct pids pids = { 0 };
	int err = pids_list(w->proc, &pids);

	for (size_t i = 0; !err && i < pids.n; i++)
		err = probe_at_process(w, pids.v[i]);
	if (!err)
		err = dmabufs_collect(w->src, &w->buffers, w->snap);
	if (!err)
		err = pipes_measure(w->proc, &w->pipes, w->snap);
	if (w->info_cut)
		gaps_add(&w->snap->gaps, "fdinfo", 0,
			 "not all rings and GPU files are counted",
			 "more than %d", INFOS_MAX);
	pids_free(&pids);
	return err;
}

int held_fds_collect(const struct source *src, struct snapshot *snap)
{
	struct walk w = { .snap = snap,
			  .src = src,
			  .buf = malloc(GETDENTS_BYTES),
			  .info = malloc(INFO_BYTES) };
	int err = -ENOMEM;

	w.proc = source_open(src, "proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (w.proc < 0)
		err = w.proc;
	else if (w.buf && w.info)
		err = walk_all(&w);
	if (w.proc >= 0)
		close(w.proc);
	pipes_free(&w.pipes);
	idhash_free(&w.buffers);
	idhash_free(&w.clients);
	buf_free(&w.maps);
	free(w.buf);
	free(w.info);
	return err;
}
