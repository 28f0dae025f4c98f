/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * timerun COMMAND ARGS...: runs it with its output thrown away and prints
 * "SECONDS PEAK-RSS-KIB STATUS". exec keeps the peak of the program that
 * called it (fs/exec.c), so the caller must be as small as this one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

_Noreturn static void run(char **argv)
{
	int fd = open("/dev/null", O_WRONLY);

	if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0 ||
	    dup2(fd, STDERR_FILENO) < 0)
		_exit(126);
	execvp(argv[0], argv);
	_exit(127);
}

int main(int argc, char **argv)
{
	struct rusage ru;
	int status;

	if (argc < 2)
		return 2;
	double start = now();
	pid_t pid = fork();
	if (pid == 0)
		run(argv + 1);
	if (pid < 0 || wait4(pid, &status, 0, &ru) < 0)
		return 1;
	printf("%.6f %ld %d\n", now() - start, ru.ru_maxrss,
	       WIFEXITED(status) ? WEXITSTATUS(status) : 255);
	return 0;
}
