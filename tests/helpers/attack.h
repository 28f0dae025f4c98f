/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an unprivileged user can do to whoever reads its processes: for
 * tests/live/attacks. A file system by /dev/fuse whose server stops answering,
 * in a user and a mount namespace of its own.
 */
#ifndef KMW_TESTS_ATTACK_H
#define KMW_TESTS_ATTACK_H

#include <stdatomic.h>
#include <sys/types.h>

/* What the server does not answer any more, once it is armed. */
enum fuse_hang {
	HANG_POLL = 1,
	HANG_READ = 2, /* all but the first, which fails */
	HANG_XATTR = 4,
	HANG_LOOKUP = 8, /* and everything else that asks for a path */
};

struct fuse_box {
	int fd; /* /dev/fuse */
	pid_t server;
	atomic_int *armed; /* what of hang is in force */
	char dir[64];	   /* where it is mounted; a file "f", a folder "d" */
};

/*
 * Goes into namespaces of its own as that user, mounts, and serves: for so many
 * seconds, even where its parent is held up by its own attack.
 */
void fuse_begin(struct fuse_box *box, const char *node, uid_t uid,
		unsigned seconds);

void attack_die(const char *what) __attribute__((noreturn));

/* The attacks: each gets ready and returns. */
void attack_epoll(struct fuse_box *box);
void attack_mmap(struct fuse_box *box);
void attack_xattr(struct fuse_box *box);
void attack_path(struct fuse_box *box);
void attack_queue(void);

#endif
