/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/report/textfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "run/file.h"

/* A run takes a second; what is older than that many was left behind. */
#define LEFT_BEHIND 3600

/* rename() would put the file in the place of /dev/null, too. */
static int check_target(int dir, const char *name)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	return S_ISREG(st.st_mode) ? 0 : -EINVAL;
}

static bool is_temp(const char *stem, const char *name)
{
	size_t stem_len = strlen(stem), len = strlen(name);

	return name[0] == '.' && len > stem_len + strlen("..0.tmp") - 1 &&
	       !strncmp(name + 1, stem, stem_len) &&
	       name[stem_len + 1] == '.' &&
	       !strcmp(name + len - strlen(".tmp"), ".tmp");
}

/* A run that was killed left its temporary file: they must not pile up. */
static void sweep(int dir, const char *stem)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;
	struct stat st;

	if (!list) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((e = readdir(list)))
		if (is_temp(stem, e->d_name) &&
		    !fstatat(dir, e->d_name, &st, AT_SYMLINK_NOFOLLOW) &&
		    st.st_mtime < time(NULL) - LEFT_BEHIND)
			unlinkat(dir, e->d_name, 0);
	closedir(list);
}

/* No other process has this pid. */
static int replace(int dir, const char *name,
		   int (*write)(void *arg, FILE *out), void *arg)
{
	char temp[NAME_MAX + 1];
	int err, n = snprintf(temp, sizeof(temp), ".%s.%ld.tmp", name,
			      (long)getpid());

	if (n < 0 || (size_t)n >= sizeof(temp))
		return -ENAMETOOLONG;
	err = file_write(dir, temp, 0644, write, arg);
	if (err)
		return err;
	err = file_replace(dir, temp, name);
	if (err)
		unlinkat(dir, temp, 0);
	else
		sweep(dir, name);
	return err;
}

int textfile_write(const char *path, int (*write)(void *arg, FILE *out),
		   void *arg)
{
	const char *name;
	int err, dir = file_open_folder(path, 0, &name);

	if (dir < 0)
		return dir;
	err = check_target(dir, name);
	if (!err)
		err = replace(dir, name, write, arg);
	close(dir);
	return err;
}
