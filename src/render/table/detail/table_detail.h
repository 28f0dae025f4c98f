/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sections of `--kernel`, in their order; table_detail() puts them all. */
#ifndef KMW_RENDER_TABLE_DETAIL_TABLE_DETAIL_H
#define KMW_RENDER_TABLE_DETAIL_TABLE_DETAIL_H

struct page;
struct report;

/* Page tables and kernel stacks by process. */
void table_detail_tasks(struct page *p, const struct report *r);

/* Per-CPU memory: cgroups that were removed. */
void table_detail_percpu(struct page *p, const struct report *r);

/* Huge pages by size and node, and who uses them. */
void table_detail_hugetlb(struct page *p, const struct report *r);

/* Pages of processes that none maps, and who has pinned pages. */
void table_detail_unmapped(struct page *p, const struct report *r);

/* BPF maps and programs. */
void table_detail_bpf(struct page *p, const struct report *r);

/* What was named outside of the counters: snapshot.consumers. */
void table_detail_consumers(struct page *p, const struct report *r);

/* Page pools of interfaces, where there are any. */
void table_detail_pools(struct page *p, const struct report *r);

/* Who keeps shared memory. */
void table_detail_shmem(struct page *p, const struct report *r);

/* --deep: the pages' flags beside the counters. */
void table_detail_pages(struct page *p, const struct report *r);

#endif
