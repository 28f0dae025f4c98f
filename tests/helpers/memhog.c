/* SPDX-License-Identifier: GPL-2.0-or-later */
/* memhog: one program, one mode a fault. See memhog.h. */
#include "memhog.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KIB 1024ULL
#define MIB (1024 * KIB)

static const struct mode modes[] = {
	{ "udp", "datagrams that nobody reads", .holder = { .fill = udp_fill },
	  .sockets = 16, .bytes = 64 * MIB },
	{ "udp-origin", "processes that send requests and never read replies",
	  .holder = { .fill = udp_origin_fill, .tick = udp_origin_tick },
	  .peer = { .fill = udp_echo_fill, .tick = udp_echo_tick },
	  .peers = PEER_ONE, .sockets = 100, .processes = 100 },
	{ "udp-writeonly", "the same with SO_RCVBUF 0",
	  .holder = { .fill = udp_origin_fill, .tick = udp_origin_tick },
	  .peer = { .fill = udp_echo_fill, .tick = udp_echo_tick },
	  .peers = PEER_ONE, .sockets = 100, .processes = 100,
	  .write_only = true },
	{ "udp-slow", "datagrams that are read one by one, fifty a second",
	  .holder = { .fill = udp_fill, .tick = slow_tick }, .sockets = 1,
	  .bytes = 64 * MIB },
	{ "udp-epoll", "an epoll loop that missed its edge (--kind oneshot)",
	  .holder = { .fill = udp_epoll_fill, .tick = udp_epoll_tick },
	  .sockets = 4, .bytes = 64 * MIB },
	{ "udp-futex", "datagrams whose reader waits for a lock",
	  .holder = { .fill = udp_fill, .tick = udp_futex_tick }, .sockets = 4,
	  .bytes = 64 * MIB },
	{ "udp-spin", "datagrams whose reader works at something else",
	  .holder = { .fill = udp_fill, .tick = udp_spin_tick }, .sockets = 4,
	  .bytes = 64 * MIB },
	{ "tcp-rx", "connections whose data this end does not read",
	  .holder = { .fill = tcp_rx_fill },
	  .peer = { .fill = tcp_sender_fill }, .peers = PEER_EACH, .sockets = 8,
	  .bytes = 64 * MIB },
	{ "tcp-slow", "the same, read slowly",
	  .holder = { .fill = tcp_rx_fill, .tick = slow_tick },
	  .peer = { .fill = tcp_sender_fill }, .peers = PEER_EACH, .sockets = 8,
	  .bytes = 64 * MIB },
	{ "tcp-tx", "send queues held by a peer that does not read",
	  .holder = { .fill = tcp_tx_fill }, .peer = { .fill = tcp_sink_fill },
	  .peers = PEER_EACH, .sockets = 8, .bytes = 64 * MIB },
	{ "accept-queue", "connections with data that are never accepted",
	  .holder = { .fill = tcp_accept_queue_fill,
		      .measure = tcp_accept_queue_measure },
	  .peer = { .fill = tcp_sender_fill }, .peers = PEER_EACH,
	  .sockets = 16, .bytes = 64 * MIB },
	{ "orphan", "closed sockets whose peer does not take the rest",
	  .holder = { .fill = tcp_orphan_fill, .measure = tcp_orphan_measure },
	  .peer = { .fill = tcp_sink_fill }, .peers = PEER_EACH, .sockets = 8,
	  .bytes = 64 * MIB },
	{ "close-wait",
	  "the peer has closed, this end neither reads nor closes",
	  .holder = { .fill = tcp_close_wait_fill },
	  .peer = { .fill = tcp_sender_close_fill }, .peers = PEER_EACH,
	  .sockets = 8, .bytes = 64 * MIB },
	{ "udp-errqueue", "timestamps of what was sent that nobody takes",
	  .holder = { .fill = errqueue_udp_fill }, .sockets = 8,
	  .bytes = 64 * MIB },
	{ "scm-in-flight", "UDP sockets on their way in a UNIX socket",
	  .holder = { .fill = owner_in_flight_fill, .measure = keep_measure },
	  .sockets = 16, .bytes = 64 * MIB },
	{ "uring", "UDP sockets that only io_uring has",
	  .holder = { .fill = owner_uring_fill, .measure = keep_measure },
	  .sockets = 16, .bytes = 64 * MIB },
	{ "netns-fd", "UDP sockets in a namespace that only an fd keeps",
	  .holder = { .fill = owner_netns_fd_fill }, .sockets = 16,
	  .bytes = 64 * MIB },
	{ "netns-socket", "the same, kept only by the sockets",
	  .holder = { .fill = owner_netns_socket_fill }, .sockets = 16,
	  .bytes = 64 * MIB },
	{ "shared-fd", "UDP sockets that two processes have",
	  .holder = { .fill = owner_shared_fill }, .sockets = 16,
	  .bytes = 64 * MIB },
	{ "tcp-closed", "connections closed by both ends, the fds open, unread",
	  .holder = { .fill = owner_closed_fill },
	  .peer = { .fill = tcp_sender_close_fill }, .peers = PEER_EACH,
	  .sockets = 8, .bytes = 64 * MIB },
	{ "tcp-reset", "the same, reset by the peer",
	  .holder = { .fill = owner_reset_fill },
	  .peer = { .fill = tcp_sender_reset_fill }, .peers = PEER_EACH,
	  .sockets = 8, .bytes = 64 * MIB },
	{ "unix-stream", "a UNIX reader that does not read (the peers send)",
	  .holder = { .fill = family_unix_stream_fill,
		      .measure = family_unix_measure },
	  .peer = { .fill = family_unix_stream_send }, .peers = PEER_EACH,
	  .sockets = 8, .bytes = 64 * MIB },
	{ "unix-dgram", "the same with datagrams",
	  .holder = { .fill = family_unix_dgram_fill,
		      .measure = family_unix_measure },
	  .peer = { .fill = family_unix_dgram_send }, .peers = PEER_EACH,
	  .sockets = 8, .bytes = 64 * MIB },
	{ "raw", "raw sockets of one protocol that are not read",
	  .holder = { .fill = family_raw_fill }, .sockets = 4,
	  .bytes = 64 * MIB },
	{ "packet-queue", "packet sockets that are not read",
	  .holder = { .fill = family_packet_fill }, .sockets = 2,
	  .bytes = 64 * MIB },
	{ "packet-ring", "rings of packet sockets (--map: mapped)",
	  .holder = { .fill = family_ring_fill,
		      .measure = family_ring_measure },
	  .sockets = 2, .bytes = 64 * MIB },
	{ "netlink", "netlink messages that nobody reads",
	  .holder = { .fill = family_netlink_fill }, .sockets = 4,
	  .bytes = 64 * MIB },
	{ "shmem", "shared memory in no page table (--kind)",
	  .holder = { .fill = mem_shmem_fill, .measure = mem_measure },
	  .bytes = 64 * MIB, .janitor = true },
	{ "hugetlb", "huge pages: --pool raises the pool, --map uses it",
	  .holder = { .fill = mem_hugetlb_fill, .measure = mem_measure },
	  .bytes = 64 * MIB, .janitor = true },
	{ "pipes", "pipes that are full and not read",
	  .holder = { .fill = kernel_pipes_fill, .measure = mem_measure },
	  .bytes = 64 * MIB },
	{ "pipes-spliced", "pipes that are full of the pages of a file",
	  .holder = { .fill = pages_spliced_fill, .measure = mem_measure },
	  .bytes = 64 * MIB },
	{ "huge-parts", "huge pages that were given back all but a page each",
	  .holder = { .fill = pages_parts_fill, .measure = mem_measure },
	  .bytes = 64 * MIB },
	{ "pinned", "buffers of io_uring that are mapped no more",
	  .holder = { .fill = pages_pinned_fill, .measure = mem_measure },
	  .bytes = 64 * MIB },
	{ "xdp-ring", "rings of AF_XDP sockets on lo (--map: mapped)",
	  .holder = { .fill = pages_xdp_fill, .measure = mem_measure },
	  .bytes = 64 * MIB },
	{ "tun", "packets in a tun device that are not read, until it drops",
	  .holder = { .fill = pages_tun_fill, .measure = mem_measure },
	  .bytes = 64 * MIB },
	{ "perf-ring", "rings of perf events",
	  .holder = { .fill = kernel_perf_fill, .measure = mem_measure },
	  .bytes = 64 * MIB },
	{ "io-uring", "io_uring instances with large rings",
	  .holder = { .fill = kernel_uring_fill, .measure = mem_measure },
	  .bytes = 64 * MIB },
	{ "messages", "System V messages",
	  .holder = { .fill = kernel_messages_fill, .measure = mem_measure },
	  .bytes = 16 * MIB, .janitor = true },
	{ "zram", "a compressed device full of what cannot be compressed",
	  .holder = { .fill = kernel_zram_fill, .measure = mem_measure },
	  .bytes = 64 * MIB, .janitor = true },
	{ "dentries", "names that do not exist, looked up",
	  .holder = { .fill = kernel_dentries_fill, .measure = mem_measure },
	  .bytes = 64 * MIB, .janitor = true },
	{ "page-tables", "page tables that map the zero page",
	  .holder = { .fill = kernel_tables_fill, .measure = mem_measure },
	  .bytes = 64 * MIB },
	{ "threads", "threads that sleep: their kernel stacks",
	  .holder = { .fill = kernel_threads_fill, .measure = mem_measure },
	  .bytes = 16 * MIB },
	{ "cgroups", "--sockets memory cgroups that were removed, charged",
	  .holder = { .fill = kernel_cgroups_fill, .measure = mem_measure },
	  .sockets = 500 },
	{ "ramfs", "a file of a ramfs in its own mount namespace",
	  .holder = { .fill = kernel_ramfs_fill, .measure = mem_measure },
	  .bytes = 64 * MIB },
	{ "bpf",
	  "a BPF map (--kind array, hash, percpu, ringbuf, arena; --map)",
	  .holder = { .fill = bpf_map_fill, .measure = mem_measure },
	  .bytes = 64 * MIB },
	{ "anon", "private memory of the process",
	  .holder = { .fill = mem_anon_fill, .measure = mem_measure },
	  .bytes = 64 * MIB },
};

