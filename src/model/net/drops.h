/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel said while packets were dropped (`--drop-reasons`). */
#ifndef KMW_MODEL_NET_DROPS_H
#define KMW_MODEL_NET_DROPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DROP_NAMES_MAX 64

/* Events with one name. */
struct drop_count {
	char name[48]; /* raw: "SOCKET_RCVBUFF"; of a limit: "UDP", "TCPv6" */
	bool sending;  /* of a limit: a send was refused, not a receive */
	uint64_t count;
};

struct drop_counts {
	struct drop_count v[DROP_NAMES_MAX]; /* the most frequent first */
	size_t n;
	uint64_t others; /* events beyond DROP_NAMES_MAX names */
};

struct drops {
	bool looked;
	uint64_t window_ms;
	struct drop_counts reasons; /* skb:kfree_skb */
	struct drop_counts limits;  /* sock:sock_exceed_buf_limit */
	uint64_t lost; /* events of both that came too fast to be read */
};

/* Counts one more event with that name. */
void drop_counts_add(struct drop_counts *c, const char *name, bool sending);

/* Puts the most frequent first. */
void drop_counts_sort(struct drop_counts *c);

/* How many events had that name. */
uint64_t drop_counts_of(const struct drop_counts *c, const char *name);

#endif
