/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file system of one file and one folder, by linux/fuse.h alone. */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attack.h"

#define REQUEST_MAX (1 << 20)
#define SIZE 65536

enum { ROOT = FUSE_ROOT_ID, FILE_ID, FOLDER_ID };

void attack_die(const char *what)
{
	fprintf(stderr, "attack: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		attack_die(path);
	close(fd);
}

static void answer(int fd, uint64_t unique, int err, const void *body,
		   size_t len)
{
	char out[4096];
	struct fuse_out_header head = { .len = (uint32_t)(sizeof(head) + len),
					.error = err,
					.unique = unique };

	memcpy(out, &head, sizeof(head));
	if (len)
		memcpy(out + sizeof(head), body, len);
	if (write(fd, out, sizeof(head) + len) < 0 && errno != ENOENT)
		_exit(1);
}

static struct fuse_attr attr_of(uint64_t id)
{
	return (struct fuse_attr){ .ino = id,
				   .size = id == FILE_ID ? SIZE : 0,
				   .mode = id == FILE_ID ? S_IFREG | 0666
							 : S_IFDIR | 0777,
				   .nlink = 1,
				   .uid = getuid(),
				   .gid = getgid() };
}

static void look_up(int fd, const struct fuse_in_header *in, const char *name)
{
	struct fuse_entry_out e = { 0 };

	e.nodeid = !strcmp(name, "f") ? FILE_ID : FOLDER_ID;
	e.attr = attr_of(e.nodeid);
	if (strcmp(name, "f") && strcmp(name, "d"))
		answer(fd, in->unique, -ENOENT, NULL, 0);
	else /* no time that it may be cached for */
		answer(fd, in->unique, 0, &e, sizeof(e));
}

static void reply(int fd, const struct fuse_in_header *in, const void *body)
{
	struct fuse_init_out init = { .major = FUSE_KERNEL_VERSION,
				      .minor = FUSE_KERNEL_MINOR_VERSION,
				      .max_write = 65536 };
	struct fuse_attr_out attr = { .attr = attr_of(in->nodeid) };
	struct fuse_open_out opened = { .fh = 1 };
	struct fuse_poll_out polled = { 0 };
	struct fuse_statfs_out fs = { .st = { .bsize = 4096, .namelen = 255 } };

	switch (in->opcode) {
	case FUSE_INIT:
		answer(fd, in->unique, 0, &init, sizeof(init));
		return;
	case FUSE_LOOKUP:
		look_up(fd, in, body);
		return;
	case FUSE_GETATTR:
	case FUSE_SETATTR:
		answer(fd, in->unique, 0, &attr, sizeof(attr));
		return;
	case FUSE_OPEN:
	case FUSE_OPENDIR:
		answer(fd, in->unique, 0, &opened, sizeof(opened));
		return;
	case FUSE_POLL:
		answer(fd, in->unique, 0, &polled, sizeof(polled));
		return;
	case FUSE_STATFS:
		answer(fd, in->unique, 0, &fs, sizeof(fs));
		return;
	case FUSE_READ:
		answer(fd, in->unique, -EIO, NULL, 0);
		return;
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_INTERRUPT:
		return;
	case FUSE_FLUSH:
	case FUSE_RELEASE:
	case FUSE_RELEASEDIR:
		answer(fd, in->unique, 0, NULL, 0);
		return;
	default:
		answer(fd, in->unique, -ENOSYS, NULL, 0);
	}
}

static int hang_of(uint32_t opcode)
{
	switch (opcode) {
	case FUSE_POLL:
		return HANG_POLL;
	case FUSE_READ:
		return HANG_READ;
	case FUSE_GETXATTR:
	case FUSE_LISTXATTR:
		return HANG_XATTR;
	case FUSE_LOOKUP:
	case FUSE_GETATTR:
	case FUSE_STATFS:
	case FUSE_ACCESS:
		return HANG_LOOKUP;
	default:
		return 0;
	}
}

static void serve(int fd, atomic_int *armed)
{
	char *request = malloc(REQUEST_MAX);
	unsigned reads = 0;

	if (!request)
		_exit(1);
	for (;;) {
		ssize_t n = read(fd, request, REQUEST_MAX);
		const struct fuse_in_header *in = (const void *)request;
		int hang = hang_of(n > 0 ? in->opcode : 0);

		if (n < 0 && (errno == EINTR || errno == ENOENT))
			continue;
		if (n < (ssize_t)sizeof(*in))
			_exit(0);
		/* a fault drops the lock of the mappings for its first try */
		if (in->opcode == FUSE_READ && !reads++)
			hang = 0;
		if (!(hang & atomic_load(armed)))
			reply(fd, in, in + 1);
	}
}

static void become(uid_t uid)
{
	char map[64];

	if (!uid) { /* what an administrator mounted, and died since */
		if (unshare(CLONE_NEWNS) ||
		    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
			attack_die("unshare");
		return;
	}
	if (setresgid(uid, uid, uid) || setresuid(uid, uid, uid))
		attack_die("setresuid");
	/* or our own /proc files are root's */
	prctl(PR_SET_DUMPABLE, 1);
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS))
		attack_die("unshare");
	put("/proc/self/setgroups", "deny");
	snprintf(map, sizeof(map), "0 %u 1", (unsigned)uid);
	put("/proc/self/uid_map", map);
	put("/proc/self/gid_map", map);
}

void fuse_begin(struct fuse_box *box, const char *node, uid_t uid,
		unsigned seconds)
{
	char options[128];

	box->armed = mmap(NULL, sizeof(*box->armed), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (box->armed == MAP_FAILED)
		attack_die("mmap");
	become(uid);
	snprintf(box->dir, sizeof(box->dir), "/tmp");
	box->fd = open(node, O_RDWR);
	if (box->fd < 0)
		attack_die(node);
	/* only in our mount namespace */
	snprintf(options, sizeof(options),
		 "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other",
		 box->fd);
	if (mount("attack", box->dir, "fuse", MS_NOSUID | MS_NODEV, options))
		attack_die("mount");
	box->server = fork();
	if (box->server < 0)
		attack_die("fork");
	if (!box->server) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		/* whatever became of our parent: all are let go then */
		alarm(seconds);
		serve(box->fd, box->armed);
	}
	close(box->fd);
}
