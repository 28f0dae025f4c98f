/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of network namespaces that have none in /run/netns. */
#ifndef KMW_COLLECT_NETNS_NETNS_NAME_H
#define KMW_COLLECT_NETNS_NETNS_NAME_H

struct netns_place;
struct snapshot;
struct source;

/*
 * Names each namespace that has no name, or one that a CNI plugin made up, by
 * the container or unit of the process in it (/proc/PID/cgroup), else by that
 * process: "nginx[4711]".
 */
void netns_names(const struct source *src, struct snapshot *snap);

/*
 * Names a place that only an fd or a socket of a process keeps, by that
 * process: "kept by docker-0123456789ab". proc is an fd of /proc.
 */
void netns_name_kept(int proc, struct netns_place *place);

#endif
