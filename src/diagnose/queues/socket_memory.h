/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What sockets hold without a known fault: in which of their queues. */
#ifndef KMW_DIAGNOSE_QUEUES_SOCKET_MEMORY_H
#define KMW_DIAGNOSE_QUEUES_SOCKET_MEMORY_H

struct buf;
struct finding;
struct group;

/* Returns 0 or -ENOMEM. */
int socket_memory_title(const struct group *g, const char *who,
			struct buf *out);

void socket_memory_evidence(struct finding *f, const struct group *g);

void socket_memory_remedy(struct finding *f, const struct group *g,
			  const char *who);

#endif