enum option_type { OPT_SIZE, OPT_SIGNED, OPT_TEXT, OPT_FLAG };

static const struct hog_option {
	const char *name;
	const char *arg;
	const char *help;
	enum option_type type;
	size_t offset;
} options[] = {
#define FIELD(f) offsetof(struct hog, f)
	{ "bytes", "SIZE", "hold so much in all (suffix K, M, G)", OPT_SIZE,
	  FIELD(bytes) },
	{ "sockets", "N", "over so many sockets", OPT_SIZE, FIELD(sockets) },
	{ "processes", "N", "in so many processes (more where fds are few)",
	  OPT_SIZE, FIELD(processes) },
	{ "dgram", "BYTES", "payload of a datagram", OPT_SIZE, FIELD(dgram) },
	{ "rcvbuf", "BYTES", "SO_RCVBUF; UDP then fills it until it drops",
	  OPT_SIGNED, FIELD(rcvbuf) },
	{ "netns", "NAME|PATH", "in that network namespace; new: in its own",
	  OPT_TEXT, FIELD(netns) },
	{ "ipv6", NULL, "over ::1", OPT_FLAG, FIELD(ipv6) },
	{ "comm", "NAME", "name of the processes, any bytes", OPT_TEXT,
	  FIELD(comm) },
	{ "kind", "KIND",
	  "shmem: memfd, sysv, file or deleted; udp-epoll: oneshot", OPT_TEXT,
	  FIELD(kind) },
	{ "pool", NULL, "hugetlb: raise the pool, put it back at the end",
	  OPT_FLAG, FIELD(pool) },
	{ "map", NULL, "hugetlb, packet-ring: map and touch the pages",
	  OPT_FLAG, FIELD(map) },
	{ "seconds", "N", "end by itself after so long (120)", OPT_SIZE,
	  FIELD(seconds) },
#undef FIELD
};

