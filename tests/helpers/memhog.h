/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memhog makes one memory fault of a stated size and waits. A mode is a row
 * of a table: what its holders and its peers do. A worker is one process of
 * either side; the workers meet in a shared page, one slot each.
 */
#ifndef KMW_TESTS_HELPERS_MEMHOG_H
#define KMW_TESTS_HELPERS_MEMHOG_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define HOG_EXIT_SKIP 77
#define HOG_RCVBUF_AUTO (-1)

/* What one worker says of itself. */
struct slot {
	pid_t pid;
	atomic_int state;  /* enum slot_state */
	atomic_uint round; /* the last measurement that it answered */
	atomic_uint port;  /* where its peer finds it; 0: not yet */
	uint64_t held;
	uint64_t drops;
	uint64_t sockets;
	char error[128];
};

enum slot_state { SLOT_BUSY, SLOT_DONE, SLOT_SKIP, SLOT_FAILED };

struct share {
	atomic_uint round; /* raised by the supervisor to ask for figures */
	atomic_int ready;
	int sysv_id;   /* to be removed, -1 for none */
	key_t msg_key; /* the first of msg_queues to be removed */
	int msg_queues;
	int zram;	      /* a device to be removed, -1 for none */
	uint64_t pool_before; /* huge pages to put back */
	uint64_t pool_raised; /* by so many; 0: nothing to put back */
	char path[64];	      /* a file to be removed, or "" */
	uint64_t netns;	      /* of the sockets, if not that of memhog */
	pid_t sharer;	      /* a process with the same fds, or 0 */
	size_t n_slots;
	struct slot slot[];
};

struct mode;

struct hog {
	const struct mode *mode;
	uint64_t bytes;	    /* in all, over every holder */
	uint64_t sockets;   /* likewise */
	uint64_t processes; /* holders */
	uint64_t dgram;	    /* payload bytes of one datagram */
	int64_t rcvbuf;	    /* as given to SO_RCVBUF, or HOG_RCVBUF_AUTO */
	uint64_t seconds;
	const char *netns;
	const char *comm;
	const char *kind;
	bool ipv6;
	bool pool;
	bool map;
	struct share *share;
};

struct worker {
	const struct hog *hog;
	const struct role *role;
	struct slot *me;
	struct slot *other; /* the peer of a holder, the holder of a peer */
	uint64_t bytes;	    /* this worker's part */
	size_t n_fds;
	size_t want_fds;
	int *fds;
	int extra; /* a listener, a sender, a memfd; -1 for none */
};

/*
 * fill: build the fault and return 0, or -errno after worker_error().
 * tick: what the worker goes on doing, every 100 ms or at its own pace.
 * measure: fill in me->held, sockets and drops; NULL sums its sockets.
 */
struct role {
	int (*fill)(struct worker *w);
	void (*tick)(struct worker *w);
	int (*measure)(struct worker *w);
};

enum mode_peers { PEER_NONE, PEER_EACH, PEER_ONE };

struct mode {
	const char *name;
	const char *help;
	struct role holder;
	struct role peer;
	enum mode_peers peers;
	uint64_t sockets;
	uint64_t processes;
	uint64_t bytes;
	bool write_only; /* SO_RCVBUF 0 unless told otherwise */
	bool janitor;	 /* leaves something that outlives its processes */
};

/* hog_run.c: forks the workers, prints the ready line, waits, cleans up.
 * Returns the exit status. */
int hog_run(struct hog *h);

/* hog_worker.c: fills and gives the first figures, or says what failed in
 * its slot. */
void worker_fill(struct worker *w);
/* Measures again when the supervisor has asked for it. */
void worker_answer(struct worker *w);
/* A child's life; ends with the supervisor. */
_Noreturn void worker_main(struct worker *w, pid_t parent);
/* Both leave the reason in the slot and return a negative errno. */
int worker_error(struct worker *w, const char *what, int err);
int worker_skip(struct worker *w, const char *why);
int worker_wait_port(struct worker *w, uint16_t *ret_port);
int worker_wait_other(struct worker *w);
void hog_sleep_ms(long ms);

