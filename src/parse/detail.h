/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files behind `--kernel`. As parse.h says: what could not be read to the
 * end of its line is counted in *bad and left out; -EINVAL where the text is
 * no such file.
 */
#ifndef KMW_PARSE_DETAIL_H
#define KMW_PARSE_DETAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "util/opt.h"
#include "util/span.h"

struct alloc_sites;
struct task_memory;
struct vmalloc_callers;

/* A line of /proc/vmallocinfo (vmalloc_info_show() of mm/vmalloc.c). */
struct vmalloc_area {
	uint64_t pages;	      /* 0: ioremap and the like have none */
	struct span function; /* without "+0x…"; empty: no caller */
	struct span module;   /* without brackets; empty: none */
	bool stack;	      /* made for a kernel stack */
};

/* Returns 0 or -EINVAL. */
int parse_vmalloc_area(struct span line, struct vmalloc_area *ret);

/*
 * /proc/vmallocinfo by caller, the largest first; callers beyond the first
 * 8192 are one row "(others)". Returns 0, -EINVAL or -ENOMEM.
 */
int parse_vmalloc_callers(struct span text, uint64_t page_size,
			  struct vmalloc_callers *ret, unsigned *bad);

/*
 * /proc/PID/status: pid (Tgid), comm (Name, as the kernel escapes it), page
 * tables, huge pages, RSS, threads. A zombie has 0 threads, for its stack is
 * gone. Returns 0 or -EINVAL.
 */
int parse_task_memory(struct span text, struct task_memory *ret, unsigned *bad);

/* /proc/allocinfo, versions 1.0 and 2.0 (lib/alloc_tag.c). 0 or -EINVAL. */
int parse_allocinfo(struct span text, struct alloc_sites *ret, unsigned *bad);

/* num_cgroups of the controller in /proc/cgroups. 0 or -EINVAL. */
int parse_cgroup_count(struct span text, const char *controller,
		       struct opt_u64 *ret, unsigned *bad);

/* cgroup.stat of a cgroup2 directory. */
struct cgroup_stat {
	struct opt_u64 descendants;
	struct opt_u64 dying;
};

int parse_cgroup_stat(struct span text, struct cgroup_stat *ret, unsigned *bad);

/* fdinfo of a BPF map, program or link (kernel/bpf/syscall.c). */
struct bpf_fdinfo {
	struct opt_u64 memlock; /* 4.10 */
	struct opt_u64 map_id;
	struct opt_u64 prog_id;
};

int parse_bpf_fdinfo(struct span text, struct bpf_fdinfo *ret, unsigned *bad);

#endif
