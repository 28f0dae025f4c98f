/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who has the sockets. */
#ifndef KMW_COLLECT_OWNERS_OWNERS_H
#define KMW_COLLECT_OWNERS_OWNERS_H

struct collect;

/* owners: the processes of the kept sockets, by fd, accept queue or state. */
int collect_owners(struct collect *c);

#endif
