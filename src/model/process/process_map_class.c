/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/process/process_map_class.h"

#include <string.h>

#define HEAP_MAX_64 (64ULL << 20)
#define HEAP_MAX_32 (1ULL << 20)

static const struct {
	const char *prefix;
	enum process_map_class class;
} named[] = {
	{ "[heap]", PM_HEAP },
	{ "[stack", PM_STACKS },
	{ "[anon:stack", PM_STACKS },
	{ "[anon_shmem:", PM_SHM },
	{ "[anon", PM_ANON },
	{ "[", PM_SPECIAL },
	{ "/dev/shm/", PM_SHM },
	{ "/SYSV", PM_SHM },
	{ "/memfd:", PM_SHM },
	{ "/dev/zero", PM_SHM },
	{ "/dev/", PM_DEVICE },
	{ "anon_inode:", PM_DEVICE },
	{ "/anon_hugepage", PM_HUGETLB },
};

static bool has_access(const struct mapping *m)
{
	return m->readable || m->writable || m->executable;
}

static enum process_map_class by_name(const struct mapping *m)
{
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		if (!strncmp(m->name, named[i].prefix, strlen(named[i].prefix)))
			return named[i].class;
	return m->name[0] || m->inode ? PM_FILE : PM_ANON;
}

enum process_map_class mapping_class(const struct mapping *m)
{
	enum process_map_class class = by_name(m);

	if (m->hugetlb || m->v[SM_SHARED_HUGETLB] || m->v[SM_PRIVATE_HUGETLB])
		return PM_HUGETLB;
	/* a memfd that is executed is code made at run time, mapped twice */
	if (class == PM_SHM && m->executable)
		return PM_JIT;
	if (class != PM_ANON)
		return class;
	if (!has_access(m))
		return PM_RESERVED;
	return m->executable ? PM_JIT : PM_ANON;
}

static const struct {
	const char *file; /* how its name begins */
	enum allocator allocator;
} libraries[] = {
	{ "libjemalloc.so", ALLOCATOR_JEMALLOC },
	{ "libtcmalloc", ALLOCATOR_TCMALLOC },
	{ "libmimalloc", ALLOCATOR_MIMALLOC },
	{ "ld-musl-", ALLOCATOR_MUSL },
	{ "libc.so.6", ALLOCATOR_GLIBC },
	{ "libc-2.", ALLOCATOR_GLIBC },
};

void process_map_note_file(struct process_map *in, const struct mapping *m)
{
	const char *file = strrchr(m->name, '/');

	file = file ? file + 1 : m->name;
	if (!strncmp(file, "libjvm.so", 9))
		in->jvm = true;
	for (size_t i = 0; i < sizeof(libraries) / sizeof(libraries[0]); i++)
		if (!strncmp(file, libraries[i].file,
			     strlen(libraries[i].file)) &&
		    /* one that is preloaded stands before libc's own */
		    libraries[i].allocator > in->allocator)
			in->allocator = libraries[i].allocator;
}

/*
 * glibc takes its heaps from where the kernel puts mappings, near the stack.
 * Far below are a Java heap with compressed pointers and Go's arenas, which
 * have the same shape.
 */
static bool near_mmap(const struct process_map *in, uint64_t at)
{
	return !in->stack_top || at >= in->stack_top / 4;
}

static bool is_rest(const struct mapping *next, uint64_t end, uint64_t edge)
{
	return next && next->start == end && next->end >= edge &&
	       !has_access(next) && !next->name[0];
}

uint64_t process_map_arena_part(const struct process_map *in,
				const struct mapping *m,
				const struct mapping *next)
{
	uint64_t max = in->word32 ? HEAP_MAX_32 : HEAP_MAX_64;
	uint64_t last = (m->end - 1) & ~(max - 1), edge = last + max;
	bool whole = m->end == edge;

	if (!m->readable || !m->writable || m->executable || m->shared ||
	    m->name[0] || !near_mmap(in, m->start) || m->start > last)
		return 0;
	if (!whole && !is_rest(next, m->end, edge))
		return 0;
	/* a JVM's reserve goes on; so may a neighbour of a young heap */
	if (!whole && next->end > edge && m->end - last > max / 2)
		return 0;
	if (m->start & (max - 1))
		return whole ? 0 : m->end - last;
	return mapping_size(m);
}
