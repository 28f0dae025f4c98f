/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/fdinfo/FD of an epoll set (fs/eventpoll.c, ep_show_fdinfo()). */
#ifndef KMW_PARSE_EPOLL_FDINFO_H
#define KMW_PARSE_EPOLL_FDINFO_H

#include <stdbool.h>
#include <stdint.h>

#include "util/span.h"

/* One file that the set watches. */
struct epoll_entry {
	int32_t tfd; /* the fd it was added by; by now another file's, maybe */
	uint32_t events;
	bool has_inode; /* inode and dev are there (4.13) */
	uint64_t inode;
	uint32_t dev; /* as the kernel has it: major << 20 | minor */
};

/*
 * Cuts lines up to the next entry; the other lines of the file are skipped. A
 * line that begins like an entry and cannot be read to its end is counted in
 * *bad: what the set watches is not fully known then. False at the end.
 */
bool parse_epoll_entry(struct span *text, struct epoll_entry *ret,
		       unsigned *bad);

/* Whether the entry waits for input: armed, for EPOLLIN or EPOLLRDNORM. */
bool epoll_entry_armed(const struct epoll_entry *e);

/* EPOLLET: it tells once, and not again while the queue stands. */
bool epoll_entry_edge(const struct epoll_entry *e);

/* EPOLLONESHOT: it has told, and waits to be armed again. */
bool epoll_entry_spent(const struct epoll_entry *e);

#endif