#define N_MODES (sizeof(modes) / sizeof(modes[0]))
#define N_OPTIONS (sizeof(options) / sizeof(options[0]))

static void usage(FILE *f)
{
	fputs("usage: memhog MODE [OPTIONS]\nmodes:\n", f);
	for (size_t i = 0; i < N_MODES; i++)
		fprintf(f, "  %-14s %s\n", modes[i].name, modes[i].help);
	fputs("options:\n", f);
	for (size_t i = 0; i < N_OPTIONS; i++)
		fprintf(f, "  --%s%s%s\n      %s\n", options[i].name,
			options[i].arg ? " " : "",
			options[i].arg ? options[i].arg : "", options[i].help);
	fputs("It prints one line when the memory is held, and ends on SIGTERM,"
	      "\nwhen a pipe on its standard input is closed, or in time.\n",
	      f);
}

static const struct mode *find_mode(const char *name)
{
	for (size_t i = 0; i < N_MODES; i++)
		if (strcmp(modes[i].name, name) == 0)
			return &modes[i];
	return NULL;
}

static int parse_size(const char *text, uint64_t *ret)
{
	static const char suffixes[] = "KMG";
	unsigned shift = 0;
	char *end;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	errno = 0;
	unsigned long long v = strtoull(text, &end, 10);
	if (errno)
		return -errno;
	if (*end) {
		const char *s = strchr(suffixes, *end);

		if (!s || end[1])
			return -EINVAL;
		shift = 10 * (unsigned)(s - suffixes + 1);
	}
	if (v > (UINT64_MAX >> 1) >> shift)
		return -ERANGE;
	*ret = (uint64_t)v << shift;
	return 0;
}

