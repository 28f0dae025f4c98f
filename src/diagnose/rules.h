/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules; each looks at the judge's facts and opens findings. */
#ifndef KMW_DIAGNOSE_RULES_H
#define KMW_DIAGNOSE_RULES_H

#include "diagnose/finding.h"

struct slab_cache;

/* In this order: a rule may look at what the ones before it found. */
#define RULES(X)                                                               \
	X(rule_queues) /* of one program: unread, stalled, orphaned … */     \
	X(rule_accept_queues) /* full ones, also of empty connections */       \
	X(rule_growth)	      /* those that only grow, also where small yet */ \
	X(rule_packet_rings)                                                   \
	X(rule_orphan_count) /* against tcp_max_orphans */                     \
	X(rule_protocol_limits)                                                \
	X(rule_drops)	       /* datagrams and segments thrown away */        \
	X(rule_closed_unread)  /* TCP memory in no table */                    \
	X(rule_unseen_sockets) /* sockstat against all that was seen */        \
	X(rule_oom_cgroup)     /* the OOM killer's reports of a cgroup */      \
	X(rule_cgroup_limit)                                                   \
	X(rule_ip_fragments)                                                   \
	X(rule_socket_count)   /* their own structures, not queues */          \
	X(rule_kernel_holders) /* rings, tables, queues: by name */            \
	X(rule_slab)                                                           \
	X(rule_bpf_maps)                                                       \
	X(rule_kernel_parts) /* vmalloc, page tables, stacks, per-CPU */       \
	X(rule_named_others) /* balloon, zram */                               \
	X(rule_pipe_buffers)                                                   \
	X(rule_page_pool)                                                      \
	X(rule_unmapped_pages)                                                 \
	X(rule_unaccounted)                                                    \
	X(rule_hugetlb_idle)                                                   \
	X(rule_shmem)                                                          \
	X(rule_ramfs)                                                          \
	X(rule_oom_processes) /* likewise of the machine */                    \
	X(rule_process_anon)  /* short of memory, and processes are why */     \
	X(rule_growth_memory) /* what else only grows, and is no start */      \
	X(rule_memory_short)  /* and nothing of that is why */                 \
	X(rule_oom_plenty)    /* memory as a whole was not short */

/* With --pid: that process, and the sockets that are left, its own. */
#define PROCESS_MAP_RULES(X)  \
	X(rule_queues)        \
	X(rule_packet_rings)  \
	X(rule_jvm_untracked) \
	X(rule_glibc_arenas)  \
	X(rule_thread_stacks) \
	X(rule_process_map_backlog) /* send queues and buffers behind them */

#define X(rule) void rule(struct judge *j);
RULES(X)
X(rule_jvm_untracked)
X(rule_glibc_arenas)
X(rule_thread_stacks)
X(rule_process_map_backlog)
#undef X

/* The verdict where none of them fires: healthy, or nobody can say. */
void rule_verdict(struct judge *j);

/* The verdict on one process where none of them fires. */
void process_map_healthy(struct judge *j);

/* Says who has most of the sockets in no table, if any. */
void undumped_evidence(struct judge *j, struct finding *f);

/* Whether a rule has reported whose the unseen TCP memory is. */
bool closed_unread_reported(const struct judge *j);

/* What is said of a cache: its name as subject and its objects. */
void slab_name_cache(struct finding *f, const struct slab_cache *c);

/* Says how large the slab is that can be reclaimed, where it is large. */
void slab_evidence(struct judge *j, struct finding *f);

/*
 * How bad a protocol's use is: notice from 50 % of its working limit, warning
 * from 75 % or in pressure, critical at 95 % with drops or at 100 %.
 */
enum severity protocol_severity(const struct judge *j, unsigned proto);

/* Adds what was dropped since boot, where that is no finding of its own. */
void drops_since_boot(struct judge *j);

/* Adds the kernel's reasons for drops to the findings that they prove. */
void drop_evidence(struct judge *j);

/* Raises causes, puts effects behind them, ranks. */
void rank_findings(struct judge *j);

#endif
