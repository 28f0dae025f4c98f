/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Members of struct sock and struct netns that no plain row can name. */
#ifndef KMW_RECORD_FIELDS_SOCK_H
#define KMW_RECORD_FIELDS_SOCK_H

#include <jansson.h>
#include <stdbool.h>

struct put;

/* See struct field: is_set, put, get. The rows are struct sock. */
bool sock_flags_set(const void *row);
void sock_flags_put(struct put *p, const void *row);
int sock_flags_get(const json_t *v, void *row);

/* enum sock_timer, the kernel's numbers */
bool sock_timer_set(const void *row);
void sock_timer_put(struct put *p, const void *row);
int sock_timer_get(const json_t *v, void *row);

/*
 * Addresses are bytes, in hexadecimal; the ids of netlink, vsock, XDP and
 * TIPC, and the inode of a UNIX socket's other end, are numbers of the
 * machine's own byte order: a list of numbers.
 */
bool sock_local_set(const void *row);
void sock_local_put(struct put *p, const void *row);
int sock_local_get(const json_t *v, void *row);
bool sock_peer_set(const void *row);
void sock_peer_put(struct put *p, const void *row);
int sock_peer_get(const json_t *v, void *row);

/* netns.sockets: an object by protocol, a list by state. */
bool sock_counts_set(const void *row);
void sock_counts_put(struct put *p, const void *row);
int sock_counts_get(const json_t *v, void *row);

#endif
