/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/document.h"
#include "system/file.h"
#include "util/jsonw.h"
#include "record/tail.h"

/* Another writer, or somebody who only means to hold us up. */
#define LOCK_MS 5000

struct record {
	char *path;
	char *old; /* path.1 */
	uint64_t max_bytes;
	uint64_t cut;
	int fd;
	off_t begin; /* of the line that is being written */
	off_t size;
	bool rotated; /* for the line that is being written */
	struct jsonw out;
};

/* What we append to is ours alone, and is what its name says. */
static int check_file(int fd, const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return -EINVAL;
	if (st->st_uid != geteuid())
		return -EPERM;
	if (st->st_nlink > 1)
		return -EMLINK;
	return tail_is_recording(fd, st->st_size);
}

static int open_file(const char *path, int *ret)
{
	int fd = open_regular(AT_FDCWD, path,
			      O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, 0600);
	struct stat st;
	int err = 0;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		err = -errno;
	if (!err)
		err = check_file(fd, &st);
	if (err)
		close(fd);
	else
		*ret = fd;
	return err;
}

/* Whether the path is still the file that is open: others rotate it, too. */
static bool is_current(const struct record *rec)
{
	struct stat ours, named;

	return !fstat(rec->fd, &ours) && !lstat(rec->path, &named) &&
	       ours.st_dev == named.st_dev && ours.st_ino == named.st_ino;
}

static int lock(struct record *rec)
{
	return lock_file(rec->fd, LOCK_MS);
}

/* Cuts off what a writer left that died. The file is locked. */
static int repair(struct record *rec)
{
	struct stat st;
	off_t whole;
	int err;

	if (fstat(rec->fd, &st) < 0)
		return -errno;
	err = tail_find(rec->fd, st.st_size, &whole);
	if (err)
		return err;
	if (whole < st.st_size && ftruncate(rec->fd, whole) < 0)
		return -errno;
	rec->cut += (uint64_t)(st.st_size - whole);
	rec->size = whole;
	return 0;
}

/* Locks the file that has the name now, whole. */
static int acquire(struct record *rec)
{
	int err = lock(rec);

	while (!err && !is_current(rec)) {
		int fd = -1;

		err = open_file(rec->path, &fd);
		if (err)
			return err;
		close(rec->fd);
		rec->fd = fd;
		err = lock(rec);
	}
	return err ? err : repair(rec);
}

/* The lock stays with the old file: who waits for it sees that it is old. */
static int rotate(struct record *rec)
{
	int fd = -1, err;

	if (rename(rec->path, rec->old) < 0)
		return -errno;
	err = open_file(rec->path, &fd);
	if (err)
		return err;
	close(rec->fd);
	rec->fd = fd;
	rec->rotated = true;
	return acquire(rec);
}

static int make_room(struct record *rec, size_t len)
{
	if (!rec->size || (uint64_t)rec->size + len <= rec->max_bytes)
		return 0;
	return rotate(rec);
}

/* The sink of out: the first piece decides whether a new file is begun. */
static int write_piece(void *data, const char *bytes, size_t len)
{
	struct record *rec = data;
	int err = 0;

	if (rec->size == rec->begin) {
		err = make_room(rec, len);
		rec->begin = rec->size;
	}
	while (!err && len) {
		ssize_t n = write(rec->fd, bytes, len);

		if (n < 0 && errno != EINTR)
			err = -errno;
		if (n <= 0)
			continue;
		bytes += n;
		len -= (size_t)n;
		rec->size += n;
	}
	return err;
}

/* Half a line is worse than none; if this fails repair() finds it later. */
static void take_back(struct record *rec)
{
	if (ftruncate(rec->fd, rec->begin) == 0)
		rec->size = rec->begin;
	/* an empty file would be none: what was put aside is the file again */
	if (rec->rotated && !rec->begin)
		rename(rec->old, rec->path);
}

static int append(struct record *rec, const struct snapshot *snap)
{
	int err;

	rec->begin = rec->size;
	rec->rotated = false;
	rec->out.error = 0;
	rec->out.follow = false;
	document_put(&rec->out, snap);
	jsonw_newline(&rec->out);
	err = jsonw_flush(&rec->out);
	if (err)
		take_back(rec);
	return err;
}

int record_open(const char *path, uint64_t max_bytes, struct record **ret)
{
	struct record *rec = calloc(1, sizeof(*rec));
	int err = -ENOMEM;

	if (!rec)
		return -ENOMEM;
	rec->fd = -1;
	rec->max_bytes = max_bytes;
	rec->out.sink = write_piece;
	rec->out.data = rec;
	rec->path = strdup(path);
	if (!rec->path || asprintf(&rec->old, "%s.1", path) < 0) {
		rec->old = NULL;
		goto fail;
	}
	err = open_file(path, &rec->fd);
	if (!err)
		err = acquire(rec);
	if (err)
		goto fail;
	unlock_file(rec->fd);
	*ret = rec;
	return 0;
fail:
	record_close(rec);
	return err;
}

uint64_t record_cut(struct record *rec)
{
	uint64_t cut = rec->cut;

	rec->cut = 0;
	return cut;
}

bool record_is_empty(const struct record *rec)
{
	return !rec->size;
}

int record_write(struct record *rec, const struct snapshot *snap)
{
	int err = acquire(rec);

	if (!err)
		err = append(rec, snap);
	unlock_file(rec->fd);
	return err;
}

void record_close(struct record *rec)
{
	if (!rec)
		return;
	if (rec->fd >= 0)
		close(rec->fd);
	jsonw_free(&rec->out);
	free(rec->path);
	free(rec->old);
	free(rec);
}
