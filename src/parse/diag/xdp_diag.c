/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/if_xdp.h>
#include <linux/xdp_diag.h>
#include <sys/socket.h>

#include "parse/diag/diag.h"
#include "parse/diag/nlattr.h"

#ifndef AF_XDP
#define AF_XDP 44
#endif

static int read_info(struct span value, void *sock)
{
	struct xdp_diag_info info;
	struct sock *s = sock;
	int err = nlattr_get(value, &info, sizeof(info));

	if (err)
		return err;
	s->ifindex = info.ifindex;
	s->local_id[0] = info.queue_id;
	return 0;
}

/*
 * xskq_create() of net/xdp/xsk_queue.c: struct xdp_ring (five cache lines), then
 * a descriptor for each entry, in whole pages.
 */
#define RING_HEAD 320
#define RING_PAGE 4096

static int add_ring(struct span value, size_t one, struct sock *s)
{
	struct xdp_diag_ring ring;
	int err = nlattr_get(value, &ring, sizeof(ring));
	uint64_t bytes;

	if (err)
		return err;
	bytes = RING_HEAD + (uint64_t)ring.entries * one + RING_PAGE - 1;
	bytes = bytes / RING_PAGE * RING_PAGE + s->xdp_rings_bytes;
	s->xdp_rings_bytes = bytes < UINT32_MAX ? (uint32_t)bytes : UINT32_MAX;
	return 0;
}

static int read_packets(struct span value, void *sock)
{
	return add_ring(value, sizeof(struct xdp_desc), sock);
}

static int read_addresses(struct span value, void *sock)
{
	return add_ring(value, sizeof(uint64_t), sock);
}

#define SOCK(type, reader) NLATTR_READ(type, reader, struct diag_row, sock)

static const struct nlattr_row rows[] = {
	SOCK(XDP_DIAG_INFO, read_info),
	SOCK(XDP_DIAG_UID, nlattr_uid),
	SOCK(XDP_DIAG_RX_RING, read_packets),
	SOCK(XDP_DIAG_TX_RING, read_packets),
	SOCK(XDP_DIAG_UMEM_FILL_RING, read_addresses),
	SOCK(XDP_DIAG_UMEM_COMPLETION_RING, read_addresses),
	/* the struct grew at its end; size is its first member */
	NLATTR_COPY(XDP_DIAG_UMEM, struct diag_row, sock.ring_bytes),
	SOCK(XDP_DIAG_MEMINFO, nlattr_skmem_queues),
};

int parse_xdp_diag(struct span payload, struct diag_row *ret)
{
	struct diag_row row = { 0 };
	struct xdp_diag_msg m;

	if (nlattr_header(&payload, &m, sizeof(m)) || m.xdiag_family != AF_XDP)
		return -EBADMSG;
	row.sock = (struct sock){
		.cookie = NLATTR_COOKIE(m.xdiag_cookie),
		.inode = m.xdiag_ino,
		.proto = PROTO_XDP,
		.family = AF_XDP,
		.uid_unknown = 1,
		.type = m.xdiag_type,
		.state = SOCK_CLOSE,
	};
	if (NLATTRS(payload, rows, &row))
		return -EBADMSG;
	*ret = row;
	return 0;
}
