/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Owners as they were found, to owners by socket. Pure. */
#ifndef KMW_COLLECT_GROUP_H
#define KMW_COLLECT_GROUP_H

struct sock_owners;
struct socks;

/*
 * Orders the owners by socket, pid and fd, leaves one fd (the lowest) of each
 * process and socket, and points the sockets at theirs, with VIA_FD.
 */
void group_owners(struct socks *socks, struct sock_owners *owners);

#endif
