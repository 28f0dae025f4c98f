/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Limits of one network namespace, which only a process inside can read. */
#ifndef KMW_SOURCE_FRAG_H
#define KMW_SOURCE_FRAG_H

struct gaps;
struct netns;
struct source;

/*
 * For the namespace that we are in, behind netfiles_sockstat(): the thresholds
 * of its fragment queues (net/ipv4/ipfrag_high_thresh, ipv6/ip6frag_high_thresh;
 * bytes) where FRAG memory is in use, and tcp_max_tw_buckets where there are
 * thousands of TIME_WAIT sockets. Reads nothing otherwise. Returns 0 or -ENOMEM.
 */
int frag_limits(const struct source *src, struct gaps *gaps, struct netns *ns);

#endif
