/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From sums to findings: what is wrong, how bad, how sure, what to do. Pure:
 * no I/O, no clock. kmemwhere(8) has a section for each code.
 */
#ifndef KMW_DIAGNOSE_DIAGNOSE_H
#define KMW_DIAGNOSE_DIAGNOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/opt.h"

struct account;
struct rates;
struct snapshot;

/* The catalogue: enum name, code. */
#define FINDING_CODES(X)                              \
	X(F_HEALTHY, "healthy")                       \
	X(F_UDP_UNREAD, "udp-unread")                 \
	X(F_TCP_UNREAD, "tcp-unread")                 \
	X(F_TCP_PEER_STALLED, "tcp-peer-stalled")     \
	X(F_TCP_PATH_STALLED, "tcp-path-stalled")     \
	X(F_TCP_UNACCEPTED, "tcp-unaccepted")         \
	X(F_TCP_ORPHANS, "tcp-orphans")               \
	X(F_TCP_CLOSE_WAIT, "tcp-close-wait")         \
	X(F_UNIX_UNREAD, "unix-unread")               \
	X(F_NETLINK_UNREAD, "netlink-unread")         \
	X(F_RAW_UNREAD, "raw-unread")                 \
	X(F_PACKET_RING, "packet-ring")               \
	X(F_TCP_CLOSED_UNREAD, "tcp-closed-unread")   \
	X(F_ERRQUEUE_UNREAD, "errqueue-unread")       \
	X(F_CGROUP_LIMIT, "cgroup-limit")             \
	X(F_UDP_MEM_LIMIT, "udp-mem-limit")           \
	X(F_TCP_MEM_LIMIT, "tcp-mem-limit")           \
	X(F_SOCKET_COUNT, "socket-count")             \
	X(F_UNSEEN_SOCKETS, "unseen-sockets")         \
	X(F_IP_FRAGMENTS, "ip-fragments")             \
	X(F_SLAB_UNRECLAIMABLE, "slab-unreclaimable") \
	X(F_SLAB_RECLAIMABLE, "slab-reclaimable")     \
	X(F_VMALLOC, "vmalloc")                       \
	X(F_PAGE_TABLES, "page-tables")               \
	X(F_KERNEL_STACKS, "kernel-stacks")           \
	X(F_PERCPU, "percpu")                         \
	X(F_HUGETLB_IDLE, "hugetlb-idle")             \
	X(F_BALLOON, "balloon")                       \
	X(F_BPF_MAPS, "bpf-maps")                     \
	X(F_ZRAM, "zram")                             \
	X(F_PIPE_BUFFERS, "pipe-buffers")             \
	X(F_PAGE_POOL, "page-pool")                   \
	X(F_UNMAPPED_PAGES, "unmapped-pages")         \
	X(F_RAMFS, "ramfs")                           \
	X(F_SHMEM, "shmem")                           \
	X(F_PROCESS_ANON, "process-anon")             \
	X(F_GLIBC_ARENAS, "glibc-arenas")             \
	X(F_THREAD_STACKS, "thread-stacks")           \
	X(F_JVM_UNTRACKED, "jvm-untracked")           \
	X(F_UNACCOUNTED, "unaccounted")

enum finding_code {
#define X(id, code) id,
	FINDING_CODES(X)
#undef X
		FINDING_N
};

enum severity { SEV_OK, SEV_NOTICE, SEV_WARNING, SEV_CRITICAL };
enum confidence { CONF_LOW, CONF_MEDIUM, CONF_HIGH };

/* Sentences, in order. */
struct texts {
	char **v;
	size_t n;
	size_t cap;
};

/* Whom a finding is about; empty parts are NULL or 0. */
struct subject {
	pid_t *pids; /* ascending */
	size_t n_pids;
	char comm[32];	   /* raw bytes: hostile */
	uint64_t *cookies; /* of the sockets, the largest first */
	size_t n_cookies;  /* at most SUBJECT_SOCKETS_MAX */
	uint64_t socket_count;
	char cache[48]; /* slab cache */
	char *cgroup;	/* raw path, hostile */
};

#define SUBJECT_SOCKETS_MAX 20

struct finding {
	enum finding_code code;
	enum severity severity;
	enum confidence confidence;
	struct opt_i64 bytes;
	char *title; /* one sentence; outside strings are marked, see outside.h */
	struct texts evidence;
	struct texts remedy;
	struct subject subject;
};

struct findings {
	struct finding *v; /* ranked, never empty; the first is the verdict */
	size_t n;
	size_t cap;
	uint8_t *sock_code; /* of each sock: enum finding_code, 0 none */
};

/*
 * Whether shared memory that no process maps is so large that its holders
 * should be looked for (collect_shmem()).
 */
bool diagnose_wants_shmem(const struct snapshot *snap,
			  const struct account *acct);

/*
 * Who has memory of the kernel is asked only where it is worth its cost:
 * everything (collect_consumers()) where much is in no counter, devices alone
 * (collect_devices()) where compressed swap or a balloon is large.
 */
enum consumers_wanted { CONSUMERS_NONE, CONSUMERS_DEVICES, CONSUMERS_ALL };

enum consumers_wanted diagnose_wants_consumers(const struct snapshot *snap,
					       const struct account *acct);

/*
 * What of the kernel's insides is large enough to ask for its holders: bits of
 * enum detail_part for collect_detail(). What was found may make it ask for more.
 */
unsigned diagnose_wants_detail(const struct snapshot *snap,
			       const struct account *acct);

/* Judges. Returns 0 or -ENOMEM. */
int diagnose(const struct snapshot *snap, const struct account *acct,
	     struct findings *ret);

/*
 * The same of one sample of several: rates, which have taken it already, tell
 * what grows without a stop. NULL: there was only this one.
 */
int diagnose_watched(const struct snapshot *snap, const struct account *acct,
		     const struct rates *rates, struct findings *ret);

void findings_free(struct findings *f);

const char *finding_code_name(enum finding_code code);
const char *severity_name(enum severity severity);
const char *confidence_name(enum confidence confidence);

#endif
