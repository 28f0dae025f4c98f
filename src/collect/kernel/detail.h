/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is inside the kernel's counters, live or captured. It takes longer than
 * the counters and is asked for part by part.
 */
#ifndef KMW_COLLECT_KERNEL_DETAIL_H
#define KMW_COLLECT_KERNEL_DETAIL_H

struct snapshot;
struct source;

/*
 * Reads the parts (bits of enum detail_part) that were not looked at yet into
 * snap->detail, and ring buffers of BPF into snap->consumers: the kernel's
 * parts have to be added up again then. What cannot be read is a gap. Returns
 * 0 or -ENOMEM.
 */
int collect_detail(const struct source *src, unsigned parts,
		   struct snapshot *snap);

/* The parts; each returns 0 or -ENOMEM. */

/* tasks: /proc/PID/status of all processes. */
int detail_tasks(const struct source *src, struct snapshot *snap);

/*
 * cgroups: of cgroup2 nr_dying_descendants, and below which directory most of
 * them were; of cgroup v1 num_cgroups of /proc/cgroups less the directories.
 */
int detail_cgroups(const struct source *src, struct snapshot *snap);

/* hugenodes: /sys/devices/system/node/nodeN/hugepages */
int detail_hugetlb(const struct source *src, struct snapshot *snap);

/* thp: nr_anon_partially_mapped of all sizes of transparent huge pages. */
int detail_thp(const struct source *src, struct snapshot *snap);

/* bpf: every map and program, by bpf(2); this machine only. */
int detail_bpf(struct snapshot *snap);

/* Who has those open, by the fdinfo of all processes. */
int detail_bpf_owners(struct snapshot *snap);

/* Makes the consumers of what no counter names of BPF: its ring buffers. */
int detail_bpf_consumers(struct snapshot *snap);

/* pages: /proc/kpageflags, all of it; this machine only. */
int detail_pages(const struct source *src, struct snapshot *snap);

#endif
