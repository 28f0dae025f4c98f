/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which sockets are worth a probe. */
#ifndef KMW_DIAGNOSE_QUEUES_SUSPECTS_H
#define KMW_DIAGNOSE_QUEUES_SUSPECTS_H

#include <stddef.h>
#include <stdint.h>

struct account;
struct snapshot;

#define SUSPECTS_MAX 256

/*
 * Writes the indices (into snapshot.socks) of suspect sockets, the largest
 * first, at most cap: those that classify() does not find healthy and that hold
 * 64 KiB or half of their receive buffer; of UNIX sockets the one that should
 * read. None unless all of them together hold 4 MiB or at least 8 dropped
 * something. Returns how many.
 */
size_t suspects_of(const struct snapshot *snap, const struct account *acct,
		   uint32_t *ret, size_t cap);

#endif