/* hog_sock.c */
struct hog_meminfo {
	uint64_t rmem;
	uint64_t tx; /* max(wmem_alloc, wmem_queued) */
	uint64_t held;
	uint64_t drops;
};
int hog_meminfo(int fd, struct hog_meminfo *ret);
int hog_measure_fds(struct worker *w);
int hog_set_rcvbuf(int fd, int64_t bytes);
int hog_set_sndbuf(int fd, int64_t bytes);
int hog_socket(const struct hog *h, int type, int *ret_fd);
int hog_bind(const struct worker *w, int fd, uint16_t *ret_port);
int hog_connect(const struct worker *w, int fd, const struct slot *to,
		uint16_t port);
int hog_enter_netns(const char *name);
uint64_t hog_netns_inode(void);

/*
 * hog_diag.c: sums TCP rows of the kernel's own table (sock_diag), for what
 * has no fd: rows in one of the states (bit mask by TCP state) that have the
 * port on the side asked for.
 */
int hog_diag_tcp(const struct hog *h, uint32_t states, bool local,
		 uint16_t port, uint64_t *ret_held, uint64_t *ret_rows);

/* hog_udp.c */
int udp_fill(struct worker *w);
int udp_origin_fill(struct worker *w);
void udp_origin_tick(struct worker *w);
int udp_echo_fill(struct worker *w);
void udp_echo_tick(struct worker *w);

/* hog_reader.c */
void slow_tick(struct worker *w);
int udp_epoll_fill(struct worker *w);
void udp_epoll_tick(struct worker *w);
void udp_futex_tick(struct worker *w);
void udp_spin_tick(struct worker *w);

/* hog_errqueue.c */
int errqueue_udp_fill(struct worker *w);

/* hog_tcp.c */
int tcp_rx_fill(struct worker *w);
int tcp_accept_queue_fill(struct worker *w);
int tcp_accept_queue_measure(struct worker *w);
int tcp_close_wait_fill(struct worker *w);
int tcp_sender_fill(struct worker *w);
int tcp_sender_close_fill(struct worker *w);
int tcp_sender_reset_fill(struct worker *w);
int tcp_tx_fill(struct worker *w);
int tcp_orphan_fill(struct worker *w);
int tcp_orphan_measure(struct worker *w);
int tcp_sink_fill(struct worker *w);

/* hog_owner.c */
int owner_in_flight_fill(struct worker *w);
int owner_uring_fill(struct worker *w);
int owner_netns_fd_fill(struct worker *w);
int owner_netns_socket_fill(struct worker *w);
int owner_shared_fill(struct worker *w);
int owner_closed_fill(struct worker *w);
int owner_reset_fill(struct worker *w);
int keep_measure(struct worker *w);

/* hog_family.c */
int family_raw_fill(struct worker *w);
int family_packet_fill(struct worker *w);
int family_ring_fill(struct worker *w);
int family_ring_measure(struct worker *w);
int family_netlink_fill(struct worker *w);
int family_unix_stream_fill(struct worker *w);
int family_unix_stream_send(struct worker *w);
int family_unix_dgram_fill(struct worker *w);
int family_unix_dgram_send(struct worker *w);
int family_unix_measure(struct worker *w);

/* hog_kernel.c */
int kernel_pipes_fill(struct worker *w);
int kernel_perf_fill(struct worker *w);
int kernel_uring_fill(struct worker *w);
int kernel_messages_fill(struct worker *w);
int kernel_zram_fill(struct worker *w);
void kernel_cleanup(struct share *share);

/* hog_mem.c */
int mem_anon_fill(struct worker *w);
int mem_shmem_fill(struct worker *w);
int mem_hugetlb_fill(struct worker *w);
int mem_measure(struct worker *w);
void mem_cleanup(struct share *share);

/* hog_process_map.c */
int kernel_dentries_fill(struct worker *w);
int kernel_tables_fill(struct worker *w);
int kernel_threads_fill(struct worker *w);
int kernel_cgroups_fill(struct worker *w);
int kernel_ramfs_fill(struct worker *w);

/* hog_pages.c */
int pages_spliced_fill(struct worker *w);
int pages_parts_fill(struct worker *w);
int pages_pinned_fill(struct worker *w);
int pages_xdp_fill(struct worker *w);
int pages_tun_fill(struct worker *w);

/* hog_bpf.c */
int bpf_map_fill(struct worker *w);

#endif
