/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text files of a network namespace: /proc/net and its sysctls. */
#ifndef KMW_SOURCE_NETFILES_H
#define KMW_SOURCE_NETFILES_H

#include <stdbool.h>

struct gaps;
struct netns;
struct protocols;
struct snapshot;
struct sockstat;
struct source;

/*
 * Reads sockstat and sockstat6 below dir ("proc/thread-self/net"). What is
 * missing is a gap (sockstat6: only in a capture, for a kernel may be without
 * IPv6) and stays unknown. Returns 0 or -ENOMEM.
 */
int netfiles_sockstat(const struct source *src, const char *dir,
		      struct gaps *gaps, struct sockstat *ret);

/*
 * The same for the counters of a namespace: snmp, snmp6 and netstat. Returns 0
 * or -ENOMEM.
 */
int netfiles_counters(const struct source *src, const char *dir,
		      struct gaps *gaps, struct netns *ns);

/*
 * How many sockets of each protocol the namespace has: protocols below dir,
 * into ns->inuse. Returns 0 or -ENOMEM.
 */
int netfiles_inuse(const struct source *src, const char *dir, struct gaps *gaps,
		   struct netns *ns);

/*
 * The state of the protocols, host-wide: /proc/net/protocols below dir.
 * Returns 0 or -ENOMEM.
 */
int netfiles_protocols(const struct source *src, const char *dir,
		       struct gaps *gaps, struct protocols *ret);

#endif
