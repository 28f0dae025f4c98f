/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walk over all fds, and what it leads to: owners of sockets, namespaces
 * that only an fd keeps, sockets that no dump has.
 */
#ifndef KMW_COLLECT_OWNERS_OWNER_SCAN_H
#define KMW_COLLECT_OWNERS_OWNER_SCAN_H

#include "collect/owners/fdscan.h"
#include "collect/sockets/listed.h"
#include "collect/netns/netns.h"

struct collect;

struct owner_scan {
	struct collect *c;
	struct netns_home home;
	struct netns_places places; /* all known ones, where they are needed */
	struct inodes listed; /* where sockets in no dump are looked for */
	bool for_undumped;
	bool missing;	    /* sockets charge more than all that were seen */
	bool sees_all;	    /* the fds of all processes of the machine */
	int no_bpf;	    /* 0: by BPF; -errno: why /proc is walked instead */
	struct fdscan scan; /* the last one; empty where none was needed */
};

/*
 * Prepares; the scan is to be closed in any case. Returns 0, -ENOTRECOVERABLE
 * or -ENOMEM.
 */
int owner_scan_open(struct collect *c, struct owner_scan *ret);

/*
 * Scans the fds where a kept socket has an inode, or memory is missing. Dumps
 * the namespaces that were found on the way into the snapshot, adds sockets in
 * no dump (opts.intrusive), and then scans once more, so that scan has the
 * owners of all. Sockets in no dump that BPF reported are added with theirs.
 * Returns 0, -ENOTRECOVERABLE, -ENOMEM or -errno (no walk).
 */
int owner_scan_run(struct owner_scan *h);

/*
 * The fds of all processes: by BPF where that can be, else by the walk over
 * /proc, which is done once.
 * Returns 0 or -errno; ret is to be freed in both cases.
 */
int owner_scan_fds(struct owner_scan *h, const struct fd_want *want,
		   struct fdscan *ret);

/* Finds the places of all namespaces, if that was not done yet. Likewise. */
int owner_scan_need_places(struct owner_scan *h);

void owner_scan_close(struct owner_scan *h);

#endif
