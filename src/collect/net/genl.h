/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A generic netlink dump, by libnl. */
#ifndef KMW_COLLECT_NET_GENL_H
#define KMW_COLLECT_NET_GENL_H

#include <stdint.h>

#include "util/span.h"

struct nl_sock;

/*
 * Opens a socket in the network namespace that the calling thread is in, where
 * it stays. Returns 0 or -errno.
 */
int genl_open(struct nl_sock **ret);

void genl_close(struct nl_sock *sk);

/*
 * Dumps a command of a family; attrs() gets the attributes of each message and
 * returns 0 or -errno, which ends it. Returns 0, -ENOENT (the kernel has no
 * such family), -EOPNOTSUPP (nor such a command) or -errno.
 */
int genl_dump(struct nl_sock *sk, const char *family, uint8_t version,
	      uint8_t command, int (*attrs)(struct span attrs, void *data),
	      void *data);

#endif
