/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all processes have open: one walk over /proc/PID/fd for a whole report.
 * It reads the links and notes which fds are of a kind that somebody may ask
 * for. What such an fd is about is read later, by who asks (proc_file.h), and
 * may be another file by then: who asks must see that.
 */
#ifndef KMW_COLLECT_BASE_FD_WALK_H
#define KMW_COLLECT_BASE_FD_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/idhash.h"

struct gaps;

/* By how the link begins. */
enum fd_kind {
	FD_SOCKET,  /* socket:[INODE] */
	FD_NETNS,   /* net:[INODE] */
	FD_PIPE,    /* pipe:[INODE] */
	FD_RING,    /* anon_inode:[io_uring] */
	FD_EPOLL,   /* anon_inode:[eventpoll] */
	FD_PERF,    /* anon_inode:[perf_event] */
	FD_BPF,	    /* anon_inode:bpf-map and the like */
	FD_DMABUF,  /* /dmabuf:NAME */
	FD_DRM,	    /* /dev/dri/NAME */
	FD_TUN,	    /* /dev/net/tun */
	FD_DELETED, /* /PATH (deleted), or a memfd */
	FD_PATH,    /* any other path: a FIFO, perhaps */
	FD_KINDS,
};

#define FD_BIT(kind) (1U << (kind))
#define FD_ALL (FD_BIT(FD_KINDS) - 1)

/* Of each other kind that many are noted; there are no bounds for sockets. */
#define FD_NOTES_MAX 262144

struct fd_ref {
	uint64_t inode; /* that the link names, else 0 */
	pid_t pid;
	int32_t fd;
};

struct fd_refs {
	struct fd_ref *v;
	size_t n;
	size_t cap;
};

/* Returns 0 or -ENOMEM. */
int fd_refs_add(struct fd_refs *refs, uint64_t inode, pid_t pid, int fd);

/* A process whose fds were walked. */
struct fd_process {
	pid_t pid;
	int err; /* 0, or why they could not be read: nothing is noted then */
	bool refused; /* by err, and it is no kernel thread, which has none */
	uint32_t fds;
	uint32_t sockets; /* among them */
};

struct fd_walk {
	int proc;	/* an fd of /proc: the caller's */
	unsigned kinds; /* bits of those that are noted */
	unsigned cut;	/* bits of those of which there were too many */
	/* sockets in no order, of one process together; others by pid, by fd */
	struct fd_refs refs[FD_KINDS];
	struct fd_process *v;
	size_t n;
	size_t cap;
	struct idhash by_pid;
	bool whole; /* all processes were walked */
};

/*
 * Walks the fds of all processes that were not walked yet, on two threads where
 * there are two CPUs; once, whoever asks again. A process that ends meanwhile
 * is left out. Returns 0 or -errno: -ENOMEM, or /proc could not be listed.
 */
int fd_walk_all(struct fd_walk *w);

/*
 * Walks those of one process unless that was done; -E2BIG (ret->err) where it
 * has more than max of them. ret holds until the next walk. Returns 0 or
 * -ENOMEM.
 */
int fd_walk_process(struct fd_walk *w, pid_t pid, uint32_t max,
		    const struct fd_process **ret);

/* The fds of a kind, but sockets, that a process has: a part of w->refs. */
struct fd_refs fd_walk_of(const struct fd_walk *w, enum fd_kind kind,
			  pid_t pid);

/* One gap, counted once for each process that refused; what is static. */
void fd_walk_refusals(const struct fd_walk *w, struct gaps *gaps,
		      const char *what, const char *effect);

void fd_walk_free(struct fd_walk *w);

#endif
