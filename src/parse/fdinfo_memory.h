/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/fdinfo/FD of what has memory of its own behind an fd. */
#ifndef KMW_PARSE_FDINFO_MEMORY_H
#define KMW_PARSE_FDINFO_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "util/opt.h"
#include "util/span.h"

/*
 * io_uring (io_uring/fdinfo.c, since 5.4): what the rings take, from SqMask and
 * CqMask. Each of the two regions is a power of two of pages
 * (io_mem_alloc(), io_region_allocate_pages()); a ring that was made with
 * larger entries (SQE128, CQE32) takes up to twice as much. False where a mask
 * is missing or none.
 */
bool parse_fdinfo_uring(struct span text, uint64_t page_size,
			uint64_t *ret_bytes);

struct dmabuf_info {
	uint64_t inode; /* 0: not told (before 5.14) */
	uint64_t bytes;
	struct span exporter; /* hostile; empty where not told */
};

/* dma-buf (dma_buf_show_fdinfo(), since 5.3). False without a size. */
bool parse_fdinfo_dmabuf(struct span text, struct dmabuf_info *ret);

struct drm_info {
	struct opt_u64 client; /* drm-client-id: one number an open file */
	struct span driver;
	struct span device; /* drm-pdev, or empty */
	uint64_t bytes;	    /* in the machine's own memory */
};

/*
 * A GPU's file (Documentation/gpu/drm-usage-stats.rst, since 5.19): the regions
 * that lie in the machine's memory (system, gtt, cpu, memory), of each the
 * resident figure, else the older drm-memory, else the total. False where there
 * is none.
 */
bool parse_fdinfo_drm(struct span text, struct drm_info *ret);

#endif
