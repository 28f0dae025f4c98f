/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/snapshot.h"
#include "record/document.h"
#include "record/record.h"
#include "record/tail.h"
#include "system/file.h"
#include "util/vec.h"

#define PIECE 65536
#define NO_DOCUMENT "this is no kmemwhere.recording/1 document"
/* A million sockets are about 150 MB: more is no recording of ours. */
#define LINE_MAX_BYTES ((off_t)1 << 30)

struct entry {
	off_t at;
	uint64_t time_ms; /* UINT64_MAX: unknown */
};

struct replay {
	int fd;
	bool cut;
	off_t end; /* of the last whole line */
	struct entry *v;
	size_t n;
	size_t cap;
};

static int fail(struct replay_error *ret, uint64_t line, const char *what)
{
	ret->line = line;
	snprintf(ret->what, sizeof(ret->what), "%s", what);
	return -EBADMSG;
}

/* A line begins at that place. */
static int add_line(struct replay *r, off_t at, struct replay_error *ret_error)
{
	char begin[sizeof(DOCUMENT_BEGIN) + 32];
	ssize_t n = tail_read(r->fd, begin, sizeof(begin), at);
	struct opt_u64 time;

	if (n < 0)
		return (int)n;
	if (document_peek(begin, (size_t)n, &time))
		return fail(ret_error, r->n + 1, NO_DOCUMENT);
	if (VEC_GROW(r))
		return -ENOMEM;
	r->v[r->n++] = (struct entry){ at, time.known ? time.v : UINT64_MAX };
	return 0;
}

/* The line from start to its newline is whole. */
static int end_line(struct replay *r, off_t start, off_t end,
		    struct replay_error *ret_error)
{
	if (end - start > LINE_MAX_BYTES)
		return fail(ret_error, r->n + 1, "the line is too long");
	r->end = end;
	return add_line(r, start, ret_error);
}

static int find_lines(struct replay *r, struct replay_error *ret_error)
{
	char piece[PIECE];
	off_t at = 0, start = 0;
	ssize_t n;
	int err = tail_is_recording(r->fd, 1);

	/* a foreign file is not searched to its end */
	if (err == -EBADMSG)
		return fail(ret_error, 1, NO_DOCUMENT);
	while (!err && (n = tail_read(r->fd, piece, PIECE, at)) > 0) {
		char *p = piece, *nl;

		while (!err &&
		       (nl = memchr(p, '\n', (size_t)(piece + n - p)))) {
			off_t end = at + (nl - piece) + 1;

			err = end_line(r, start, end, ret_error);
			start = end;
			p = nl + 1;
		}
		at += n;
		/* a device has no end, and a foreign file may have no lines */
		if (!err && at - start > LINE_MAX_BYTES)
			err = fail(ret_error, r->n + 1, "the line is too long");
	}
	if (!err && n < 0)
		err = (int)n;
	r->cut = at > start;
	return err;
}

static int check_found(const struct replay *r, struct replay_error *ret_error)
{
	if (r->n)
		return 0;
	if (!r->cut)
		return fail(ret_error, 0, "it is empty");
	return fail(ret_error, 1, "the only document is not whole");
}

int replay_open(const char *path, struct replay **ret,
		struct replay_error *ret_error)
{
	struct replay *r = calloc(1, sizeof(*r));
	int err;

	if (!r)
		return -ENOMEM;
	r->fd = open_regular(AT_FDCWD, path, O_RDONLY, 0);
	err = r->fd < 0 ? r->fd : find_lines(r, ret_error);
	if (!err)
		err = check_found(r, ret_error);
	if (err)
		replay_close(r);
	else
		*ret = r;
	return err;
}

size_t replay_count(const struct replay *r)
{
	return r->n;
}

bool replay_is_cut(const struct replay *r)
{
	return r->cut;
}

struct opt_u64 replay_time(const struct replay *r, size_t index)
{
	uint64_t ms = r->v[index].time_ms;

	return (struct opt_u64){ .v = ms, .known = ms != UINT64_MAX };
}

uint64_t replay_bytes(const struct replay *r, size_t index)
{
	off_t end = index + 1 < r->n ? r->v[index + 1].at : r->end;

	return (uint64_t)(end - r->v[index].at);
}

int replay_read(struct replay *r, size_t index, struct snapshot *ret,
		struct replay_error *ret_error)
{
	size_t len = replay_bytes(r, index) - 1; /* without the newline */
	char *text = malloc(len + 1);
	ssize_t n;
	int err;

	if (!text)
		return -ENOMEM;
	n = tail_read(r->fd, text, len, r->v[index].at);
	if (n < 0)
		err = (int)n;
	else
		err = document_get(text, (size_t)n, ret, ret_error->what,
				   sizeof(ret_error->what));
	free(text);
	if (err != -EINVAL)
		return err;
	ret_error->line = index + 1;
	return -EBADMSG;
}

void replay_close(struct replay *r)
{
	if (!r)
		return;
	if (r->fd >= 0)
		close(r->fd);
	free(r->v);
	free(r);
}
