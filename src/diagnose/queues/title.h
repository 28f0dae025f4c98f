/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one sentence about the sockets of a program. */
#ifndef KMW_DIAGNOSE_QUEUES_TITLE_H
#define KMW_DIAGNOSE_QUEUES_TITLE_H

struct buf;
struct group;
struct subject;

/*
 * Writes the sentence to out, and to who whose sockets they are: "friend_push
 * (pids 8570 8572)". Returns 0 or -ENOMEM.
 */
int title_make(const struct group *g, const struct subject *s, struct buf *who,
	       struct buf *out);

#endif
