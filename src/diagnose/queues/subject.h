/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whom a finding about queues is about, inside diagnose/. */
#ifndef KMW_DIAGNOSE_QUEUES_SUBJECT_H
#define KMW_DIAGNOSE_QUEUES_SUBJECT_H

#include "diagnose/finding.h"
#include "diagnose/queues/groups.h"

/*
 * All processes that have to act on the group's sockets, once each and
 * ascending: their owners; of UNIX sockets those of the readers. Returns 0 or
 * -ENOMEM.
 */
int subject_pids(const struct judge *j, const struct groups *gs,
		 const struct group *g, struct subject *s);

/* The number of sockets and the cookies of the largest. 0 or -ENOMEM. */
int subject_sockets(const struct judge *j, const struct groups *gs,
		    const struct group *g, struct subject *s);

/*
 * The raw path of the cgroup that all of the group's sockets are in (of their
 * owners, else of who made them); NULL where they are in several, in none that
 * is known, or in the root.
 */
const char *group_cgroup(const struct judge *j, const struct groups *gs,
			 const struct group *g);

/* A copy of it as the subject's. */
void subject_cgroup(const struct judge *j, const struct groups *gs,
		    const struct group *g, struct subject *s);

#endif
