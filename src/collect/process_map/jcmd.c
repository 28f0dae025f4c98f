/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/process_map/jcmd.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/clock.h"

#define LIMIT_MS 20000
#define OUTPUT_MAX ((size_t)64 << 20)
#define CHUNK 65536

/* How the child says that it did not come to run jcmd. */
enum { EXIT_REFUSED = 125, EXIT_NO_JCMD = 127 };

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

/* "…/bin/java" to "…/bin/", and up to the JDK around a JRE (JDK 8). */
static void exec_beside(struct proc_at at, char *const argv[],
			char *const env[])
{
	static const char *const places[] = { "jcmd", "../../bin/jcmd" };
	char exe[PATH_MAX], path[PATH_MAX + 32];
	ssize_t n = proc_read_link(at, exe, sizeof(exe) - 1, "exe");
	char *slash;

	if (n <= 0)
		return;
	exe[n] = '\0';
	slash = strrchr(exe, '/');
	if (!slash)
		return;
	slash[1] = '\0';
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", exe, places[i]);
		execve(path, argv, env);
	}
}

/* For good: a set-uid program would not bring it back either. */
static int become(const struct jcmd *j)
{
	if (geteuid() == j->uid && geteuid())
		return 0;
	if (setgroups(0, NULL) || setresgid(j->gid, j->gid, j->gid) ||
	    setresuid(j->uid, j->uid, j->uid))
		return -errno;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -errno : 0;
}

/* A session of its own: our terminal is not its. */
_Noreturn static void child(const struct jcmd *j, int out)
{
	char pid[16], name[] = "jcmd", command[] = "VM.native_memory",
		      level[] = "detail";
	char path[] = "PATH=/usr/bin:/bin", locale[] = "LC_ALL=C";
	char *const argv[] = { name, pid, command, level, NULL };
	char *const env[] = { path, locale, NULL };
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	snprintf(pid, sizeof(pid), "%d", (int)j->at.pid);
	setsid();
	signal(SIGPIPE, SIG_DFL);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(out, STDOUT_FILENO) < 0 || dup2(out, STDERR_FILENO) < 0 ||
	    become(j))
		_exit(EXIT_REFUSED);
	exec_beside(j->at, argv, env);
	execve("/usr/bin/jcmd", argv, env);
	_exit(EXIT_NO_JCMD);
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

static int end_of(pid_t pid, int err)
{
	int status = 0;

	/* its group is its own from setsid() on; itself at any time */
	if (err) {
		kill(-pid, SIGKILL);
		kill(pid, SIGKILL);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (err || !WIFEXITED(status))
		return err ? err : -ECHILD;
	if (WEXITSTATUS(status) == EXIT_REFUSED)
		return -EPERM;
	return WEXITSTATUS(status) == EXIT_NO_JCMD ? -ENOENT : 0;
}

int jcmd_run(const struct jcmd *j, struct buf *ret)
{
	int ends[2], err;
	pid_t pid;

	buf_clear(ret);
	if (is_elsewhere(j->at))
		return -EPERM;
	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	pid = fork();
	if (!pid)
		child(j, ends[1]);
	err = pid < 0 ? -errno : 0;
	close(ends[1]);
	if (!err)
		err = end_of(pid, read_all(ends[0], ret));
	close(ends[0]);
	return err;
}
