/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BPF maps, one of each way to get memory. */
#include "memhog.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAP_TYPE_ARENA 33 /* 6.9 */
#define MAP_MMAPABLE (1U << 10)

static const struct kind {
	const char *name;
	uint32_t type;
	uint32_t key;
	uint32_t value;
	bool per_cpu;
} kinds[] = {
	{ "array", BPF_MAP_TYPE_ARRAY, 4, 4096, false },
	{ "hash", BPF_MAP_TYPE_HASH, 4, 4096, false },
	{ "percpu", BPF_MAP_TYPE_PERCPU_ARRAY, 4, 32768, true },
	{ "ringbuf", BPF_MAP_TYPE_RINGBUF, 0, 0, false },
	{ "arena", MAP_TYPE_ARENA, 0, 0, false },
};

static int create(const struct kind *k, uint64_t bytes, uint32_t *entries)
{
	union bpf_attr attr = { .map_type = k->type,
				.key_size = k->key,
				.value_size = k->value };
	long cpus = sysconf(_SC_NPROCESSORS_CONF), fd;

	if (k->type == MAP_TYPE_ARENA) {
		bytes /= (uint64_t)sysconf(_SC_PAGESIZE);
		attr.map_flags = MAP_MMAPABLE;
	} else if (k->value) {
		bytes /= k->value * (k->per_cpu ? (uint64_t)cpus : 1);
	} else {
		while (bytes & (bytes - 1)) /* a power of two */
			bytes &= bytes - 1;
	}
	*entries = (uint32_t)bytes;
	attr.max_entries = *entries;
	memcpy(attr.map_name, "memhog", 7);
	fd = syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
	return fd < 0 ? -errno : (int)fd;
}

/* As the kernel counts it. */
static uint64_t memlock(int fd)
{
	unsigned long long v = 0;
	char path[64], line[256];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "memlock: %llu", &v) == 1)
			break;
	if (f)
		fclose(f);
	return v;
}

/* A reader maps the data twice, so that a record that wraps is in one piece. */
static int map_ring(int fd, uint64_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	volatile char *p = mmap(NULL, page + 2 * bytes, PROT_READ, MAP_SHARED,
				fd, (off_t)page);
	unsigned sum = 0;

	if (p == MAP_FAILED)
		return -errno;
	for (size_t at = 0; at < page + 2 * bytes; at += page)
		sum += (unsigned char)p[at];
	return sum ? -EIO : 0;
}

/* Pages of an arena are there once they were touched. */
static int fill_arena(struct worker *w)
{
	void *p = mmap(NULL, w->bytes, PROT_READ | PROT_WRITE, MAP_SHARED,
		       w->extra, 0);

	if (p == MAP_FAILED)
		return -errno;
	memset(p, 0x5a, w->bytes);
	w->me->held = w->bytes;
	return 0;
}

int bpf_map_fill(struct worker *w)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct kind *k = &kinds[i];
		uint32_t entries = 0;
		int err = 0;

		if (strcmp(k->name, w->hog->kind) != 0)
			continue;
		w->extra = create(k, w->bytes, &entries);
		if (w->extra == -EPERM || w->extra == -ENOSYS ||
		    w->extra == -EINVAL)
			return worker_skip(w, "no such BPF map can be made");
		if (w->extra < 0)
			return worker_error(w, "bpf", w->extra);
		if (k->type == MAP_TYPE_ARENA) {
			err = fill_arena(w);
			return err ? worker_error(w, "mmap", err) : 0;
		}
		if (!k->value && w->hog->map)
			err = map_ring(w->extra, entries);
		if (err)
			return worker_error(w, "mmap", err);
		w->me->held = k->value ? memlock(w->extra) : entries;
		return 0;
	}
	return worker_error(w, w->hog->kind, -EINVAL);
}
