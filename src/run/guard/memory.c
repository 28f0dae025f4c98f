/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/guard/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "run/file.h"
#include "run/guard/identity.h"
#include "run/guard/page.h"
#include "util/buf.h"
#include "util/span.h"

#define FOLDER "/run/kmemwhere"
#define NAME "held-up"
#define NEW_NAME NAME ".new"
#define TEXT_MAX 65536
#define KEEP_S 600

/* PID START WHAT READER ITS-START SINCE PATH */
enum { F_PID, F_START, F_WHAT, F_READER, F_READER_START, F_SINCE, F_N };

static int open_folder(void)
{
	const char *name;
	int fd = file_open_folder(FOLDER "/" NAME, O_NOFOLLOW, &name);

	if (fd >= 0 && file_check(fd, S_IFDIR, FILE_ROOTS, 022)) {
		close(fd);
		return -EPERM;
	}
	return fd;
}

static bool is_there(int pid, uint64_t start)
{
	char comm[16];

	return start && identity_start(pid, comm) == start;
}

static bool is_true(struct left_out *l)
{
	struct timespec now;

	if (l->what <= AT_NAME || l->what >= AT_N || l->pid < 0)
		return false;
	if (l->pid &&
	    (!l->start || identity_start(l->pid, l->comm) != l->start))
		return false;
	if (is_there(l->reader, l->reader_start))
		return true;
	return !clock_gettime(CLOCK_BOOTTIME, &now) &&
	       (uint64_t)now.tv_sec - l->since_s < KEEP_S;
}

static bool is_known(const struct guard_page *page, const struct left_out *l)
{
	for (size_t i = 0; i < page->n; i++)
		if (page->left[i].pid == l->pid &&
		    page->left[i].what == l->what &&
		    !strcmp(page->left[i].path, l->path))
			return true;
	return false;
}

static bool read_line(struct span line, struct left_out *ret)
{
	struct identity_user user;
	uint64_t v[F_N];
	struct span word;

	for (unsigned i = 0; i < F_N; i++)
		if (!span_word(&line, &word) || span_u64(word, &v[i]) ||
		    v[i] > INT64_MAX)
			return false;
	if (v[F_PID] > INT32_MAX || v[F_WHAT] >= AT_N ||
	    v[F_READER] > INT32_MAX)
		return false;
	*ret = (struct left_out){ .resolved = true,
				  .pid = (int32_t)v[F_PID],
				  .start = v[F_START],
				  .what = (int32_t)v[F_WHAT],
				  .reader = (int32_t)v[F_READER],
				  .reader_start = v[F_READER_START],
				  .since_s = v[F_SINCE] };
	span_copy(span_trim(line), ret->path, sizeof(ret->path));
	if (!is_true(ret))
		return false;
	identity_user(ret->pid, &user);
	ret->uid = user.uid;
	ret->userns = user.userns;
	return true;
}

void memory_read(struct guard_page *page)
{
	struct buf text = { 0 };
	struct span rest, line;
	struct left_out l;
	int dir = geteuid() ? -EPERM : open_folder();

	if (dir < 0)
		return;
	if (!file_read(dir, NAME, O_NOFOLLOW, FILE_OURS, TEXT_MAX, &text)) {
		rest = span_of(text.data, text.len);
		while (span_line(&rest, &line))
			if (page->n < LEFT_OUT_MAX && read_line(line, &l) &&
			    !is_known(page, &l))
				page->left[page->n++] = l;
	}
	buf_free(&text);
	close(dir);
}

static int put(void *arg, FILE *out)
{
	const struct guard_page *page = arg;

	for (size_t i = 0; i < page->n; i++) {
		const struct left_out *l = &page->left[i];

		if ((l->pid && !l->start) || strpbrk(l->path, "\n"))
			continue;
		fprintf(out,
			"%d %" PRIu64 " %d %d %" PRIu64 " %" PRIu64 " %s\n",
			(int)l->pid, l->start, (int)l->what, (int)l->reader,
			l->reader_start, l->since_s, l->path);
	}
	return 0;
}

void memory_write(const struct guard_page *page)
{
	struct guard_page copy = *page;
	int dir;

	if (geteuid())
		return;
	if (mkdir(FOLDER, 0755) < 0 && errno != EEXIST)
		return;
	dir = open_folder();
	if (dir < 0)
		return;
	if (!file_write(dir, NEW_NAME, 0600, put, &copy))
		(void)file_replace(dir, NEW_NAME, NAME);
	close(dir);
}
