/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text files of a network namespace that list sockets of a family, for
 * kernels without its sock_diag handler. They are opened inside; like a
 * netlink socket they stay in the namespace where they were opened.
 */
#ifndef KMW_COLLECT_SOCKETS_SOCKFILES_H
#define KMW_COLLECT_SOCKETS_SOCKFILES_H

#include <stdint.h>

#include "model/socket/socket.h"

struct netns;
struct source;

struct sockfiles {
	int fd[PROTO_N][2]; /* as family.files; -1 where not opened */
	struct if_nameindex *interfaces; /* of packet and XDP sockets */
};

/*
 * Opens below dir ("proc/thread-self/net") those files of families that
 * /proc/net/protocols shows sockets of, and asks for the interfaces' names
 * where sockets are bound to them. What cannot be opened stays -1.
 */
void sockfiles_open(const struct source *src, const char *dir,
		    const struct netns *ns, struct sockfiles *ret);

/* The name of an interface of the namespace, raw; NULL where not known. */
const char *sockfiles_interface(const struct sockfiles *f, uint32_t ifindex);

/*
 * Hands each socket of a protocol's files to row(), which stops it with
 * -errno. ret_bad counts lines that make no sense. Returns 0, -ENOENT (the
 * protocol has no file, or it could not be opened) or -errno.
 */
int sockfiles_each(const struct sockfiles *f, enum proto proto,
		   int (*row)(const struct sock *s, void *data), void *data,
		   uint32_t *ret_bad);

void sockfiles_init(struct sockfiles *f);
void sockfiles_close(struct sockfiles *f);

#endif
