/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Suspect sockets put together by program: one finding for each group. */
#ifndef KMW_DIAGNOSE_QUEUES_GROUPS_H
#define KMW_DIAGNOSE_QUEUES_GROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "diagnose/diagnose.h"
#include "diagnose/queues/probe_evidence.h"
#include "model/socket/socket.h"

/* One suspect socket. There may be 100,000 of them: it is kept small. */
struct member {
	uint32_t sock;	  /* index into snapshot.socks */
	uint32_t reader;  /* the socket whose process has to act: itself, UNIX:
			  * the one that should read; or NO_SOCK */
	pid_t pid;	  /* its owner, the first of several; 0 none */
	uint32_t program; /* whose name it is under, see member_comm() */
	uint8_t code;	  /* enum finding_code */
	bool lost;	  /* the finding is the other end's */
};

/* The raw name of its program, in the snapshot; "" none. */
const char *member_comm(const struct snapshot *snap, const struct member *m);

/* The sockets of one program with one fault. */
struct group {
	enum finding_code code;
	enum proto proto; /* of the first member; F_SOCKET_MEMORY: of all */
	const char *comm; /* in the snapshot; "" without an owner */
	size_t first;	  /* members, by held bytes */
	size_t n;
	uint32_t sockets; /* members that are not lost */
	uint64_t held;	  /* of them, and so are all below */
	uint64_t rx;
	uint64_t tx;
	uint64_t payload; /* TCP: Recv-Q */
	uint64_t drops;
	uint64_t full; /* sockets that are full and dropping */
	uint64_t full_bytes;
	uint64_t dropping_max;	/* held by the largest one that drops */
	uint64_t never_read;	/* UDP: bytes of queues nobody took from */
	uint64_t slow;		/* UDP: bytes of queues that have a reader */
	uint64_t closed_window; /* TCP: bytes of nearly full receive buffers */
	uint64_t unsure;  /* bytes of sockets whose owner is one of several */
	uint64_t guessed; /* UNIX: bytes whose reader is inferred */
	uint64_t empty;	  /* sockets that hold nothing */
	uint64_t untimed; /* to be sent; no timer was told, see timer_unknown */
	uint64_t borrowed; /* bytes of sockets asked through copies of fds */
	/* UDP, of sockets whose queue was looked into: bytes, and payload */
	uint64_t sampled;
	uint64_t sampled_payload;
	bool sampled_all; /* the whole queues */
	struct probe_sums probes;
	uint32_t other_group; /* the local other end, or NO_GROUP */
	uint64_t other_held;  /* what that end holds of the same connections */
};

#define NO_GROUP UINT32_MAX

struct groups {
	struct member *members;
	size_t n_members;
	struct group *v;
	size_t n;
};

/* The fault that one socket's own figures show, F_HEALTHY if none. */
enum finding_code classify(const struct sock *s);

/* Groups all suspect sockets. Returns 0 or -ENOMEM. */
int groups_make(const struct snapshot *snap, const struct account *acct,
		struct groups *ret);

void groups_free(struct groups *g);

#endif
