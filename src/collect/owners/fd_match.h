/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the open fds lead to what owners are looked for. */
#ifndef KMW_COLLECT_OWNERS_FD_MATCH_H
#define KMW_COLLECT_OWNERS_FD_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "collect/base/fd_walk.h"
#include "collect/sockets/undumped.h"
#include "model/socket/queue_sample.h"
#include "model/socket/socket.h"
#include "util/idhash.h"
#include "util/refhash.h"

struct bpf_record;
struct inodes;

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
	/* only of BPF: sockets in no dump that hold memory, and UDP queues */
	struct undumped_list closed;
	struct queue_samples queues; /* of sockets of socks */
	bool cut; /* there was more than is worth its memory */
};

/* One process after the other. */
struct fd_match {
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
void fd_match_process(struct fd_match *m, pid_t pid);

/* A socket that the process has by fd. Returns 0 or -ENOMEM. */
int fd_match_socket(struct fd_match *m, uint64_t inode, int fd);

/*
 * The same for a file of any kind that the kernel reported, with what it is
 * (bpf/files.h). Returns 0 or -ENOMEM.
 */
int fd_match_reported(struct fd_match *m, const struct bpf_record *record);

void fd_finds_free(struct fd_finds *f);
void fd_match_free(struct fd_match *m);

#endif
