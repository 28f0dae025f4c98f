/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ends of a socket as text, the way ss writes them. */
#ifndef KMW_RENDER_COLUMNS_ADDRESS_H
#define KMW_RENDER_COLUMNS_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

struct sock;

/*
 * "[" + 45 of an IPv6 address + "%4294967295" + "]:65535" + NUL, and the
 * longest name of a UNIX socket.
 */
#define ADDRESS_MAX 128

/*
 * "10.0.0.7:5512", "[fe80::1%2]:53", "[::]:9743"; "*:*" where neither address
 * nor port is set; raw sockets have their protocol for a port ("*:icmp").
 * UNIX: its name, or "*"; the peer as /proc/PID/fd names it, "socket:[4711]".
 * netlink "route:4711", packet "all:eth0", XDP "eth0:0" (the queue), vsock
 * "3:1024", TIPC "node:port". name is sock.name's string or NULL: it comes from
 * outside, and so does the text (see address_is_ours()). Return the length.
 */
size_t address_local(char dst[ADDRESS_MAX], const struct sock *s,
		     const char *name);
size_t address_peer(char dst[ADDRESS_MAX], const struct sock *s);

/* Whether no part of the local address comes from outside. */
bool address_is_ours(const struct sock *s);

/* "inet", "inet6", "unix" …; of its addresses, so SMC is "inet", too. */
const char *address_family_name(const struct sock *s);

#endif
