/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text files of a network namespace: /proc/net and its sysctls. */
#ifndef KMW_SOURCE_NETFILES_H
#define KMW_SOURCE_NETFILES_H

#include <stdbool.h>
#include <stdint.h>

struct gaps;
struct netns;
struct protocols;
struct snapshot;
struct sockstat;
struct source;

/*
 * All of these read files below dir ("proc/thread-self/net"), or sysctls of the
 * namespace that we are in. What is missing is a gap and stays unknown (files of
 * IPv6: only in a capture, for a kernel may be without). They return 0 or
 * -ENOMEM.
 */

/* sockstat and sockstat6. */
int netfiles_sockstat(const struct source *src, const char *dir,
		      struct gaps *gaps, struct sockstat *ret);

/* snmp, snmp6 and netstat, into ns->counters. */
int netfiles_counters(const struct source *src, const char *dir,
		      struct gaps *gaps, struct netns *ns);

/*
 * Of a sosreport: the same counters as `netstat -s` prints them, where none of
 * those files was there; and what the kernel's log says of TCP's memory.
 */
int netfiles_statistics(const struct source *src, struct gaps *gaps,
			struct netns *ns);
int netfiles_log(const struct source *src, struct gaps *gaps,
		 struct protocols *ret);

/* How many sockets each protocol has: protocols, into ns->inuse. */
int netfiles_inuse(const struct source *src, const char *dir, struct gaps *gaps,
		   struct netns *ns);

/* The state of the protocols, host-wide: the same file. */
int netfiles_protocols(const struct source *src, const char *dir,
		       struct gaps *gaps, struct protocols *ret);

/*
 * netfilter/nfnetlink_queue, into snap->nfqueues, of the namespace with that
 * index. It exists only where the module is loaded.
 */
int netfiles_nfqueue(const struct source *src, const char *dir, uint32_t netns,
		     struct snapshot *snap);

/*
 * Behind netfiles_sockstat(): the thresholds of the fragment queues
 * (ipfrag_high_thresh, ip6frag_high_thresh; bytes) where FRAG memory is in use,
 * and tcp_max_tw_buckets where there are thousands of TIME_WAIT sockets. Reads
 * nothing otherwise.
 */
int netfiles_limits(const struct source *src, struct gaps *gaps,
		    struct netns *ns);

/*
 * Of the initial namespace: udp_mem, tcp_mem, tcp_max_orphans,
 * tcp_max_tw_buckets (net/ipv4) and mem_pcpu_rsv (net/core, since 6.4).
 */
int netfiles_host_limits(const struct source *src, struct snapshot *snap);

/*
 * Whether the namespace that we are in is the initial one: only it has
 * /proc/sys/net/ipv4/udp_mem.
 */
bool netfiles_in_initial_netns(const struct source *src);

#endif
