/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/alert/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "parse/text/alert_state.h"
#include "record/alert_state.h"
#include "run/alert/policy.h"
#include "run/file.h"
#include "run/message.h"
#include "system/file.h"
#include "util/buf.h"

/* What is appended to the state's name. */
#define LOCK ".lock"
#define NEW ".new" /* being written */
#define BAD ".bad" /* set aside */

static int problem(struct state_file *f, const char *what, int err)
{
	if (!*f->problem)
		snprintf(f->problem, sizeof(f->problem),
			 "cannot %s '%.80s': %s", what, f->path, file_why(err));
	return err;
}

static const char *beside(const struct state_file *f, const char *suffix,
			  char dst[STATE_NAME_MAX])
{
	snprintf(dst, STATE_NAME_MAX, "%s%s", f->name, suffix);
	return dst;
}

/*
 * A slip such as --state=DIR must not move the folder away: only a file may be
 * set aside.
 */
static int check_kind(int dir, const char *name)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (S_ISREG(st.st_mode))
		return 0;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	return S_ISLNK(st.st_mode) ? -ELOOP : -EINVAL;
}

/* The usual one is made where it is missing. */
static int open_folder(struct state_file *f)
{
	int fd = file_open_folder(f->path, O_NOFOLLOW, &f->name), err;

	if (fd == -ENOENT && !strcmp(f->path, STATE_DEFAULT) &&
	    mkdir(STATE_FOLDER, 0700) == 0)
		fd = file_open_folder(f->path, O_NOFOLLOW, &f->name);
	if (fd < 0)
		return fd;
	err = file_check(fd, S_IFDIR, FILE_ROOTS, 022);
	/* the longest suffix must fit, too */
	if (!err && strlen(f->name) + sizeof(LOCK) > STATE_NAME_MAX)
		err = -ENAMETOOLONG;
	if (!err)
		err = check_kind(fd, f->name);
	if (err) {
		close(fd);
		return err;
	}
	f->dir = fd;
	return 0;
}

/* Who has the lock says since when by the time of its file. */
static int try_lock(int fd, unsigned seconds)
{
	struct stat st;
	int err = lock_file(fd, 0);

	if (!err)
		return futimens(fd, NULL) ? -errno : 0;
	if (err != -EBUSY)
		return err;
	if (fstat(fd, &st))
		return -errno;
	return time(NULL) - st.st_mtime > (time_t)seconds ? -EDEADLK : -EBUSY;
}

/* A file that others can open could be locked by them for good. */
static int lock(struct state_file *f, unsigned seconds)
{
	char name[STATE_NAME_MAX];
	int err, fd = open_regular(f->dir, beside(f, LOCK, name),
				   O_RDWR | O_CREAT | O_NOFOLLOW, 0600);

	if (fd < 0)
		return fd;
	err = file_check(fd, S_IFREG, FILE_OURS, 077);
	if (!err)
		err = try_lock(fd, seconds);
	if (err) {
		close(fd);
		return err;
	}
	f->lock = fd;
	return 0;
}

int state_open(const char *path, unsigned seconds, struct state_file *ret)
{
	struct state_file f = { .dir = -1, .lock = -1, .path = path };
	int err = open_folder(&f);

	if (err) {
		problem(&f, "keep state in", err);
		*ret = f;
		return 0;
	}
	err = lock(&f, seconds);
	if (err == -EBUSY || err == -EDEADLK) {
		close(f.dir);
		return err;
	}
	if (err)
		problem(&f, "lock", err);
	*ret = f;
	return 0;
}

/* What the version before wrote is read, too: nothing open is lost. */
static int read_text(struct span text, struct alert_state *ret)
{
	return text.len && *text.p == '{' ? alert_state_read(text, ret)
					  : parse_alert_state(text, ret);
}

static int load(struct state_file *f, struct alert_state *ret)
{
	struct buf text = { 0 };
	int err = file_read(f->dir, f->name, O_NOFOLLOW, FILE_OURS,
			    ALERT_STATE_TEXT_MAX, &text);

	if (!err) {
		err = read_text(span_of(text.data, text.len), ret);
		err = err == -EINVAL ? -EBADMSG : err;
	}
	buf_free(&text);
	return err;
}

static const char *untrusted(int err)
{
	switch (err) {
	case -ENOTSUP:
		return "it is of another version";
	case -EBADMSG:
	case -EFBIG:
		return "it is damaged, or no state at all";
	default:
		return file_why(err);
	}
}

static void set_aside(struct state_file *f, int why)
{
	char bad[STATE_NAME_MAX];

	beside(f, BAD, bad);
	if (renameat(f->dir, f->name, f->dir, bad) == 0)
		message_error("the state '%.200s' is ignored: %s; it is now "
			      "'%.200s'",
			      f->path, untrusted(why), bad);
	else
		problem(f, "set aside", -errno);
}

void state_load(struct state_file *f, struct alert_state *ret)
{
	int err;

	memset(ret, 0, sizeof(*ret));
	if (f->dir < 0)
		return;
	err = load(f, ret);
	if (!err || err == -ENOENT)
		return;
	/* it may be fine: it could only not be read now */
	if (err == -EIO || err == -ENOMEM || err == -EACCES)
		problem(f, "read", err);
	else
		set_aside(f, err);
}

static int put(void *arg, FILE *out)
{
	struct buf text = { 0 };
	int err = alert_state_text(arg, &text);

	if (!err && fwrite(text.data, 1, text.len, out) != text.len)
		err = -errno;
	buf_free(&text);
	return err;
}

int state_prepare(struct state_file *f, struct alert_state *state)
{
	char name[STATE_NAME_MAX];
	int err;

	if (*f->problem)
		return -EROFS;
	err = file_write(f->dir, beside(f, NEW, name), 0600, put, state);
	return err ? problem(f, "write", err) : 0;
}

int state_commit(struct state_file *f)
{
	char name[STATE_NAME_MAX];
	int err = file_replace(f->dir, beside(f, NEW, name), f->name);

	return err ? problem(f, "replace", err) : 0;
}

void state_close(struct state_file *f)
{
	char name[STATE_NAME_MAX];

	if (f->dir < 0)
		return;
	if (f->lock >= 0) {
		unlinkat(f->dir, beside(f, NEW, name), 0);
		close(f->lock);
	}
	close(f->dir);
	f->dir = f->lock = -1;
}
