/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets summed by who or where they are (`--by`). */
#ifndef KMW_ACCOUNT_SOCKETS_BY_H
#define KMW_ACCOUNT_SOCKETS_BY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/buf.h"

struct snapshot;

/* In the order of the words that --by accepts. */
enum by { BY_PROCESS, BY_CGROUP, BY_NETNS, BY_COMMAND, BY_PORT, BY_N };

struct by_row {
	size_t key; /* NUL-ended, raw, into by_sum.keys; NO_KEY: not known */
	uint32_t sockets;
	uint32_t last; /* the socket counted last, plus 1 */
	pid_t pid;     /* BY_PROCESS: whose they are; else 0 */
	uint64_t held_bytes;
	uint64_t drops;
};

#define NO_KEY SIZE_MAX

/* A socket that a row counted. */
struct by_member {
	uint32_t sock;
	uint32_t row;
};

struct by_sum {
	enum by by;
	struct by_row *v; /* ranked by held bytes */
	size_t n;
	size_t cap;
	struct buf keys;
	struct {
		struct by_member *v; /* by socket */
		size_t n;
		size_t cap;
	} members;
};

/*
 * Sums the kept sockets, those of all families, by a key: "pid comm", the name
 * of the cgroup that people know it by, the namespace's name or inode, the
 * command, or protocol and local port ("udp/5353"; the protocol alone where it
 * has no ports). A socket that several processes share counts in full, once
 * for each key. Returns 0 or -ENOMEM.
 */
int account_by(const struct snapshot *snap, enum by by, struct by_sum *ret);

void by_free(struct by_sum *s);

/* The raw key of a row, or NULL where it is not known. */
const char *by_key(const struct by_sum *s, const struct by_row *row);

/* Whether a row counted that socket of the snapshot that was summed. */
bool by_has_sock(const struct by_sum *s, const struct by_row *row,
		 uint32_t sock);

/* "process", "cgroup", … */
const char *by_name(enum by by);

#endif
