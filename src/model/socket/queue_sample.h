/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What waits at the head of a UDP socket's queue, as BPF saw it: how much of
 * what the socket is charged is payload. sock_diag does not tell.
 */
#ifndef KMW_MODEL_SOCKET_QUEUE_SAMPLE_H
#define KMW_MODEL_SOCKET_QUEUE_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

struct queue_sample {
	uint32_t sock;	    /* index into snapshot.socks */
	uint32_t waiting;   /* datagrams in the queue */
	uint32_t datagrams; /* of them looked at; below, what these have */
	uint32_t payload_bytes;
	uint32_t truesize_bytes;
};

struct queue_samples {
	struct queue_sample *v; /* by sock, each once: queue_samples_sort() */
	size_t n;
	size_t cap;
};

void queue_samples_sort(struct queue_samples *s);

/* Returns NULL where there is none for this socket. */
const struct queue_sample *queue_samples_find(const struct queue_samples *s,
					      uint32_t sock);

#endif
