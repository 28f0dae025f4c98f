/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/capture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/archive.h"
#include "capture/captured_host.h"
#include "capture/captured_net.h"
#include "capture/captured_processes.h"
#include "capture/normalise.h"
#include "capture/paste/paste.h"
#include "model/snapshot.h"
#include "source/cgroup_names.h"
#include "source/host.h"
#include "source/memcgs.h"
#include "source/memory.h"
#include "source/segments.h"
#include "source/source.h"
#include "source/tree.h"

struct capture {
	struct source src;
	struct paste *paste; /* a text; NULL: a folder */
	struct tree tree;    /* of an archive, or of the text's last sample */
	char file[sizeof(((struct paste_text *)0)->file)];
};

static int open_text(int fd, const char *path, struct capture *c)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash && slash[1] ? slash + 1 : path;

	c->src = (struct source){ .root = -1,
				  .capture = true,
				  .tree = &c->tree };
	span_copy(span_of(name, strlen(name)), c->file, sizeof(c->file));
	return paste_read(fd, &c->paste);
}

static int open_archive(int fd, struct capture *c)
{
	c->src = (struct source){ .root = -1,
				  .capture = true,
				  .tree = &c->tree };
	return archive_read_files(fd, &c->tree);
}

/* A pipe is read as a file is; a device is not. */
static int open_path(const char *path, struct capture *c)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat st;
	int err = fd < 0 || fstat(fd, &st) ? -errno : 0;

	if (!err && S_ISDIR(st.st_mode))
		err = source_open_capture(path, &c->src);
	else if (!err && S_ISREG(st.st_mode) && archive_is_one(fd))
		err = open_archive(fd, c);
	else if (!err && (S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode)))
		err = open_text(fd, path, c);
	else if (!err)
		err = -ENOTDIR;
	if (fd >= 0)
		close(fd);
	return err;
}

int capture_open(const char *path, struct capture **ret)
{
	struct capture *c = calloc(1, sizeof(*c));
	int err;

	if (!c)
		return -ENOMEM;
	c->src.root = -1;
	err = strcmp(path, "-") ? open_path(path, c)
				: open_text(STDIN_FILENO, path, c);
	if (err) {
		capture_close(c);
		return err;
	}
	if (!c->paste)
		c->src.normalise = normalise;
	*ret = c;
	return 0;
}

size_t capture_samples(const struct capture *c)
{
	return c->paste ? paste_samples(c->paste) : 1;
}

const struct source *capture_source(const struct capture *c)
{
	return &c->src;
}

/* Who looked is not known; processes are those of ss and of ps. */
static int read_files(const struct source *src, const struct capture_opts *opts,
		      struct snapshot *snap)
{
	int err;

	snap->time_ms = captured_time(src);
	captured_host(src, &snap->host);
	host_version(snap);
	memory_captured(src, snap);
	err = memcgs_read(src, snap);
	if (!err)
		err = captured_net(src, opts->keep_all, snap);
	if (!err && !opts->no_processes)
		err = captured_processes(src, snap);
	if (!err)
		err = cgroup_names(snap);
	if (!err)
		err = segments_read(src, snap);
	return err;
}

/* Nobody expects of a text that it has all files. */
static void forget_missing(struct gaps *gaps)
{
	size_t n = 0;

	for (size_t i = 0; i < gaps->n; i++)
		if (gaps->v[i].error != ENOENT)
			gaps->v[n++] = gaps->v[i];
	gaps->n = n;
	gaps_add(gaps, "text", 0, "what it does not have is not known", "%s",
		 "a pasted text");
}

static int fill_text(const struct capture *c, size_t sample,
		     struct snapshot *snap)
{
	forget_missing(&snap->gaps);
	memcpy(snap->paste.file, c->file, sizeof(c->file));
	return paste_fill(c->paste, sample, snap);
}

int capture_read(struct capture *c, size_t sample,
		 const struct capture_opts *opts, struct snapshot *ret)
{
	struct snapshot snap = { .source = SOURCE_CAPTURE };
	int err = 0;

	if (c->paste) {
		tree_free(&c->tree);
		err = paste_files(c->paste, sample, &c->tree);
	}
	if (!err)
		err = read_files(&c->src, opts, &snap);
	if (!err && c->paste)
		err = fill_text(c, sample, &snap);
	shm_objects_rank(&snap.shmem);
	if (err)
		snapshot_free(&snap);
	else
		*ret = snap;
	return err;
}

void capture_close(struct capture *c)
{
	if (!c)
		return;
	if (c->src.root >= 0)
		source_close(&c->src);
	paste_free(c->paste);
	tree_free(&c->tree);
	free(c);
}
