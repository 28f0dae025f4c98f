/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The addresses of a socket, masked. */
#ifndef KMW_RECORD_MASK_ADDRESS_H
#define KMW_RECORD_MASK_ADDRESS_H

struct mask_table;
struct sock;

/* Returns 0 or -ENOMEM. */
int mask_addresses(struct mask_table *t, struct sock *s);

#endif
