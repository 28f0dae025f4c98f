/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/kernel/consumers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "collect/base/context.h"
#include "collect/base/proc_file.h"
#include "collect/base/consumer_list.h"
#include "collect/kernel/pipes.h"
#include "model/snapshot.h"
#include "parse/proc/fdinfo.h"
#include "parse/proc/files.h"
#include "util/buf.h"
#include "util/fnv.h"
#include "util/idhash.h"

#define INFO_BYTES 8192
/* fdinfo files in all: each takes a lock of what it describes */
#define INFOS_MAX 100000
#define PERF_LINK "anon_inode:[perf_event]"
#define MAPS_MAX ((size_t)64 << 20)

/* What all fds lead to, kind by kind. */
struct held {
	struct collect *c;
	char *info; /* INFO_BYTES */
	struct buf maps;
	pid_t maps_of; /* whose perf rings were added up last */
	struct pipes pipes;
	struct idhash buffers; /* dma-bufs seen, by inode */
	struct idhash clients; /* GPU files seen, by driver and client */
	uint32_t infos;
	bool info_cut;
	struct consumer sum; /* of the process that is being added up */
};

static struct proc_at at_ref(const struct held *h, const struct fd_ref *ref)
{
	return proc_at(h->c->proc, ref->pid);
}

/* False where it is closed by now, or one too many. */
static bool read_info(struct held *h, const struct fd_ref *ref,
		      struct span *ret)
{
	ssize_t n;

	if (h->infos >= INFOS_MAX) {
		h->info_cut = true;
		return false;
	}
	h->infos++;
	n = proc_read(at_ref(h, ref), h->info, INFO_BYTES, "fdinfo/%d",
		      ref->fd);
	*ret = span_of(h->info, n > 0 ? (size_t)n : 0);
	return n > 0;
}

/* Whether it is open for reading: the link's own mode says so (fs/proc/fd.c). */
static int reads_from(const struct held *h, const struct fd_ref *ref, bool *ret)
{
	struct stat st;
	int err = proc_stat(at_ref(h, ref), &st, AT_SYMLINK_NOFOLLOW, "fd/%d",
			    ref->fd);

	if (!err)
		*ret = st.st_mode & S_IRUSR;
	return err;
}

static int saw_pipe(struct held *h, const struct fd_ref *ref)
{
	bool reader;

	if (reads_from(h, ref, &reader))
		return 0;
	return pipes_note(&h->pipes, 0, ref->inode, ref->pid, ref->fd, reader);
}

/*
 * A path: of a FIFO, perhaps. What is cached is enough (a file server that is
 * gone must not stop us), and of others than FIFOs no more is asked.
 */
static int saw_path(struct held *h, const struct fd_ref *ref)
{
	struct statx stx;
	uint64_t dev;
	bool reader;

	if (proc_statx(at_ref(h, ref), &stx,
		       AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT,
		       STATX_TYPE | STATX_INO, "fd/%d", ref->fd) ||
	    !S_ISFIFO(stx.stx_mode) || reads_from(h, ref, &reader))
		return 0;
	dev = (uint64_t)stx.stx_dev_major << 20 | stx.stx_dev_minor;
	return pipes_note(&h->pipes, dev + 1, stx.stx_ino, ref->pid, ref->fd,
			  reader);
}

static int saw_uring(struct held *h, const struct fd_ref *ref)
{
	struct span text;
	uint64_t bytes;

	if (!read_info(h, ref, &text) ||
	    !parse_fdinfo_uring(text, snapshot_page_size(h->c->snap), &bytes))
		return 0;
	h->sum.bytes += bytes;
	h->sum.count++;
	return 0;
}

static int saw_dmabuf(struct held *h, const struct fd_ref *ref)
{
	struct consumer c = { .name = "dma-buf",
			      .basis = BASIS_UPPER_BOUND,
			      .count = 1,
			      .pid = ref->pid };
	struct dmabuf_info info;
	struct span text;
	int err;

	if (!read_info(h, ref, &text) || !parse_fdinfo_dmabuf(text, &info))
		return 0;
	err = info.inode ? idhash_add(&h->buffers, info.inode, 0) : 0;
	if (err)
		return err == -ENOMEM ? err : 0;
	c.bytes = info.bytes;
	return consumers_add(h->c->snap, &c);
}

