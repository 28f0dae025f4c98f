/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Placeholders for what tells whose machine it is: host and boot id, commands,
 * addresses, paths, names of cgroups, namespaces and interfaces. Amounts,
 * ports, pids, inodes and uids stay.
 */
#ifndef KMW_RECORD_MASK_H
#define KMW_RECORD_MASK_H

struct mask;
struct snapshot;

/* Returns 0 or -ENOMEM. */
int mask_new(struct mask **ret);

/*
 * Masks a snapshot in place. The same thing gets the same placeholder as long
 * as the mask lives, numbered as they come. Loopback and unspecified addresses
 * stay; others become 198.18.0.0/15, then 240.0.0.0/4, and 2001:db8::/32 or
 * fe80::/10. Returns 0 or -ENOMEM (then it is half masked: drop it).
 */
int mask_snapshot(struct mask *m, struct snapshot *snap);

void mask_free(struct mask *m);

#endif
