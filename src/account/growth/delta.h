/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed between two moments, ranked by bytes (`--diff`). */
#ifndef KMW_ACCOUNT_GROWTH_DELTA_H
#define KMW_ACCOUNT_GROWTH_DELTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/buf.h"
#include "util/opt.h"

struct account;
struct snapshot;

enum change_kind {
	CHANGE_TERM,	    /* of the identity; all six, in their order */
	CHANGE_KERNEL,	    /* parts of the kernel's share */
	CHANGE_PROTOCOL,    /* used bytes; sockets are counted */
	CHANGE_SLAB,	    /* caches; objects are counted */
	CHANGE_PROGRAM,	    /* held bytes of the sockets, by command */
	CHANGE_PROCESS,	    /* Pss, else RSS */
	CHANGE_CGROUP,	    /* memory.current */
	CHANGE_PROCESS_MAP, /* one process's memory, by class; mappings */
	CHANGE_N
};

enum change_state {
	CHANGE_SAME,
	CHANGE_NEW,
	CHANGE_GONE,
	CHANGE_UP,
	CHANGE_DOWN
};

/* One thing, at both moments: [0] before, [1] after. */
struct change {
	enum change_kind kind;
	size_t name; /* NUL-ended, raw, into delta.names */
	pid_t pid;   /* CHANGE_PROCESS, else 0 */
	bool there[2];
	struct opt_i64 bytes[2];
	struct opt_u64 count[2]; /* what is counted depends on the kind */
};

struct delta {
	struct change *v; /* by kind, the largest change first */
	size_t n;
	size_t cap;
	size_t begin[CHANGE_N + 1]; /* of each kind in v */
	struct buf names;
	struct opt_i64 ms; /* from before to after; may be negative */
	bool same_boot;	   /* of one machine; pids mean the same */
};

struct moment {
	const struct snapshot *snap;
	const struct account *acct;
};

/*
 * Compares. What did not change is left out, except for the terms. Processes
 * are told by pid and command, in another boot by the command. Returns 0 or
 * -ENOMEM.
 */
int account_delta(const struct moment *before, const struct moment *after,
		  struct delta *ret);

void delta_free(struct delta *d);

/* After - before; what is not there counts 0. Unknown where either is. */
struct opt_i64 change_bytes(const struct change *c);

enum change_state change_state(const struct change *c);

/* The raw name. */
const char *change_name(const struct delta *d, const struct change *c);

/* "appeared", "gone", "grew" … */
const char *change_state_name(enum change_state state);

#endif
