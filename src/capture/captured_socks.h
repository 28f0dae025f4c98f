/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sockets of a captured machine: what ss(8) printed there. */
#ifndef KMW_CAPTURE_CAPTURED_SOCKS_H
#define KMW_CAPTURE_CAPTURED_SOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/idhash.h"
#include "util/span.h"

struct snapshot;
struct sock;

/* An owner's name, as ss has it, until the process table is made. */
struct captured_name {
	pid_t pid;
	char comm[32];
	bool kept; /* of a socket that is not only counted */
};

/* What is kept between the listings of one capture. */
struct captured_socks {
	struct snapshot *snap;
	bool keep_all; /* sockets that hold nothing, too */
	bool any;      /* a row was read */
	bool users;    /* processes were named */
	struct idhash cookies;
	struct idhash cgroups; /* hash of the path: its id */
	struct captured_name *v;
	size_t n;
	size_t cap;
};

/*
 * Adds the rows of one listing to the sockets, owners, totals and to the
 * counts of the namespace. A protocol that an earlier listing of it had is
 * left out. Returns 0 or -ENOMEM.
 */
int captured_socks_add(struct captured_socks *c, struct span text,
		       uint32_t netns);

/*
 * Adds one socket that a file of the kernel lists, which has no owners; the
 * caller knows that no listing of the namespace had its protocol. Returns 0 or
 * -ENOMEM.
 */
int captured_socks_add_one(struct captured_socks *c, const struct sock *s,
			   uint32_t netns);

/*
 * Makes owners and processes of what was named, finds the listeners of what
 * waits, numbers rows without a cookie. Returns 0 or -ENOMEM.
 */
int captured_socks_finish(struct captured_socks *c);

void captured_socks_free(struct captured_socks *c);

#endif
