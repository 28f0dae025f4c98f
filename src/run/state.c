/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parse/text/alert_state.h"
#include "run/message.h"
#include "util/buf.h"

static int problem(struct state_file *f, const char *what, int err)
{
	if (!*f->problem)
		snprintf(f->problem, sizeof(f->problem), "%s '%.80s': %s", what,
			 f->path,
			 err == -EPERM ? "it belongs to another user, or "
					 "others may write there"
				       : strerror(-err));
	return err;
}

static void name_of(const struct state_file *f, const char *suffix,
		    char ret[NAME_MAX + 8])
{
	snprintf(ret, NAME_MAX + 8, "%s%s", f->dir.name, suffix);
}

int state_open(const char *path, struct state_file *ret)
{
	struct state_file f = { .dir.fd = -1, .lock = -1, .path = path };
	int err = state_dir_open(path, &f.dir);

	if (err) {
		f.dir.fd = -1;
		problem(&f, "no state can be kept in", err);
		*ret = f;
		return 0;
	}
	err = state_dir_lock(&f.dir, &f.lock);
	if (err == -EBUSY) {
		close(f.dir.fd);
		return err;
	}
	if (err)
		problem(&f, "no lock for", err);
	*ret = f;
	return 0;
}

/* Not ours, or somebody else could have written it: not to be trusted. */
static int check_state(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if (st.st_uid != geteuid() || (st.st_mode & 022) || st.st_nlink != 1)
		return -EPERM;
	return st.st_size > (off_t)ALERT_STATE_TEXT_MAX ? -EINVAL : 0;
}

static int read_state(int fd, struct buf *ret)
{
	ssize_t n = 1;

	while (n && ret->len <= ALERT_STATE_TEXT_MAX) {
		if (buf_reserve(ret, 16384))
			return -ENOMEM;
		n = read(fd, ret->data + ret->len, 16384);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0)
			ret->len += (size_t)n;
	}
	return 0;
}

static int load(struct state_file *f, struct alert_state *ret)
{
	int fd = openat(f->dir.fd, f->dir.name,
			O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK |
				O_NOCTTY);
	struct buf text = { 0 };
	int err;

	if (fd < 0)
		return -errno;
	err = check_state(fd);
	if (!err)
		err = read_state(fd, &text);
	if (!err)
		err = parse_alert_state(span_of(text.data, text.len), ret);
	close(fd);
	buf_free(&text);
	return err;
}

static const char *untrusted(int err)
{
	switch (err) {
	case -ELOOP:
		return "it is a symbolic link";
	case -EPERM:
		return "it belongs to another user, or others may write it";
	case -ENOTSUP:
		return "it is of another version";
	case -EINVAL:
		return "it is damaged, or no state at all";
	default:
		return strerror(-err);
	}
}

static void set_aside(struct state_file *f, int why)
{
	char bad[NAME_MAX + 8];

	name_of(f, STATE_BAD, bad);
	if (renameat(f->dir.fd, f->dir.name, f->dir.fd, bad) == 0)
		message_error("the state '%.200s' is not used: %s; it is now "
			      "'%.200s'",
			      f->path, untrusted(why), bad);
	else
		problem(f, "cannot set aside", -errno);
}

void state_load(struct state_file *f, struct alert_state *ret)
{
	int err;

	memset(ret, 0, sizeof(*ret));
	if (f->dir.fd < 0)
		return;
	err = load(f, ret);
	if (!err || err == -ENOENT)
		return;
	/* it may be fine: it could only not be read now */
	if (err == -EIO || err == -ENOMEM || err == -EACCES)
		problem(f, "cannot read", err);
	else
		set_aside(f, err);
}

static int write_all(int fd, const struct buf *text)
{
	size_t done = 0;

	while (done < text->len) {
		ssize_t n = write(fd, text->data + done, text->len - done);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0)
			done += (size_t)n;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

/* What a killed run left is in the way of O_EXCL; the lock says it is over. */
static int write_new(struct state_file *f, const struct buf *text)
{
	char name[NAME_MAX + 8];
	int fd, err;

	name_of(f, STATE_NEW, name);
	if (unlinkat(f->dir.fd, name, 0) < 0 && errno != ENOENT)
		return -errno;
	fd = openat(f->dir.fd, name,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	err = write_all(fd, text);
	if (close(fd) < 0 && !err)
		err = -errno;
	if (err)
		unlinkat(f->dir.fd, name, 0);
	return err;
}

int state_prepare(struct state_file *f, const struct alert_state *state)
{
	struct buf text = { 0 };
	int err;

	if (*f->problem)
		return -EROFS;
	err = alert_state_text(state, &text);
	if (!err)
		err = write_new(f, &text);
	buf_free(&text);
	return err ? problem(f, "cannot write", err) : 0;
}

int state_commit(struct state_file *f)
{
	char name[NAME_MAX + 8];

	name_of(f, STATE_NEW, name);
	if (renameat(f->dir.fd, name, f->dir.fd, f->dir.name) < 0)
		return problem(f, "cannot replace", -errno);
	if (fsync(f->dir.fd) < 0)
		return problem(f, "cannot write", -errno);
	return 0;
}

void state_close(struct state_file *f)
{
	char name[NAME_MAX + 8];

	if (f->dir.fd < 0)
		return;
	if (f->lock >= 0) {
		name_of(f, STATE_NEW, name);
		unlinkat(f->dir.fd, name, 0);
		close(f->lock);
	}
	close(f->dir.fd);
	f->dir.fd = f->lock = -1;
}
