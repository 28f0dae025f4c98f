/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pages that are counted elsewhere than one would look: spliced, pinned, split. */
#include "memhog.h"

#include <errno.h>
#include <fcntl.h>
#include <arpa/inet.h>
#include <linux/if_tun.h>
#include <linux/if_xdp.h>
#include <linux/io_uring.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef AF_XDP
#define AF_XDP 44
#endif
#ifndef SOL_XDP
#define SOL_XDP 283
#endif

#define PIPE_BYTES (1 << 20)
#define HUGE_BYTES (2UL << 20)
#define PIN_BYTES (16UL << 20)

/* of one ring; xskq_create() adds a head of five cache lines */
#define XDP_ENTRIES 262144
#define XDP_HEAD 320
#define XDP_CHUNKS 16

#define TUN_PACKET 60000
#define TUN_ADDRESS 0x0a090901U /* 10.9.9.1 */

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static void *anonymous(size_t len)
{
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

/* One page of a file, in every slot of every pipe. */
int pages_spliced_fill(struct worker *w)
{
	int file = memfd_create("memhog", MFD_CLOEXEC);
	uint64_t sum = 0, before = 1;

	if (file < 0 || posix_fallocate(file, 0, PIPE_BYTES))
		return worker_error(w, "memfd_create", -errno);
	while (sum < w->bytes && sum != before) {
		ssize_t n = 1;
		off_t at = 0;
		int ends[2];

		before = sum;
		if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
			return worker_error(w, "pipe2", -errno);
		(void)fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES);
		for (; n > 0; sum += n > 0 ? (uint64_t)n : 0)
			n = splice(file, &at, ends[1], NULL, PIPE_BYTES,
				   SPLICE_F_NONBLOCK);
	}
	w->me->held = sum;
	return 0;
}

/* The first touch is by a huge page, or there is nothing to show. */
static bool is_huge(const char *p)
{
	unsigned long kib = 0, sum = 0, from = 0, to = 0;
	FILE *f = fopen("/proc/self/smaps", "re");
	bool mine = false;
	char line[512];

	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			mine = (uintptr_t)p >= from && (uintptr_t)p < to;
		else if (mine && sscanf(line, "AnonHugePages: %lu", &kib) == 1)
			sum += kib;
	}
	if (f)
		fclose(f);
	return sum >= HUGE_BYTES / 1024;
}

int pages_parts_fill(struct worker *w)
{
	size_t len = (w->bytes + HUGE_BYTES - 1) / HUGE_BYTES * HUGE_BYTES;
	char *p = anonymous(len + HUGE_BYTES);
	uint64_t sum = 0;

	if (!p)
		return worker_error(w, "mmap", -ENOMEM);
	p += HUGE_BYTES - (uintptr_t)p % HUGE_BYTES;
	if (madvise(p, len, MADV_HUGEPAGE))
		return worker_skip(w, "no transparent huge pages");
	memset(p, 0x5a, len);
	if (!is_huge(p))
		return worker_skip(w, "no huge pages were given");
	for (size_t at = 0; at < len; at += HUGE_BYTES) {
		if (madvise(p + at, HUGE_BYTES - page_size(), MADV_DONTNEED))
			return worker_error(w, "madvise", -errno);
		sum += HUGE_BYTES - page_size();
	}
	w->me->held = sum;
	return 0;
}

int pages_pinned_fill(struct worker *w)
{
	struct io_uring_params params = { 0 };
	long ring = syscall(SYS_io_uring_setup, 8, &params);
	size_t n = (w->bytes + PIN_BYTES - 1) / PIN_BYTES;
	struct iovec *v = calloc(n, sizeof(*v));

	if (ring < 0 || !v)
		return worker_skip(w, "io_uring is not permitted here");
	for (size_t i = 0; i < n; i++) {
		v[i] = (struct iovec){ anonymous(PIN_BYTES), PIN_BYTES };
		if (!v[i].iov_base)
			return worker_error(w, "mmap", -ENOMEM);
		memset(v[i].iov_base, 0x5a, PIN_BYTES);
	}
	if (syscall(SYS_io_uring_register, ring, IORING_REGISTER_BUFFERS, v, n))
		return worker_skip(w, "so much cannot be pinned");
	for (size_t i = 0; i < n; i++)
		munmap(v[i].iov_base, PIN_BYTES);
	free(v);
	w->me->held = n * PIN_BYTES;
	return 0;
}

static const struct xdp_ring_kind {
	int option;
	size_t entry;
	off_t at;
} xdp_rings[] = {
	{ XDP_UMEM_FILL_RING, sizeof(uint64_t), XDP_UMEM_PGOFF_FILL_RING },
	{ XDP_UMEM_COMPLETION_RING, sizeof(uint64_t),
	  XDP_UMEM_PGOFF_COMPLETION_RING },
	{ XDP_RX_RING, sizeof(struct xdp_desc), XDP_PGOFF_RX_RING },
	{ XDP_TX_RING, sizeof(struct xdp_desc), XDP_PGOFF_TX_RING },
};

