/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/process_map/jcmd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "system/program.h"
#include "util/buf.h"
#include "util/clock.h"

#define LIMIT_MS 20000
#define OUTPUT_MAX ((size_t)64 << 20)
#define CHUNK 65536
#define END_MS 1000 /* after its last word */

/*
 * What lies in another mount namespace is not run: a container would choose
 * the program, and we are outside of its bounds.
 */
static bool is_elsewhere(struct proc_at at)
{
	struct stat theirs, ours;

	return proc_stat(at, &theirs, 0, "ns/mnt") ||
	       stat("/proc/self/ns/mnt", &ours) || theirs.st_ino != ours.st_ino;
}

#define PLACES 2
#define PLACE_MAX (PATH_MAX + 32)

/* "…/bin/java" to "…/bin/", and up to the JDK around a JRE (JDK 8). */
static size_t places_beside(struct proc_at at, char (*ret)[PLACE_MAX])
{
	static const char *const places[PLACES] = { "jcmd", "../../bin/jcmd" };
	char exe[PATH_MAX];
	ssize_t n = proc_read_link(at, exe, sizeof(exe) - 1, "exe");
	char *slash;

	if (n <= 0)
		return 0;
	exe[n] = '\0';
	slash = strrchr(exe, '/');
	if (!slash)
		return 0;
	slash[1] = '\0';
	for (size_t i = 0; i < PLACES; i++)
		snprintf(ret[i], PLACE_MAX, "%s%s", exe, places[i]);
	return PLACES;
}

/* out: what it writes goes there. */
static int start(const struct jcmd *j, int out, pid_t *ret)
{
	char pid[16], name[] = "jcmd", command[] = "VM.native_memory",
		      level[] = "detail";
	char path[] = "PATH=/usr/bin:/bin", locale[] = "LC_ALL=C";
	char *const argv[] = { name, pid, command, level, NULL };
	char *const env[] = { path, locale, NULL };
	char(*beside)[PLACE_MAX] = malloc(PLACES * sizeof(*beside));
	const char *paths[PLACES + 2] = { NULL };
	const struct program jcmd = { .paths = paths,
				      .argv = argv,
				      .env = env,
				      .in = -1,
				      .out = out,
				      .confined = true,
				      .uid = j->uid,
				      .gid = j->gid };
	size_t n;
	int err;

	if (!beside)
		return -ENOMEM;
	n = places_beside(j->at, beside);
	for (size_t i = 0; i < n; i++)
		paths[i] = beside[i];
	paths[n] = "/usr/bin/jcmd";
	snprintf(pid, sizeof(pid), "%d", (int)j->at.pid);
	err = program_start(&jcmd, ret);
	free(beside);
	return err;
}

/* Reads until all writers have closed it. */
static int read_all(int fd, struct buf *ret)
{
	int64_t end = clock_ms(CLOCK_MONOTONIC) + LIMIT_MS, left;

	while ((left = end - clock_ms(CLOCK_MONOTONIC)) > 0) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		ssize_t n;

		if (poll(&p, 1, (int)left) <= 0)
			continue;
		if (buf_reserve(ret, CHUNK))
			return -ENOMEM;
		n = read(fd, ret->data + ret->len, CHUNK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : 0;
		ret->len += (size_t)n;
		ret->data[ret->len] = '\0';
		if (ret->len > OUTPUT_MAX)
			return -EFBIG;
	}
	return -ETIMEDOUT;
}

int jcmd_run(const struct jcmd *j, struct buf *ret)
{
	int ends[2], err, status;
	pid_t pid = 0;

	buf_clear(ret);
	if (is_elsewhere(j->at))
		return -EPERM;
	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	err = start(j, ends[1], &pid);
	close(ends[1]);
	if (!err) {
		err = read_all(ends[0], ret);
		if (program_wait(pid, err ? 0 : END_MS, &status) && !err)
			err = -ETIMEDOUT;
		program_sweep();
	}
	close(ends[0]);
	return err;
}
