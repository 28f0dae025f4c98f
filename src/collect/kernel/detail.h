/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is inside the kernel's counters, live or captured. It takes longer than
 * the counters and is asked for part by part.
 */
#ifndef KMW_COLLECT_KERNEL_DETAIL_H
#define KMW_COLLECT_KERNEL_DETAIL_H

struct collect;

/*
 * Reads the parts (bits of enum detail_part) that were not read yet into
 * detail, and ring buffers of BPF into consumers: the kernel's
 * parts have to be added up again then. What cannot be read is a gap. Returns
 * 0 or -ENOMEM.
 */
int collect_detail(struct collect *c, unsigned parts);

/* The parts; each returns 0 or -ENOMEM. */

/* tasks: /proc/PID/status of all processes. */
int detail_tasks(struct collect *c);

/*
 * cgroups: of cgroup2 nr_dying_descendants, and below which directory most of
 * them were; of cgroup v1 num_cgroups of /proc/cgroups less the directories.
 */
int detail_cgroups(struct collect *c);

/* hugenodes: /sys/devices/system/node/nodeN/hugepages */
int detail_hugetlb(struct collect *c);

/* thp: nr_anon_partially_mapped of all sizes of transparent huge pages. */
int detail_thp(struct collect *c);

/* bpf: every map and program, by bpf(2); this machine only. */
int detail_bpf(struct collect *c);

/* Who has those open, by the fdinfo of all processes. */
int detail_bpf_owners(struct collect *c);

/* Makes the consumers of what no counter names of BPF: its ring buffers. */
int detail_bpf_consumers(struct collect *c);

/* pages: /proc/kpageflags, all of it; this machine only. */
int detail_pages(struct collect *c);

#endif