static int set_option(struct hog *h, const struct hog_option *o,
		      const char *arg)
{
	void *field = (char *)h + o->offset;
	uint64_t v = 0;
	int err = 0;

	switch (o->type) {
	case OPT_SIZE:
		return parse_size(arg, field);
	case OPT_SIGNED:
		err = parse_size(arg, &v);
		if (!err)
			*(int64_t *)field = (int64_t)v;
		return err;
	case OPT_TEXT:
		*(const char **)field = arg;
		return 0;
	case OPT_FLAG:
		*(bool *)field = true;
		return 0;
	}
	return -EINVAL;
}

static int parse_options(struct hog *h, int argc, char **argv)
{
	struct option longs[N_OPTIONS + 1] = { 0 };
	int index = 0;
	int c;

	for (size_t i = 0; i < N_OPTIONS; i++) {
		longs[i].name = options[i].name;
		longs[i].has_arg =
			options[i].arg ? required_argument : no_argument;
	}
	while ((c = getopt_long(argc, argv, "", longs, &index)) != -1) {
		if (c != 0)
			return -EINVAL;
		if (set_option(h, &options[index], optarg) < 0) {
			fprintf(stderr, "memhog: bad value for --%s: %s\n",
				options[index].name, optarg);
			return -EINVAL;
		}
	}
	return optind == argc ? 0 : -EINVAL;
}

static int check_ranges(const struct hog *h)
{
	if (h->dgram < 1 || h->dgram > 65000 || h->processes < 1 ||
	    h->processes > 4000 || h->sockets < 1 || h->sockets > 1000000 ||
	    h->seconds < 1 || h->seconds > 3600 || h->rcvbuf > INT32_MAX / 2) {
		fputs("memhog: an option is out of range\n", stderr);
		return -EINVAL;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct hog h = { .dgram = 1400, .seconds = 120, .kind = "memfd" };

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		usage(stdout);
		return 0;
	}
	if (argc > 1)
		h.mode = find_mode(argv[1]);
	if (!h.mode) {
		usage(stderr);
		return 2;
	}
	h.bytes = h.mode->bytes;
	h.sockets = h.mode->sockets ? h.mode->sockets : 1;
	h.processes = h.mode->processes ? h.mode->processes : 1;
	h.rcvbuf = h.mode->write_only ? 0 : HOG_RCVBUF_AUTO;
	if (parse_options(&h, argc - 1, argv + 1) < 0 || check_ranges(&h) < 0)
		return 2;
	if (h.sockets < h.processes)
		h.sockets = h.processes;
	return hog_run(&h);
}
