/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/fdinfo/FD. */
#ifndef KMW_PARSE_PROC_FDINFO_H
#define KMW_PARSE_PROC_FDINFO_H

#include <stdbool.h>
#include <stdint.h>

#include "util/opt.h"
#include "util/span.h"

/*
 * UNIX sockets (net/unix/af_unix.c, since 5.5): "scm_fds: 3", the fds that wait
 * in its receive queue. False where the line is not there or is no number.
 */
bool parse_fdinfo_scm_fds(struct span text, uint64_t *ret);

/* A file that is registered with an io_uring instance. */
struct ring_file {
	uint64_t inode;	  /* of a socket, since 6.10 or so; else 0 */
	struct span name; /* what is written: "socket:[4711]", before: "TCP" */
};

/*
 * io_uring (io_uring/fdinfo.c, since 5.4): the lines "    0: socket:[4711]"
 * below "UserFiles:". Cuts text up to the next of them; before is false for the
 * first call and true from then on. False at the end of the list.
 */
bool parse_fdinfo_ring_file(struct span *text, bool *before,
			    struct ring_file *ret);

/* /proc/PID/fdinfo/FD of an epoll set (fs/eventpoll.c, ep_show_fdinfo()). */

/* One file that the set watches. */
struct epoll_entry {
	int32_t tfd; /* the fd it was added by; by now another file's, maybe */
	uint32_t events;
	bool has_inode; /* inode and dev are there (4.13) */
	uint64_t inode;
	uint32_t dev; /* as the kernel has it: major << 20 | minor */
};

/*
 * Cuts lines up to the next entry; the other lines of the file are skipped. A
 * line that begins like an entry and cannot be read to its end is counted in
 * *bad: what the set watches is not fully known then. False at the end.
 */
bool parse_epoll_entry(struct span *text, struct epoll_entry *ret,
		       unsigned *bad);

/* Whether the entry waits for input: armed, for EPOLLIN or EPOLLRDNORM. */
bool epoll_entry_armed(const struct epoll_entry *e);

/* EPOLLET: it tells once, and not again while the queue stands. */
bool epoll_entry_edge(const struct epoll_entry *e);

/* EPOLLONESHOT: it has fired, and waits to be armed again. */
bool epoll_entry_spent(const struct epoll_entry *e);

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
	uint64_t inode; /* 0: not given (before 5.14) */
	uint64_t bytes;
	struct span exporter; /* hostile; empty where not given */
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

/* fdinfo of a BPF map, program or link (kernel/bpf/syscall.c). */
struct bpf_fdinfo {
	struct opt_u64 memlock; /* 4.10 */
	struct opt_u64 map_id;
	struct opt_u64 prog_id;
};

int parse_bpf_fdinfo(struct span text, struct bpf_fdinfo *ret, unsigned *bad);

#endif
