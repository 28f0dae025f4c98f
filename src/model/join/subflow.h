/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets that share an inode: an MPTCP connection and its subflows. Pure. */
#ifndef KMW_MODEL_JOIN_SUBFLOW_H
#define KMW_MODEL_JOIN_SUBFLOW_H

struct sock_owners;
struct socks;

/*
 * A subflow is a TCP socket with the inode of its MPTCP socket
 * (mptcp_subflow_create_socket()), and an fd was found for one of them only:
 * adds the owners of the one to the others, behind what is there. Returns 0 or
 * -ENOMEM.
 */
int subflow_owners(const struct socks *socks, struct sock_owners *owners);

#endif
