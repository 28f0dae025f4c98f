/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is inside the kernel's counters: read only for `--kernel`, or where a
 * counter is large enough to be a finding.
 */
#ifndef KMW_MODEL_KERNEL_DETAIL_H
#define KMW_MODEL_KERNEL_DETAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "model/kernel/consumer.h"
#include "util/opt.h"

/* What can be looked at: bits of detail.looked. */
enum detail_part {
	DETAIL_VMALLOC = 1 << 0,   /* /proc/vmallocinfo */
	DETAIL_TASKS = 1 << 1,	   /* /proc/PID/status */
	DETAIL_CGROUPS = 1 << 2,   /* removed, and not gone */
	DETAIL_HUGETLB = 1 << 3,   /* huge pages by node */
	DETAIL_BPF = 1 << 4,	   /* bpf(2) */
	DETAIL_ALLOCINFO = 1 << 5, /* /proc/allocinfo */
	DETAIL_SHMEM = 1 << 6,	   /* who keeps shared memory: shmem.h */
	DETAIL_OWNERS = 1 << 7,	   /* who has the BPF objects: all fds */
	DETAIL_PAGES = 1 << 8,	   /* /proc/kpageflags, every page */
	DETAIL_THP = 1 << 9,	   /* huge pages that are mapped in part */
	DETAIL_ALL = (1 << 10) - 1,
	DETAIL_USUAL = DETAIL_ALL & ~DETAIL_PAGES
};

/* The areas of one caller of vmalloc() that have pages of their own. */
struct vmalloc_caller {
	char name[56];	 /* the function; raw */
	char module[24]; /* "" in the kernel itself; raw */
	uint64_t bytes;
	uint64_t areas;
	bool stacks; /* areas made for kernel stacks */
};

struct vmalloc_callers {
	struct vmalloc_caller *v; /* the largest first */
	size_t n;
	size_t cap;
};

/* /proc/PID/status (fs/proc/array.c, task_mmu.c) */
struct task_memory {
	pid_t pid;
	char comm[32]; /* raw, hostile */
	struct opt_u64 threads;
	struct opt_u64 page_tables; /* VmPTE and, up to 4.14, VmPMD */
	struct opt_u64 hugetlb;	    /* HugetlbPages, 4.4 */
	struct opt_u64 rss;	    /* none: a kernel thread or a zombie */
	struct opt_u64 shmem;	    /* RssShmem, 4.5 */
	struct opt_u64 pinned;	    /* VmPin, 3.2 */
};

struct task_memories {
	struct task_memory *v; /* processes with memory of their own */
	size_t n;
	size_t cap;
	uint64_t threads; /* of all tasks, the kernel's included */
	bool known;
};

/* Cgroups that were removed and still have memory. */
struct dying_cgroups {
	struct opt_u64 dying;
	struct opt_u64 living;
	char where[128]; /* cgroup2: below which most of them are; raw */
};

/* One size of huge pages on one node. */
struct hugenode {
	unsigned node;
	uint64_t page_bytes;
	uint64_t total; /* pages */
	uint64_t free;
	uint64_t surplus;
};

struct hugenodes {
	struct hugenode *v;
	size_t n;
	size_t cap;
};

enum bpf_kind { BPF_KIND_MAP, BPF_KIND_PROGRAM };

struct bpf_object {
	enum bpf_kind kind;
	uint32_t id;
	uint32_t type;	      /* enum bpf_map_type or bpf_prog_type */
	char name[16];	      /* raw; may be "" */
	struct opt_u64 bytes; /* fdinfo memlock */
	enum counted_in counted_in;
	uint32_t map_flags;
	uint32_t max_entries;
	pid_t pid;	 /* one that has it open; 0: pinned, attached */
	uint32_t n_pids; /* how many have it open */
	char comm[32];	 /* of pid; raw, hostile */
};

struct bpf_objects {
	struct bpf_object *v; /* the largest first */
	size_t n;
	size_t cap;
	bool known;  /* bpf(2) listed them all */
	bool owners; /* and all fds were searched for their owners */
};

/* A line of /proc/allocinfo (lib/alloc_tag.c, 6.10). */
struct alloc_site {
	char file[64]; /* raw */
	uint64_t line;
	char function[48];
	char module[24]; /* "" in the kernel itself */
	uint64_t bytes;
	uint64_t calls;
	bool at_least; /* "accurate:no" (6.18): it has missed some */
};

#define ALLOC_SITES_MAX 32

struct alloc_sites {
	struct alloc_site v[ALLOC_SITES_MAX]; /* the largest first */
	size_t n;
	struct opt_u64 total; /* of all lines, where all are accurate */
};

/* What a page is, by its flags (include/uapi/linux/kernel-page-flags.h). */
#define PAGE_CLASSES(X)            \
	X(PG_FREE, "free")         \
	X(PG_ANON, "anon")         \
	X(PG_FILE, "file")         \
	X(PG_SHMEM, "shmem")       \
	X(PG_SLAB, "slab")         \
	X(PG_PGTABLE, "pgtable")   \
	X(PG_HUGETLB, "hugetlb")   \
	X(PG_OFFLINE, "offline")   \
	X(PG_MAPPED, "mapped")     \
	X(PG_RESERVED, "reserved") \
	X(PG_POISONED, "poisoned") \
	X(PG_OTHER, "other")       \
	X(PG_NOPAGE, "nopage")

enum page_class {
#define X(id, name) id,
	PAGE_CLASSES(X)
#undef X
		PAGE_CLASS_N
};

struct page_counts {
	bool known;
	uint64_t pages[PAGE_CLASS_N];
	uint64_t microseconds; /* what the walk took */
};

struct detail {
	unsigned looked; /* bits of enum detail_part */
	struct vmalloc_callers vmalloc;
	struct task_memories tasks;
	struct dying_cgroups cgroups;
	struct hugenodes hugenodes;
	struct bpf_objects bpf;
	struct alloc_sites sites;
	struct page_counts pages;
	struct opt_u64 partly_mapped; /* huge pages of which a part was given
				       * back, all of their bytes (6.13) */
};

void detail_free(struct detail *d);

/* "vmalloc", "tasks" …, of one bit. */
const char *detail_part_name(enum detail_part part);

const char *page_class_name(enum page_class c);

#endif