static int xdp_ring(struct worker *w, int fd, const struct xdp_ring_kind *k)
{
	size_t len = XDP_HEAD + XDP_ENTRIES * k->entry;
	int entries = XDP_ENTRIES;
	volatile char *p;

	len = (len + page_size() - 1) / page_size() * page_size();
	if (setsockopt(fd, SOL_XDP, k->option, &entries, sizeof(entries)))
		return worker_skip(w, "AF_XDP sockets get no rings");
	w->me->held += len;
	if (!w->hog->map)
		return 0;
	p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, k->at);
	if (p == MAP_FAILED)
		return worker_error(w, "mmap", -errno);
	for (size_t at = 0; at < len; at += page_size())
		p[at] = p[at];
	return 0;
}

int pages_xdp_fill(struct worker *w)
{
	struct xdp_umem_reg umem = { .len = XDP_CHUNKS * page_size(),
				     .chunk_size = (uint32_t)page_size() };
	int err = 0;

	while (!err && w->me->held < w->bytes) {
		int fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);
		void *p = anonymous(umem.len);

		if (fd < 0)
			return worker_skip(w, "this kernel has no AF_XDP");
		umem.addr = (uintptr_t)p;
		if (!p ||
		    setsockopt(fd, SOL_XDP, XDP_UMEM_REG, &umem, sizeof(umem)))
			return worker_skip(w, "an AF_XDP socket gets no umem");
		for (size_t i = 0;
		     !err && i < sizeof(xdp_rings) / sizeof(*xdp_rings); i++)
			err = xdp_ring(w, fd, &xdp_rings[i]);
	}
	return err;
}

static int set_tun(struct worker *w, int tun, int sock, unsigned packets)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	struct ifreq r = { .ifr_flags = IFF_TUN | IFF_NO_PI };

	snprintf(r.ifr_name, sizeof(r.ifr_name), "memhog%u",
		 (unsigned)getpid() % 100000);
	if (ioctl(tun, TUNSETIFF, &r))
		return worker_skip(w, "no tun device can be made");
	r.ifr_qlen = (int)packets;
	if (ioctl(sock, SIOCSIFTXQLEN, &r))
		return worker_error(w, "SIOCSIFTXQLEN", -errno);
	r.ifr_mtu = TUN_PACKET + 28;
	if (ioctl(sock, SIOCSIFMTU, &r))
		return worker_error(w, "SIOCSIFMTU", -errno);
	at.sin_addr.s_addr = htonl(TUN_ADDRESS);
	memcpy(&r.ifr_addr, &at, sizeof(at));
	if (ioctl(sock, SIOCSIFADDR, &r))
		return worker_error(w, "SIOCSIFADDR", -errno);
	at.sin_addr.s_addr = htonl(0xffffff00);
	memcpy(&r.ifr_netmask, &at, sizeof(at));
	if (ioctl(sock, SIOCSIFNETMASK, &r))
		return worker_error(w, "SIOCSIFNETMASK", -errno);
	r.ifr_flags = IFF_UP | IFF_RUNNING;
	return ioctl(sock, SIOCSIFFLAGS, &r)
		       ? worker_error(w, "SIOCSIFFLAGS", -errno)
		       : 0;
}

/* In a network namespace of its own, which goes with the process. */
int pages_tun_fill(struct worker *w)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9) };
	unsigned packets = (unsigned)(w->bytes / TUN_PACKET);
	static const char data[TUN_PACKET];
	int most = 1 << 30, tun, sock, err;

	if (unshare(CLONE_NEWNET))
		return worker_skip(w, "no network namespace can be made");
	tun = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (tun < 0 || sock < 0)
		return worker_skip(w, "this kernel has no tun devices");
	(void)setsockopt(sock, SOL_SOCKET, SO_SNDBUFFORCE, &most, sizeof(most));
	err = set_tun(w, tun, sock, packets);
	to.sin_addr.s_addr = htonl(TUN_ADDRESS + 1);
	/* a few more, so that it drops */
	for (unsigned i = 0; !err && i < packets + 8; i++)
		if (sendto(sock, data, sizeof(data), MSG_DONTWAIT,
			   (const struct sockaddr *)&to, sizeof(to)) < 0 &&
		    errno != ENOBUFS)
			err = worker_error(w, "sendto", -errno);
	close(sock);
	w->extra = tun;
	w->me->held = (uint64_t)packets * TUN_PACKET;
	return err;
}
