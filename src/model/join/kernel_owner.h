/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sockets that the kernel itself has open: they have an inode and no fd
 * anywhere. Which part of it is known by the port, and by the tunnel links of
 * the namespace.
 */
#ifndef KMW_MODEL_JOIN_KERNEL_OWNER_H
#define KMW_MODEL_JOIN_KERNEL_OWNER_H

#include <stddef.h>
#include <stdint.h>

struct sock;

/* A tunnel over UDP, as rtnetlink has it. */
struct tunnel {
	const char *name; /* static: "VXLAN", "WireGuard" */
	uint16_t port;	  /* 0: not known */
};

struct tunnels {
	struct tunnel *v;
	size_t n;
	size_t cap;
};

/* The name of a link's kind ("vxlan") as people write it, or NULL. */
const char *tunnel_name(const char *kind);

/*
 * Who in the kernel it is: a tunnel of its namespace with that port, else what
 * the port is for, local or remote ("NFS"), else the tunnel whose port is not
 * known. NULL where nothing fits.
 */
const char *kernel_owner(const struct sock *s, const struct tunnels *tunnels);

#endif
