/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Consumers of kernel memory that were named outside the memory counters. */
#ifndef KMW_MODEL_KERNEL_CONSUMER_H
#define KMW_MODEL_KERNEL_CONSUMER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* How well an amount is known. */
enum basis { BASIS_EXACT, BASIS_ESTIMATE, BASIS_UPPER_BOUND };

/* In which counter of the kernel the consumer's pages stand. */
enum counted_in {
	COUNTED_NOWHERE, /* it is a part of what no counter names */
	COUNTED_SLAB,
	COUNTED_VMALLOC,
	COUNTED_PERCPU,
	COUNTED_OTHERWISE, /* several, or a process's own: an overlay */
};

struct consumer {
	const char *name; /* static: "pipes", "perf-rings", "bpf-maps" … */
	enum basis basis;
	enum counted_in counted_in;
	uint64_t bytes;
	uint64_t count;	 /* how many of them; 0 not told */
	pid_t pid;	 /* who has it; 0: no process, or not known */
	char holder[48]; /* raw, hostile: comm, interface, device, program */
};

struct consumers {
	struct consumer *v;
	size_t n;
	size_t cap;
};

#endif
