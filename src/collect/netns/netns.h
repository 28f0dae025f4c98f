/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finding the network namespaces of a machine, and going there and back. */
#ifndef KMW_COLLECT_NETNS_NETNS_H
#define KMW_COLLECT_NETNS_NETNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/buf.h"
#include "util/idhash.h"
#include "util/span.h"

struct gaps;
struct netns_memory;
struct source;

#define NO_PATH SIZE_MAX

/* A namespace, and the ways to it that were seen. */
struct netns_place {
	uint64_t inode;
	pid_t first; /* processes in it, 0: none */
	pid_t last;
	pid_t holder; /* a process with an fd of it, 0: none */
	int holder_fd;
	pid_t kept_by; /* a process whose socket keeps it, 0: none */
	int own_fd;    /* an fd of ours, closed with the places; -1: none */
	size_t path;   /* a bind mount, into netns_places.paths, or NO_PATH */
	char name[64]; /* the name in /run/netns, raw, or "" */
};

struct netns_places {
	struct netns_place *v; /* our own first */
	size_t n;
	size_t cap;
	struct idhash by_inode;
	struct buf paths; /* NUL-ended */
	uint32_t refused; /* processes whose namespace may not be known */
};

/* Where we come from. */
struct netns_home {
	int fd;
	uint64_t inode;
	dev_t dev; /* of the file system that namespaces are in */
	int root;  /* of the source: not ours */
	int proc;  /* an fd of /proc; open while fd is */
};

/*
 * Opens the namespace that the calling thread is in (/proc/thread-self/ns/net).
 * Returns 0 or -errno.
 */
int netns_home_open(const struct source *src, struct netns_home *ret);

void netns_home_close(struct netns_home *home);

/*
 * Finds every network namespace that a process or a thread is in
 * (/proc/PID/ns/net, /proc/PID/task/TID/ns/net) or that is mounted somewhere
 * (nsfs in /proc/self/mountinfo: /run/netns), each once, home's first. What may
 * not be read is a gap. With a memory (netns_tasks.h; else NULL) a process that
 * moves is noticed a little later. Returns 0 or -ENOMEM.
 */
int netns_find(const struct source *src, const struct netns_home *home,
	       struct netns_memory *memory, struct gaps *gaps,
	       struct netns_places *ret);

/* Only home itself. Returns 0 or -ENOMEM. */
int netns_add_home(const struct netns_home *home, struct netns_places *ret);

/*
 * Adds a namespace that is new by fd number fd of a process, or by own_fd, an
 * fd of ours that becomes the places' (-1: none; it is closed on failure, too).
 * Returns 0, -EEXIST or -ENOMEM.
 */
int netns_add_fd(struct netns_places *p, uint64_t inode, pid_t holder, int fd,
		 int own_fd);

/* The inode of a link like "net:[4026531833]"; 0 where it is none. */
uint64_t netns_link_inode(struct span link);

/* The namespace that a thread is in, by its link. Returns 0 or -errno. */
int netns_of_task(int proc, pid_t pid, pid_t tid, uint64_t *ret);

void netns_places_free(struct netns_places *p);

/*
 * Moves the calling thread into the namespace. Returns 0, -ENOENT (it is gone
 * by now) or -errno (-EPERM without CAP_SYS_ADMIN); then it has not moved.
 */
int netns_enter(const struct netns_home *home, const struct netns_places *p,
		size_t place);

/*
 * Moves the calling thread home. Returns 0 or -errno; after an error nothing
 * that is read may be believed.
 */
int netns_return(const struct netns_home *home);

#endif