/* One number for a file of a GPU, by driver, card and client. */
static uint64_t client_key(const struct drm_info *info)
{
	uint64_t key = fnv_bytes(FNV_BASIS, info->driver.p, info->driver.len);

	key = fnv_bytes(key, info->device.p, info->device.len);
	return fnv_bytes(key, &info->client.v, sizeof(info->client.v));
}

static int saw_drm(struct held *h, const struct fd_ref *ref)
{
	struct drm_info info;
	struct span text;
	int err = 0;

	if (!read_info(h, ref, &text) || !parse_fdinfo_drm(text, &info))
		return 0;
	if (info.client.known)
		err = idhash_add(&h->clients, client_key(&info), 0);
	if (err)
		return err == -ENOMEM ? err : 0;
	h->sum.bytes += info.bytes;
	h->sum.count++;
	return 0;
}

/*
 * The rings are as large as their mappings (kernel/events/ring_buffer.c): a
 * page of control and the data, each page allocated for itself. Once a process.
 */
static int saw_perf(struct held *h, const struct fd_ref *ref)
{
	struct map_sum sum;

	if (h->maps_of == ref->pid)
		return 0;
	h->maps_of = ref->pid;
	if (proc_read_all(at_ref(h, ref), MAPS_MAX, &h->maps, "maps") ||
	    parse_maps_sum(span_of(h->maps.data, h->maps.len), PERF_LINK, &sum))
		return 0;
	h->sum.bytes = sum.bytes;
	h->sum.count = sum.count;
	return 0;
}

/* In this order; what is added up by process has a name. */
static const struct kind {
	enum fd_kind kind;
	int (*saw)(struct held *h, const struct fd_ref *ref);
	const char *name;
	enum basis basis;
} kinds[] = {
	{ FD_PIPE, saw_pipe, NULL, 0 },
	{ FD_PATH, saw_path, NULL, 0 },
	{ FD_DELETED, saw_path, NULL, 0 },
	{ FD_DMABUF, saw_dmabuf, NULL, 0 },
	{ FD_PERF, saw_perf, "perf-rings", BASIS_EXACT },
	{ FD_RING, saw_uring, "io-uring", BASIS_ESTIMATE },
	{ FD_DRM, saw_drm, "gpu-files", BASIS_UPPER_BOUND },
};

static int end_process(struct held *h, const struct kind *k, pid_t pid)
{
	int err = 0;

	h->sum.name = k->name;
	h->sum.basis = k->basis;
	h->sum.pid = pid;
	if (k->name)
		err = consumers_add(h->c->snap, &h->sum);
	h->sum = (struct consumer){ 0 };
	return err;
}

static int read_kind(struct held *h, const struct kind *k)
{
	const struct fd_refs *refs = &h->c->fds.refs[k->kind];
	int err = 0;

	for (size_t i = 0; i < refs->n && !err; i++) {
		pid_t pid = refs->v[i].pid;

		err = k->saw(h, &refs->v[i]);
		if (!err && (i + 1 == refs->n || refs->v[i + 1].pid != pid))
			err = end_process(h, k, pid);
	}
	if (h->c->fds.cut & FD_BIT(k->kind))
		gaps_add(&h->c->snap->gaps, "open files", 0,
			 "not all pipes, rings and GPU files are counted",
			 "more than %d", FD_NOTES_MAX);
	return err;
}

static int read_all(struct held *h)
{
	struct snapshot *snap = h->c->snap;
	int err = fd_walk_all(&h->c->fds);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds) && !err; i++)
		err = read_kind(h, &kinds[i]);
	if (!err)
		fd_walk_refusals(
			&h->c->fds, &snap->gaps, "kernel memory fds",
			"pipes and rings of these processes are not counted");
	if (!err)
		err = dmabufs_collect(&h->c->src, &h->buffers, snap);
	if (!err)
		err = pipes_measure(h->c->proc, &h->pipes, snap);
	if (h->info_cut)
		gaps_add(&snap->gaps, "fdinfo", 0,
			 "not all rings and GPU files are counted",
			 "more than %d", INFOS_MAX);
	return err;
}

int held_fds_collect(struct collect *c)
{
	struct held h = { .c = c, .info = malloc(INFO_BYTES) };
	int err = c->proc < 0 ? c->proc : -ENOMEM;

	if (c->proc >= 0 && h.info)
		err = read_all(&h);
	pipes_free(&h.pipes);
	idhash_free(&h.buffers);
	idhash_free(&h.clients);
	buf_free(&h.maps);
	free(h.info);
	return err;
}
