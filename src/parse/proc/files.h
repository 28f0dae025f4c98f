/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small files that tell how much memory a driver or a facility has. */
#ifndef KMW_PARSE_PROC_FILES_H
#define KMW_PARSE_PROC_FILES_H

#include <stdint.h>
#include <sys/types.h>

#include "util/opt.h"
#include "util/span.h"

struct shm_objects;

/*
 * /proc/sysvipc/shm (sysvipc_shm_proc_show() of ipc/shm.c): appends the segments
 * with the pages that they really have (column rss, 2.6.32). Returns 0, -EINVAL
 * (no such file) or -ENOMEM.
 */
int parse_sysvipc_shm(struct span text, struct shm_objects *ret, unsigned *bad);

/*
 * /proc/PID/maps: the mappings that have exactly that name
 * ("anon_inode:[perf_event]"). A line that was cut is left out. Returns 0, or
 * -EINVAL where the text has no mapping at all.
 */
struct map_sum {
	uint64_t bytes;
	uint64_t count;
};
int parse_maps_sum(struct span text, const char *name, struct map_sum *ret);

/*
 * tracing/buffer_total_size_kb (kernel/trace/trace.c): "2816" or, where nothing
 * was traced yet, "14 (expanded: 2816)": the first number is what is there. In
 * bytes of payload. Returns 0 or -EINVAL.
 */
int parse_trace_total(struct span text, uint64_t *ret_bytes);

/*
 * /sys/block/zramN/mm_stat (drivers/block/zram/zram_drv.c, since 4.2), bytes.
 * Returns 0 or -EINVAL.
 */
struct zram_stat {
	uint64_t original; /* what was swapped out */
	uint64_t used;	   /* what it takes now */
};
int parse_zram_mm_stat(struct span text, struct zram_stat *ret);

/*
 * vmmemctl in debugfs (drivers/misc/vmw_balloon.c): pages of "current:".
 * hv-balloon in debugfs (drivers/hv/hv_balloon.c, 6.2): the pages of
 * "pages_ballooned"; a kernel of another layout is unknown. Returns 0 or
 * -EINVAL.
 */
int parse_balloon_pages(struct span text, uint64_t *ret);

/*
 * /proc/sysvipc/msg (ipc/msg.c): the bytes and messages in all queues, and who
 * sent to the fullest one last. Returns 0 or -EINVAL.
 */
struct msg_sum {
	uint64_t bytes;
	uint64_t messages;
	pid_t sender; /* 0: none */
};
int parse_sysvipc_msg(struct span text, struct msg_sum *ret, unsigned *bad);

/*
 * The payload of AUDIT_GET (struct audit_status of include/uapi/linux/audit.h;
 * older kernels have a shorter one): records in the backlog. Returns 0 or
 * -EINVAL.
 */
int parse_audit_backlog(struct span payload, uint64_t *ret);

#endif
