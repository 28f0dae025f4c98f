/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The attributes behind the header of a netlink message, one after another. */
#ifndef KMW_PARSE_DIAG_NLATTR_H
#define KMW_PARSE_DIAG_NLATTR_H

#include <stddef.h>
#include <stdint.h>

#include "util/span.h"

struct sock;

struct nlattr_view {
	unsigned type; /* without the flags NLA_F_NESTED and _NET_BYTEORDER */
	struct span value;
};

/*
 * Cuts the next attribute. Returns 1, 0 at the end, or -EBADMSG where it is
 * cut short or its length makes no sense.
 */
int nlattr_next(struct span *rest, struct nlattr_view *ret);

/*
 * The first bytes of a value into ret, which stays as it is where the value
 * is shorter. Returns 0 or -EBADMSG.
 */
int nlattr_get(struct span value, void *ret, size_t len);

/*
 * SK_MEMINFO_* of sock_diag_put_meminfo() (net/core/sock_diag.c): 8 values, or
 * 9 and more since drops were added (4.7). Returns 0 or -EBADMSG.
 */
int nlattr_skmem(struct span value, struct sock *s);

/*
 * Hands each attribute behind a header of that size to take(), which returns 0
 * or an error. Returns 0 or -EBADMSG. The header must be there.
 */
int nlattr_take(struct span payload, size_t header,
		int (*take)(const struct nlattr_view *a, struct sock *s),
		struct sock *s);

#endif
