/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The two ends of a connection where both are on this machine. */
#ifndef KMW_ACCOUNT_SOCKETS_PARTNERS_H
#define KMW_ACCOUNT_SOCKETS_PARTNERS_H

#include <stdint.h>

struct socks;

/*
 * For each TCP socket that holds memory the index of the one at the other end,
 * where that holds memory too, else NO_SOCK.
 * The end in the same namespace is preferred; a loopback address never reaches
 * into another one. ret has socks->n elements. Returns 0 or -ENOMEM.
 */
int partners_find(const struct socks *socks, uint32_t *ret);

#endif
