/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ends of a socket as text, the way ss writes them. */
#ifndef KMW_RENDER_ADDRESS_H
#define KMW_RENDER_ADDRESS_H

#include <stddef.h>

struct sock;

/* "[" + 45 of an IPv6 address + "%4294967295" + "]:65535" + NUL */
#define ADDRESS_MAX 68

/*
 * "10.0.0.7:5512", "[fe80::1%2]:53", "[::]:9743"; "*:*" where neither address
 * nor port is set. Return the length.
 */
size_t address_local(char dst[ADDRESS_MAX], const struct sock *s);
size_t address_peer(char dst[ADDRESS_MAX], const struct sock *s);

#endif
