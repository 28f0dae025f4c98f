/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules; each looks at the judge's facts and opens findings. */
#ifndef KMW_DIAGNOSE_RULES_H
#define KMW_DIAGNOSE_RULES_H

#include "diagnose/finding.h"

/* Queues of one program: unread, stalled, unaccepted, orphaned. */
void rule_queues(struct judge *j);

/* Those that grow without a stop, also where they are small yet. */
void rule_growth(struct judge *j);

/*
 * The last of the rules: what else grows without a stop, so long, by so much
 * and so evenly that it is no start, no warming cache and no build.
 */
void rule_growth_memory(struct judge *j);

/* Rings of packet sockets: memory that the capture asked for. */
void rule_packet_rings(struct judge *j);

/* The number of orphans against tcp_max_orphans. */
void rule_orphan_count(struct judge *j);

/* A protocol against its working limit. */
void rule_protocol_limits(struct judge *j);

/* TCP memory in no table, and fds of sockets that no table has. */
void rule_closed_unread(struct judge *j);

/* Says who has most of the sockets in no table, if any. */
void undumped_evidence(struct judge *j, struct finding *f);

/* Whether that rule has told whose the unseen TCP memory is. */
bool closed_unread_told(const struct judge *j);

/* sockstat charges more than all sockets that were seen, or much less. */
void rule_unseen_sockets(struct judge *j);

/* A cgroup at its own limit, because of sockets or the kernel. */
void rule_cgroup_limit(struct judge *j);

/* IP reassembly. */
void rule_ip_fragments(struct judge *j);

/* The sockets' own structures, not their queues. */
void rule_socket_count(struct judge *j);

/*
 * slab, vmalloc, page tables, per-CPU, stacks; BPF; balloon, zram, pipes, page
 * pools; remainder.
 */
void rule_slab(struct judge *j);
struct slab_cache;
/* What is said of a cache: its name as subject and its objects. */
void slab_name_cache(struct judge *j, struct finding *f,
		     const struct slab_cache *c);
void rule_kernel_parts(struct judge *j);
void rule_bpf_maps(struct judge *j);
void rule_named_others(struct judge *j);
void rule_pipe_buffers(struct judge *j);
void rule_page_pool(struct judge *j);
void rule_unmapped_pages(struct judge *j);
void rule_unaccounted(struct judge *j);

/* Memory of users that is not in processes' hands. */
void rule_hugetlb_idle(struct judge *j);
void rule_shmem(struct judge *j);
void rule_ramfs(struct judge *j);

/* Short of memory, and processes are why: the last of the rules. */
void rule_process_anon(struct judge *j);

/*
 * How bad a protocol's use is: notice from 50 % of its working limit, warning
 * from 75 % or in pressure, critical at 95 % with drops or at 100 %.
 */
enum severity protocol_severity(const struct judge *j, unsigned proto);

/* Adds the kernel's reasons for drops to the findings that they prove. */
void drop_evidence(struct judge *j);

/* Raises causes, puts effects behind them, ranks. */
void rank_findings(struct judge *j);

#endif
