/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in the columns of the socket table; see struct column. */
#ifndef KMW_RENDER_COLUMNS_CELLS_H
#define KMW_RENDER_COLUMNS_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lookup;
struct sock;

#define CELL_TEXT(n)                                                  \
	size_t cell_##n(const struct lookup *l, const struct sock *s, \
			char *dst, size_t cap)

#define CELL_NUMBER(n) \
	bool num_##n(const struct lookup *l, const struct sock *s, int64_t *ret)

CELL_TEXT(proto);
CELL_TEXT(state);
CELL_TEXT(recvq);
CELL_TEXT(sendq);
CELL_TEXT(timer);
CELL_TEXT(local);
CELL_TEXT(peer);
CELL_TEXT(netns);
CELL_TEXT(cookie);
CELL_TEXT(cgroup);
CELL_TEXT(pid);
CELL_TEXT(command);
CELL_TEXT(via);
CELL_TEXT(why);

CELL_NUMBER(recvq);
CELL_NUMBER(sendq);
CELL_NUMBER(held);
CELL_NUMBER(rx);
CELL_NUMBER(tx);
CELL_NUMBER(charged);
CELL_NUMBER(rcvbuf);
CELL_NUMBER(sndbuf);
CELL_NUMBER(fwd);
CELL_NUMBER(optmem);
CELL_NUMBER(backlog);
CELL_NUMBER(ring);
CELL_NUMBER(deficit);
CELL_NUMBER(drops);
CELL_NUMBER(retrans);
CELL_NUMBER(inode);
CELL_NUMBER(uid);
CELL_NUMBER(pid);
CELL_NUMBER(fd);

#undef CELL_TEXT
#undef CELL_NUMBER

#endif
