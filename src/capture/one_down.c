/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/one_down.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_folder(int fd, const char *name)
{
	struct stat st;

	return fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISDIR(st.st_mode);
}

static bool is_machine(int dir, const char *name)
{
	int fd = openat(dir, name,
			O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	bool ret;

	if (fd < 0)
		return false;
	ret = is_folder(fd, "proc") || is_folder(fd, "sos_commands");
	close(fd);
	return ret;
}

bool capture_one_down(const char *dir, char *ret, size_t cap)
{
	DIR *d = opendir(dir);
	const struct dirent *e;
	bool found = false;

	while (d && !found && (e = readdir(d))) {
		found = *e->d_name != '.' && is_machine(dirfd(d), e->d_name);
		if (found)
			snprintf(ret, cap, "%s", e->d_name);
	}
	if (d)
		closedir(d);
	return found;
}
