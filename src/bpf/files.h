/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What files.bpf.c writes for each open file that matters, and collect/
 * reads: a head, and after it, for FILE_UNLISTED, the socket, for FILE_QUEUE
 * the queue.
 */
#ifndef KMW_BPF_FILES_H
#define KMW_BPF_FILES_H

#ifndef __bpf__
#include <stdint.h>
#endif

enum bpf_file_kind {
	FILE_SOCKET = 1, /* any other one */
	FILE_INET,	 /* TCP or UDP, as the dumps of sock_diag list it */
	FILE_UNLISTED,	 /* TCP or UDP that no dump has */
	FILE_QUEUE,	 /* UDP with datagrams in its queue */
	FILE_CARRIER,	 /* UNIX with fds in flight to it */
	FILE_RING,	 /* io_uring */
	FILE_NAMESPACE,	 /* of any kind */
};

struct bpf_file {
	uint32_t kind;
	uint32_t inode; /* 0 for FILE_RING */
	int32_t pid;	/* as the reader's pid namespace numbers it */
	int32_t fd;	/* -1: of a thread that has its own table of fds */
};

/* The parts of struct sock (include/net/sock.h), as struct skmem has them. */
struct bpf_sock_facts {
	uint64_t cookie;
	uint32_t netns; /* inode */
	uint32_t uid;
	uint32_t rmem_alloc;
	uint32_t rcvbuf;
	uint32_t wmem_alloc;
	uint32_t sndbuf;
	int32_t fwd_alloc;
	uint32_t wmem_queued;
	uint32_t optmem;
	uint32_t backlog;
	uint32_t drops;
	uint8_t family;
	uint8_t type;
	uint8_t protocol; /* IPPROTO_TCP, IPPROTO_UDP */
	uint8_t state;
	uint16_t sport; /* host byte order */
	uint16_t dport;
	uint32_t unused;
	uint8_t local[16]; /* network byte order; IPv4 uses 4 bytes */
	uint8_t peer[16];
};

/* A look at the head of a queue: where the reader would begin. */
#define QUEUE_LOOK_MAX 64

struct bpf_queue_facts {
	uint32_t waiting;   /* datagrams in the queue */
	uint32_t datagrams; /* of them looked at; below, what these have */
	uint32_t payload;
	uint32_t truesize;
};

/* The head, and what the kind says that follows. */
struct bpf_record {
	struct bpf_file file;
	union {
		struct bpf_sock_facts sock;
		struct bpf_queue_facts queue;
	};
};

#endif
