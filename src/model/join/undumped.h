/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sockets that are in no dump and still hold data: TCP in CLOSE keeps what was
 * not read until its fd is closed, and so does a UDP socket that was
 * disconnected by connect(AF_UNSPEC).
 */
#ifndef KMW_MODEL_JOIN_UNDUMPED_H
#define KMW_MODEL_JOIN_UNDUMPED_H

#include <stdbool.h>

struct snapshot;
struct sock;

/*
 * Whether memory is missing that such sockets may hold: the kernel charges TCP
 * or UDP clearly more than the sockets that were dumped, and for TCP there are
 * more sockets than the tables have.
 */
bool undumped_suspected(const struct snapshot *snap);

/* Whether a borrowed socket is one of them: closed, or without a port. */
bool undumped_holds(const struct sock *s);

#endif
