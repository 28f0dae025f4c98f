/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recordings: files of snapshots, a document a line. One is written by
 * appending; it is kept whole when a writer dies or the disk is full.
 */
#ifndef KMW_RECORD_RECORD_H
#define KMW_RECORD_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/opt.h"

struct record;
struct replay;
struct snapshot;

#define RECORD_MAX_BYTES (UINT64_C(64) << 20) /* of a file, unless told */

/*
 * Opens a file to append to, or makes it (mode 0600). Half a line at its end
 * is cut off: a writer died there. When a document would make the file larger
 * than max_bytes it becomes PATH.1 first; the PATH.1 of before is gone then.
 * Returns 0 or -errno: -ELOOP (a symbolic link), -EINVAL (no regular file),
 * -EPERM (of another user), -EMLINK (it has other names, too), -EBADMSG (not a
 * recording: nothing is touched).
 */
int record_open(const char *path, uint64_t max_bytes, struct record **ret);

/* Bytes of the half line that was cut off since the last call; mostly 0. */
uint64_t record_cut(struct record *rec);

/* Whether there is nothing in the file yet. */
bool record_is_empty(const struct record *rec);

/*
 * Appends one document. Several programs may write one file: they wait for
 * each other. Returns 0 or -errno (-ENOSPC …); the file ends with the last
 * whole line then, too.
 */
int record_write(struct record *rec, const struct snapshot *snap);

void record_close(struct record *rec);

/* What is wrong with a file that is replayed. */
struct replay_error {
	uint64_t line;	/* from 1; 0: the file as such */
	char what[200]; /* one sentence, outside text is unescaped */
};

/*
 * Opens a recording and finds its lines; 16 bytes of memory each. Half a line
 * at the end is left out: see replay_is_cut(). Returns 0; -EBADMSG with
 * ret_error set; or -errno with nothing in it.
 */
int replay_open(const char *path, struct replay **ret,
		struct replay_error *ret_error);

/* Documents in it, at least one. */
size_t replay_count(const struct replay *r);

/* Whether the last line was not whole, and is left out. */
bool replay_is_cut(const struct replay *r);

/* When that document's moment was; its bytes. index < replay_count(). */
struct opt_u64 replay_time(const struct replay *r, size_t index);
uint64_t replay_bytes(const struct replay *r, size_t index);

/* Reads a document. The errors of replay_open(). */
int replay_read(struct replay *r, size_t index, struct snapshot *ret,
		struct replay_error *ret_error);

void replay_close(struct replay *r);

#endif
