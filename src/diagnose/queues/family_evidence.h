/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What speaks for a finding about UNIX, netlink, raw and packet sockets. */
#ifndef KMW_DIAGNOSE_QUEUES_FAMILY_EVIDENCE_H
#define KMW_DIAGNOSE_QUEUES_FAMILY_EVIDENCE_H

#include "diagnose/finding.h"
#include "diagnose/queues/groups.h"

/* Adds it; nothing for a group of TCP or UDP. */
void family_evidence(struct judge *j, struct finding *f,
		     const struct groups *gs, const struct group *g);

#endif
