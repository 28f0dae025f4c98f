/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who made or keeps shared memory: segments, memfds, deleted files. */
#ifndef KMW_MODEL_MEMORY_SHMEM_H
#define KMW_MODEL_MEMORY_SHMEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum shm_kind {
	SHM_SYSV,    /* System V segment, by its creator */
	SHM_MEMFD,   /* memfd, by a process that has it open */
	SHM_DELETED, /* a file without a name in tmpfs, likewise */
	SHM_MOUNT,   /* files of one tmpfs; pid: who sees it, 0 we */
	SHM_N
};

struct shm_object {
	enum shm_kind kind;
	uint64_t bytes;	   /* resident */
	uint64_t id;	   /* shmid, inode or device */
	uint64_t attached; /* SHM_SYSV: nattch */
	bool in_mount;	   /* SHM_DELETED: its SHM_MOUNT counts it, too */
	pid_t pid;	   /* creator or holder; 0 unknown, or none */
	char name[64];	   /* raw, hostile: the link or the mount point */
};

struct shm_objects {
	struct shm_object *v; /* the largest first */
	size_t n;
	size_t cap;
	bool looked; /* the fds and segments were searched */
};

/* Adds an object, unless it has no bytes. Returns 0 or -ENOMEM. */
int shm_objects_add(struct shm_objects *all, const struct shm_object *o);

/* The largest first. */
void shm_objects_rank(struct shm_objects *all);

/* "sysv", "memfd", "deleted", "tmpfs" */
const char *shm_kind_name(enum shm_kind kind);

#endif
