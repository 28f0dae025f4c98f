/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where files come from: the live machine's root, or a folder that mirrors
 * one. A name is relative to it ("proc/meminfo"); in a captured folder no
 * symlink leads out of the folder, so nothing of this machine gets in.
 */
#ifndef KMW_SOURCE_SOURCE_H
#define KMW_SOURCE_SOURCE_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>

struct buf;
struct tree;

struct source {
	int root; /* a directory's fd */
	bool capture;
	const struct tree *tree; /* files in memory, in place of root */
	/* Of a capture: makes of a file's text what its parser expects. */
	int (*normalise)(const char *name, struct buf *text);
};

/* Opens the live machine. Returns 0 or -errno. */
int source_open_live(struct source *ret);

/* Opens a captured folder. Returns 0 or -errno (-ENOTDIR: a file). */
int source_open_capture(const char *dir, struct source *ret);

/*
 * Reads a whole file, whatever size stat gives for it, up to 64 MiB.
 * Returns 0 with the content in ret (emptied first) or -errno; -EFBIG where
 * it is larger.
 */
int source_read(const struct source *s, const char *name, struct buf *ret);

/* The same for a file that is open, from where it stands. */
int source_read_fd(int fd, struct buf *ret);

/* Opens a file or directory below the source. Returns an fd or -errno. */
int source_open(const struct source *s, const char *name, int flags);

/* Opens a directory, to be closed by closedir(). NULL where it cannot be. */
DIR *source_open_dir(const struct source *s, const char *name);

/*
 * Hands over the name of each entry of a folder, but for those that begin with a
 * dot, and whether it may be a folder, until each() returns another than 0.
 * Returns that, or -errno where there is no such folder.
 */
int source_list(const struct source *s, const char *dir,
		int (*each)(void *arg, const char *name, bool folder),
		void *arg);

void source_close(struct source *s);

#endif
