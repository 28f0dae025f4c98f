/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What one fd of a process is: the step of a walk over /proc/PID/fd. */
#ifndef KMW_COLLECT_OWNERS_FDLOOK_H
#define KMW_COLLECT_OWNERS_FDLOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "collect/sockets/undumped.h"
#include "model/socket/queue_sample.h"
#include "model/socket/socket.h"
#include "util/idhash.h"
#include "util/refhash.h"

struct bpf_record;
struct inodes;

/* An fd, and the inode of what it is open on. */
struct fd_ref {
	uint64_t inode;
	pid_t pid;
	int32_t fd;
};

struct fd_refs {
	struct fd_ref *v;
	size_t n;
	size_t cap;
};

/* What is looked for; a part that is NULL or false is not. */
struct fd_want {
	const struct refhash *socks; /* of snapshot.socks, by inode */
	const struct idhash *netns;  /* namespaces that are known already */
	const struct inodes *listed; /* all TCP and UDP sockets of the dumps */
	bool carriers; /* io_uring instances, UNIX sockets with fds in flight */
};

/* What was found, in no order. */
struct fd_finds {
	struct sock_owners owners;
	struct fd_refs netns;	 /* namespaces not known, each once */
	struct fd_refs undumped; /* TCP and UDP sockets that no dump has */
	struct fd_refs rings;	 /* io_uring */
	struct fd_refs carriers; /* UNIX sockets with fds in flight to them */
	/* only of BPF: those of unlisted that hold memory, and UDP queues */
	struct undumped_list closed;
	struct queue_samples queues; /* of sockets of socks */
	bool cut; /* there was more than is worth its memory */
};

/* A walker; it looks at one process at a time. */
struct fd_look {
	int proc; /* an fd of /proc */
	const struct fd_want *want;
	struct fd_finds finds;
	struct idhash seen;   /* namespaces that finds has */
	uint32_t infos;	      /* fdinfo files that were read */
	pid_t pid;	      /* whose fds these are; below: of this process */
	uint32_t sockets;     /* fds that are sockets */
	uint32_t without_row; /* of them: TCP and UDP ones that no dump has */
};

/* Turns to the next process. */
void fd_look_at_process(struct fd_look *l, pid_t pid);

/*
 * Looks at /proc/PID/fd/NAME; dir is that directory, fd the number that name
 * is. Returns 0 (also where it was closed meanwhile), EACCES or EPERM
 * (positive: none of this process's links may be read), or -ENOMEM.
 */
int fd_look(struct fd_look *l, int dir, const char *name, int fd);

/*
 * The same for a file that is told what it is (bpf/files.h). Returns 0 or
 * -ENOMEM.
 */
int fd_look_told(struct fd_look *l, const struct bpf_record *record);

/* Adds what from has to ret and empties it. Returns 0 or -ENOMEM. */
int fd_finds_merge(struct fd_finds *from, struct fd_finds *ret);

void fd_finds_free(struct fd_finds *f);
void fd_look_free(struct fd_look *l);

#endif
