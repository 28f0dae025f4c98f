/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Owners as they were found, to owners by socket. Pure. */
#ifndef KMW_MODEL_JOIN_GROUP_H
#define KMW_MODEL_JOIN_GROUP_H

#include "model/socket/socket.h"

/*
 * Orders the owners by socket, pid and fd, leaves one fd (the lowest) of each
 * process and socket, and points the sockets at theirs, with VIA_FD.
 */
void group_owners(struct socks *socks, struct sock_owners *owners);

/*
 * Orders the matches and appends them as the owners of their sockets, each
 * process once, with that via; sockets that have owners keep theirs. Returns 0
 * or -ENOMEM.
 */
int group_append(struct socks *socks, struct sock_owners *owners,
		 struct sock_owners *matches, enum owner_via via);

#endif
