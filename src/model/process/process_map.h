/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of one process (`--pid`): its mappings, summed by class while
 * they are read. 100k mappings leave no more than classes, groups of threads
 * and the largest few.
 */
#ifndef KMW_MODEL_PROCESS_PROCESS_MAP_H
#define KMW_MODEL_PROCESS_PROCESS_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "model/process/mapping.h"
#include "model/process/nmt.h"
#include "util/opt.h"

enum process_map_class {
	PM_HEAP,       /* [heap]: brk */
	PM_ARENAS,     /* glibc's heaps of arenas: HEAP_MAX, aligned to it */
	PM_STACKS,     /* of threads, the first one's too */
	PM_ALLOCATOR,  /* jemalloc's, tcmalloc's or mimalloc's */
	PM_ANON_LARGE, /* anonymous, 64 MiB or more in one piece */
	PM_ANON,
	PM_JIT, /* anonymous and executable */
	PM_FILE,
	PM_SHM,
	PM_HUGETLB,
	PM_DEVICE,
	PM_SPECIAL,  /* vdso and the like */
	PM_RESERVED, /* no access: address space, guards */
	PM_N
};

enum allocator {
	ALLOCATOR_UNKNOWN, /* static, or none that is known */
	ALLOCATOR_GLIBC,
	ALLOCATOR_MUSL,
	ALLOCATOR_JEMALLOC,
	ALLOCATOR_TCMALLOC,
	ALLOCATOR_MIMALLOC,
	ALLOCATOR_N
};

struct process_map_sum {
	uint64_t count;
	uint64_t size;
	uint64_t rss; /* with huge pages */
	uint64_t pss;
	uint64_t anon;
	uint64_t swap;
	uint64_t locked;
	uint64_t lazy_free;
	uint64_t thp;
	uint64_t untracked;	/* resident in no range of NMT, at least */
	uint64_t untracked_max; /* a mapping may be partly in a range */
};

#define THREAD_GROUPS_MAX 256

/* Threads of one name: digits at its end do not count. */
struct thread_group {
	char name[16]; /* raw: hostile */
	uint32_t threads;
	uint32_t stacks;
	uint64_t size; /* of their stacks */
	uint64_t rss;
};

/* Where a thread's stack pointer was. */
struct thread_sp {
	uint64_t sp;
	uint32_t group;
};

struct process_mapping {
	uint64_t start;
	uint64_t end;
	uint64_t rss;
	uint64_t swap;
	enum process_map_class class;
	char name[MAPPING_NAME];
};

struct process_map_arenas {
	uint64_t heaps;	   /* pieces of heap_max, each of one arena */
	uint64_t full;	   /* of them: grown to 15/16 or more */
	uint64_t heap_max; /* 64 MiB, or 1 MiB in a program of 32 bits */
};

/* What the reading of smaps cost the process. */
struct process_map_cost {
	struct opt_u64 total_us;
	struct opt_u64 longest_us; /* one read(): so long mmap() waits */
};

enum nmt_state {
	NMT_NOT_ASKED,
	NMT_READ,
	NMT_OFF,    /* jcmd says that it is not enabled */
	NMT_FAILED, /* see a gap */
};

struct process_map {
	pid_t pid;
	char comm[32]; /* raw: hostile */
	char state[2]; /* of /proc/PID/status: 'R', 'S', 'Z' … */
	struct opt_u64 uid;
	struct opt_u64 threads;
	struct opt_u64 size; /* VmSize */
	struct opt_u64 rss;  /* VmRSS */
	struct opt_u64 peak; /* VmHWM */
	struct opt_u64 rss_anon, rss_file, rss_shmem;
	struct opt_u64 swap;
	struct opt_u64 hugetlb;
	struct opt_u64 page_tables;
	uint32_t cgroup; /* its path in snapshot.strings; 0 unknown */
	bool smaps;	 /* resident amounts are known */
	bool maps;	 /* classes are known */
	bool jvm;	 /* libjvm is mapped */
	bool word32;
	uint64_t stack_top; /* mapping addresses are judged by it; 0 unknown */
	enum allocator allocator;
	struct process_map_cost cost;
	uint64_t mappings;
	struct process_map_sum class[PM_N];
	struct process_map_sum all;
	struct process_map_arenas arenas;
	/* threads */
	struct thread_group *groups;
	size_t n_groups, cap_groups;
	struct thread_sp *sps; /* sorted by sp */
	size_t n_sps, cap_sps;
	uint64_t guarded; /* stacks that only their guard page shows */
	/* the largest mappings */
	struct process_mapping *top;
	size_t n_top, cap_top;
	size_t top_max;
	enum nmt_state nmt_state;
	struct nmt nmt;
};

/*
 * Takes the mappings one by one, in the order of their addresses; what a
 * mapping is may show only with the next one. Zero-initialised but for in.
 */
struct process_map_feed {
	struct process_map *in;
	struct mapping held; /* not classified yet */
	bool holds;
	uint64_t guard_end; /* of the last mapping without access */
	uint64_t guard_size;
	size_t next_sp;
	size_t next_range;
	struct process_map_sum
		aligned[2]; /* anonymous, as allocators align it */
};

/* Returns 0 or -ENOMEM. */
int process_map_add(struct process_map_feed *f, const struct mapping *m);
int process_map_end(struct process_map_feed *f);

/* The group of a thread's name, made where it is new. 0 or -ENOMEM. */
int process_map_group(struct process_map *in, const char *comm, uint32_t *ret);

/* "arenas", "thread-stacks" …; "jemalloc" … */
const char *process_map_class_name(enum process_map_class c);
const char *allocator_name(enum allocator a);

/* Takes NULL. */
void process_map_free(struct process_map *in);

#endif
