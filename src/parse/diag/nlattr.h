/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The attributes behind the header of a netlink message, one after another. */
#ifndef KMW_PARSE_DIAG_NLATTR_H
#define KMW_PARSE_DIAG_NLATTR_H

#include <stddef.h>
#include <stdint.h>

#include "util/span.h"

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

/* What to do with an attribute: a table of them is a message. */
struct nlattr_row {
	unsigned type;
	/* gets the place of the member; NULL: its bytes are copied */
	int (*read)(struct span value, void *to);
	size_t offset;
	size_t size; /* of what is copied */
};

#define NLATTR_COPY(which, struct_type, member)                           \
	{                                                                 \
		.type = (which), .offset = offsetof(struct_type, member), \
		.size = sizeof(((struct_type *)0)->member),               \
	}

#define NLATTR_READ(which, reader, struct_type, member)  \
	{                                                \
		.type = (which), .read = (reader),       \
		.offset = offsetof(struct_type, member), \
	}

/*
 * Reads all attributes of rest that the table has, each into the struct that
 * its offset is of. Returns 0 or -EBADMSG, with some of them read.
 */
int nlattr_read(struct span rest, const struct nlattr_row *rows, size_t n,
		void *to);

#define NLATTRS(rest, table, to) \
	nlattr_read(rest, table, sizeof(table) / sizeof(*(table)), to)

/* Cuts the header of that size. Returns 0 or -EBADMSG. */
int nlattr_header(struct span *payload, void *ret, size_t size);

/* The whole value as a span, or an integer of 4 or 8 bytes (nla_put_uint()). */
int nlattr_span(struct span value, void *ret_span);
int nlattr_uint(struct span value, void *ret_u64);
int nlattr_opt_uint(struct span value, void *ret_opt_u64);

/*
 * Of a socket, these get all of it. SK_MEMINFO_* of sock_diag_put_meminfo()
 * (net/core/sock_diag.c): 8 values, or 9 and more since drops were added (4.7).
 * The second one is of families whose queues these are, too.
 */
int nlattr_skmem(struct span value, void *sock);
int nlattr_skmem_queues(struct span value, void *sock);
int nlattr_uid(struct span value, void *sock);

#define NLATTR_COOKIE(halves) ((halves)[0] | (uint64_t)(halves)[1] << 32)

#endif
