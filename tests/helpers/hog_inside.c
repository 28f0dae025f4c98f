/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory inside the kernel: dentries, page tables, threads, cgroups, ramfs. */
#include "memhog.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define DENTRY 192 /* of a 64-bit kernel, with a short name inside */
#define PTE_PAGE 4096
#define PTE_COVERS (2ULL << 20)
#define THREAD_STACK 16384
#define CGROUPS_MAX 2000

/*
 * Names that do not exist, looked up once: each leaves a negative dentry. They
 * go when the janitor removes their directory.
 */
int kernel_dentries_fill(struct worker *w)
{
	struct share *share = w->hog->share;
	uint64_t n = w->bytes / DENTRY;
	char name[24];
	int dir;

	snprintf(share->path, sizeof(share->path), "/tmp/memhog.%d",
		 (int)getpid());
	if (mkdir(share->path, 0700) < 0)
		return worker_error(w, "mkdir", -errno);
	dir = open(share->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return worker_error(w, "open", -errno);
	for (uint64_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "n%llu", (unsigned long long)i);
		faccessat(dir, name, F_OK, 0);
	}
	close(dir);
	w->me->held = n * DENTRY;
	return 0;
}

/* One read in every 2 MiB maps the zero page: all that it costs is its table. */
int kernel_tables_fill(struct worker *w)
{
	uint64_t n = w->bytes / PTE_PAGE;
	volatile char *p =
		mmap(NULL, n * PTE_COVERS, PROT_READ,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	unsigned sum = 0;

	if (p == MAP_FAILED)
		return worker_error(w, "mmap", -errno);
	madvise((char *)(uintptr_t)p, n * PTE_COVERS, MADV_NOHUGEPAGE);
	for (uint64_t i = 0; i < n; i++)
		sum += (unsigned char)p[i * PTE_COVERS];
	if (sum)
		return worker_error(w, "zero pages", -EIO);
	w->me->held = n * PTE_PAGE;
	return 0;
}

static void *sleep_forever(void *arg)
{
	(void)arg;
	for (;;)
		pause();
	return NULL;
}

int kernel_threads_fill(struct worker *w)
{
	uint64_t n = w->bytes / THREAD_STACK;
	pthread_attr_t attr;
	pthread_t thread;
	int err = 0;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 65536);
	for (uint64_t i = 1; !err && i < n; i++) /* this one is the first */
		err = pthread_create(&thread, &attr, sleep_forever, NULL);
	pthread_attr_destroy(&attr);
	if (err)
		return worker_error(w, "pthread_create", -err);
	w->me->held = n * THREAD_STACK;
	w->me->sockets = n;
	return 0;
}

static int write_text(const char *dir, const char *name, const char *text)
{
	char path[256];
	int fd, err = 0;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

/* One cgroup is made, charged for a page of a memfd, left and removed. */
static int make_dying(const char *root, uint64_t i, int fd)
{
	char dir[128];
	char page[4096] = { 1 };
	int err;

	snprintf(dir, sizeof(dir), "%s/memhog.%d.%llu", root, (int)getpid(),
		 (unsigned long long)i);
	if (mkdir(dir, 0755) < 0)
		return -errno;
	err = write_text(dir, "cgroup.procs", "0");
	if (!err &&
	    pwrite(fd, page, sizeof(page), (off_t)(i * sizeof(page))) < 0)
		err = -errno;
	if (write_text(root, "cgroup.procs", "0") < 0 && !err)
		err = -EIO;
	if (rmdir(dir) < 0 && !err)
		err = -errno;
	return err;
}

int kernel_cgroups_fill(struct worker *w)
{
	static const char *const roots[] = { "/sys/fs/cgroup/memory",
					     "/sys/fs/cgroup" };
	const char *root = roots[access(roots[0], F_OK) ? 1 : 0];
	int fd = memfd_create("memhog", MFD_CLOEXEC), err = 0;

	if (fd < 0)
		return worker_error(w, "memfd_create", -errno);
	w->extra = fd;
	for (uint64_t i = 0; !err && i < w->want_fds; i++)
		err = make_dying(root, i, fd);
	if (err == -ENOENT || err == -EROFS || err == -EACCES)
		return worker_skip(w, "no memory cgroups can be made here");
	if (err)
		return worker_error(w, "cgroup", err);
	w->me->sockets = w->want_fds;
	w->me->held = w->want_fds * 4096;
	return 0;
}

/* A file of a ramfs that only this process sees; gone with it. */
int kernel_ramfs_fill(struct worker *w)
{
	static char block[65536];
	int fd;

	if (unshare(CLONE_NEWNS) < 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("memhog", "/tmp", "ramfs", 0, NULL) < 0)
		return worker_skip(w, "no ramfs can be mounted here");
	fd = open("/tmp/memhog", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return worker_error(w, "open", -errno);
	w->extra = fd;
	memset(block, 0x5a, sizeof(block));
	for (uint64_t at = 0; at < w->bytes; at += sizeof(block))
		if (write(fd, block, sizeof(block)) != sizeof(block))
			return worker_error(w, "write", -EIO);
	w->me->held =
		(w->bytes + sizeof(block) - 1) / sizeof(block) * sizeof(block);
	return 0;
}
