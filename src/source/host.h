/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is the same of a live and of a captured host. */
#ifndef KMW_SOURCE_HOST_H
#define KMW_SOURCE_HOST_H

struct snapshot;

/* The kernel's version, from its release; unknown, and a gap, without one. */
void host_version(struct snapshot *snap);

#endif
