/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory without sockets: private, shared, huge pages. */
#include "memhog.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

#define POOL "/proc/sys/vm/nr_hugepages"

/* The fills set the figure; there is nothing to be looked at again. */
int mem_measure(struct worker *w)
{
	(void)w;
	return 0;
}

static int touch_map(size_t bytes, int flags, void **ret)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);

	if (p == MAP_FAILED)
		return -errno;
	memset(p, 0x5a, bytes);
	*ret = p;
	return 0;
}

int mem_anon_fill(struct worker *w)
{
	void *p;
	int err = touch_map(w->bytes, 0, &p);

	if (err < 0)
		return worker_error(w, "mmap", err);
	w->me->held = w->bytes;
	return 0;
}

static int fill_file(struct worker *w, int fd)
{
	int err = posix_fallocate(fd, 0, (off_t)w->bytes);

	w->extra = fd;
	return err ? worker_error(w, "fallocate", -err) : 0;
}

static int fill_memfd(struct worker *w)
{
	int fd = memfd_create("memhog", MFD_CLOEXEC);

	return fd < 0 ? worker_error(w, "memfd_create", -errno)
		      : fill_file(w, fd);
}

/* A file of /dev/shm: left there closed, or deleted and kept open. */
static int fill_shm_file(struct worker *w, bool deleted)
{
	struct share *share = w->hog->share;
	char path[sizeof(share->path)];

	snprintf(path, sizeof(path), "/dev/shm/memhog.%d", (int)getpid());
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return worker_error(w, "open", -errno);
	memcpy(share->path, path, sizeof(path));
	int err = fill_file(w, fd);
	if (!err && deleted) {
		unlink(path);
		share->path[0] = '\0';
	} else {
		close(fd);
		w->extra = -1;
	}
	return err;
}

static int fill_deleted(struct worker *w)
{
	return fill_shm_file(w, true);
}

static int fill_kept(struct worker *w)
{
	return fill_shm_file(w, false);
}

static int fill_sysv(struct worker *w)
{
	int id = shmget(IPC_PRIVATE, w->bytes, IPC_CREAT | 0600);

	if (id < 0)
		return worker_error(w, "shmget", -errno);
	w->hog->share->sysv_id = id;
	void *p = shmat(id, NULL, 0);
	if (p == (void *)-1)
		return worker_error(w, "shmat", -errno);
	memset(p, 0x5a, w->bytes);
	shmdt(p);
	return 0;
}

static const struct {
	const char *name;
	int (*fill)(struct worker *w);
} kinds[] = {
	{ "memfd", fill_memfd },
	{ "sysv", fill_sysv },
	{ "file", fill_kept },
	{ "deleted", fill_deleted },
};

int mem_shmem_fill(struct worker *w)
{
	if (w->hog->processes != 1)
		return worker_error(w, "--processes", -EINVAL);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].name, w->hog->kind) != 0)
			continue;
		int err = kinds[i].fill(w);
		if (!err)
			w->me->held = w->bytes;
		return err;
	}
	return worker_error(w, w->hog->kind, -EINVAL);
}

static int read_u64(const char *path, const char *format, uint64_t *ret)
{
	unsigned long long v = 0;
	char line[256];
	int err = -ENODATA;
	FILE *f = fopen(path, "re");

	if (!f)
		return -errno;
	while (err && fgets(line, sizeof(line), f))
		if (sscanf(line, format, &v) == 1)
			err = 0;
	fclose(f);
	if (!err)
		*ret = v;
	return err;
}

static int write_pool(uint64_t pages)
{
	FILE *f = fopen(POOL, "we");

	if (!f)
		return -errno;
	fprintf(f, "%llu\n", (unsigned long long)pages);
	return fclose(f) ? -errno : 0;
}

/* The kernel gives what it finds in one piece, which may be less. */
static int raise_pool(struct worker *w, uint64_t pages)
{
	struct share *share = w->hog->share;
	uint64_t before = 0;
	uint64_t now = 0;

	if (read_u64(POOL, "%llu", &before) < 0)
		return worker_skip(w, "this kernel has no huge pages");
	share->pool_before = before;
	share->pool_raised = pages;
	if (write_pool(before + pages) < 0)
		return worker_skip(w, "the pool of huge pages is read-only");
	if (read_u64(POOL, "%llu", &now) < 0 || now < before + pages)
		return worker_skip(w, "not enough memory in huge pieces");
	return 0;
}

int mem_hugetlb_fill(struct worker *w)
{
	uint64_t kib = 0;
	void *p;
	int err;

	if (w->hog->processes != 1 || !(w->hog->pool || w->hog->map))
		return worker_error(w, "neither --pool nor --map", -EINVAL);
	if (read_u64("/proc/meminfo", "Hugepagesize: %llu kB", &kib) < 0 ||
	    kib == 0)
		return worker_skip(w, "this kernel has no huge pages");
	uint64_t pages = (w->bytes + kib * 1024 - 1) / (kib * 1024);
	if (w->hog->pool && (err = raise_pool(w, pages)) < 0)
		return err;
	if (w->hog->map && touch_map(pages * kib * 1024, MAP_HUGETLB, &p) < 0)
		return worker_skip(w, "the pool has too few free pages");
	w->me->held = pages * kib * 1024;
	return 0;
}

/* Runs in the janitor, when every other process is gone or going. */
void mem_cleanup(struct share *share)
{
	if (share->sysv_id >= 0)
		shmctl(share->sysv_id, IPC_RMID, NULL);
	if (share->path[0])
		remove(share->path); /* a file, or an empty directory */
	if (share->pool_raised)
		write_pool(share->pool_before);
}
