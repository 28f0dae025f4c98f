/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/guard/identity.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "util/span.h"

#define START_AFTER_COMM \
	20 /* words of /proc/PID/stat, the state is the first */

/* Not by proc_read(): it is asked for while something else is marked. */
static size_t read_file(int pid, const char *name, char *dst, size_t cap)
{
	char path[48];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? 0 : read(fd, dst, cap);
	if (fd >= 0)
		close(fd);
	return n > 0 ? (size_t)n : 0;
}

uint64_t identity_start(int pid, char comm[16])
{
	char text[2048];
	size_t n = read_file(pid, "stat", text, sizeof(text));
	const char *begin = memchr(text, '(', n), *end = memrchr(text, ')', n);
	struct span rest, word = { .p = NULL };
	uint64_t start = 0;

	if (!begin || !end || end < begin)
		return 0;
	span_copy(span_of(begin + 1, (size_t)(end - begin - 1)), comm, 16);
	rest = span_of(end + 1, (size_t)(text + n - end - 1));
	for (int i = 0; i < START_AFTER_COMM; i++)
		if (!span_word(&rest, &word))
			return 0;
	return span_u64(word, &start) ? 0 : start;
}

static uint64_t userns_of(const char *path)
{
	char link[64];
	ssize_t n = readlink(path, link, sizeof(link));
	struct span s = span_of(link, n > 0 ? (size_t)n : 0);
	uint64_t inode = 0;

	if (!span_cut(&s, "user:[") || !span_digits(&s, &inode))
		return 0;
	return inode;
}

void identity_user(int pid, struct identity_user *ret)
{
	char text[4096], path[48];
	struct span rest, line, word;
	uint64_t uid = 0;
	size_t n = read_file(pid, "status", text, sizeof(text));

	*ret = (struct identity_user){ 0 };
	rest = span_of(text, n);
	while (span_line(&rest, &line))
		if (span_cut(&line, "Uid:") && span_word(&line, &word) &&
		    !span_u64(word, &uid))
			ret->uid = (uint32_t)uid;
	snprintf(path, sizeof(path), "/proc/%d/ns/user", pid);
	ret->userns = userns_of(path);
}

uint64_t identity_own_userns(void)
{
	return userns_of("/proc/self/ns/user");
}
