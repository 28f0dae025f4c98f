/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A second look at a suspect socket, a moment later, and at who has it. */
#ifndef KMW_MODEL_SOCKET_PROBE_H
#define KMW_MODEL_SOCKET_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "model/memory/memory.h"
#include "util/opt.h"

/* Why the process that should read does not. */
enum not_reading {
	READER_UNKNOWN,
	READER_STOPPED,	  /* state T or t of all threads */
	READER_FROZEN,	  /* its cgroup is frozen: a paused container */
	READER_THROTTLED, /* its cgroup ran out of CPU quota all the time */
	READER_BLOCKED,	  /* a thread in state D; wchan says where */
	READER_WAITING,	  /* all threads wait for a lock (futex) */
	READER_SPINNING,  /* one thread runs all the time */
	READER_N
};

/* struct tcp_info of the second look (include/uapi/linux/tcp.h) */
struct tcp_facts {
	bool known;
	struct opt_u64 bytes_received;	  /* tcpi_bytes_received, 4.1 */
	struct opt_u64 peer_window_bytes; /* tcpi_snd_wnd, 5.4 */
	struct opt_u64 notsent_bytes;	  /* tcpi_notsent_bytes, 4.6 */
	struct opt_u64 busy_us;		  /* tcpi_busy_time, 4.9 */
	struct opt_u64 rwnd_limited_us;	  /* tcpi_rwnd_limited, 4.9 */
	/* of the last two, what came to it within look.read_ms */
	struct opt_u64 busy_between_us;
	struct opt_u64 rwnd_limited_between_us;
	uint64_t retransmits;	   /* in a row, without an answer */
	uint64_t probes;	   /* of a closed window, likewise */
	uint64_t out_of_order;	   /* tcpi_rcv_ooopack: 0 if absent */
	uint64_t last_received_ms; /* since data last came */
};

struct sock;

struct probe {
	uint32_t sock;	   /* index into snapshot.socks */
	uint32_t after_ms; /* how long after the snapshot's figures */
	bool before;	   /* no: after_ms before them, at the sample before */
	bool read_since;   /* somebody took from it while it was watched */
	bool gone;	   /* closed meanwhile: it is no suspect */
	bool seen; /* neither gone nor missed: the five figures are there */
	uint32_t rqueue;
	uint32_t wqueue;
	uint32_t rmem_alloc;
	uint32_t wmem_queued;
	uint32_t drops;
	/*
	 * Bytes that the process read in the last read_ms; TCP. What comes in
	 * just while the kernel answers may show as read: a segment or two.
	 */
	struct opt_u64 read_bytes;
	uint32_t read_ms;
	/* datagrams that anybody in its namespace read in after_ms; UDP */
	struct opt_u64 netns_read_datagrams;
	struct tcp_facts tcp;
	/* UNIX: all that follows is about the other end, which reads */
	enum tristate watched; /* an epoll set watches it for input */
	bool edge_triggered;   /* all that do: a missed edge stays missed */
	bool disarmed;	       /* EPOLLONESHOT, and not armed again */
	enum tristate awaited; /* a thread sleeps in a read of its fd */
	enum not_reading why;
	pid_t why_pid;	/* the process that why is about, 0 none */
	char wchan[32]; /* READER_BLOCKED: the kernel function, or "" */
};

struct probes {
	struct probe *v; /* by sock, ascending */
	size_t n;
	size_t cap;
	bool taken;
};

/* The look at a socket, by its index, or NULL. */
const struct probe *probes_find(const struct probes *l, uint32_t sock);

/* Writes the figures of the second row into the look, which is seen then. */
void probe_take_row(struct probe *l, const struct sock *row);

/*
 * The two figures in the order in which they were taken, whichever of them is
 * the snapshot's.
 */
void probe_in_order(const struct sock *s, const struct probe *l,
		    struct sock *ret_first, struct probe *ret_second);

/* "stopped", "frozen" …; NULL for READER_UNKNOWN. */
const char *not_reading_name(enum not_reading why);

void probes_free(struct probes *l);

#endif
