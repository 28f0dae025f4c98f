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

static int take_info(struct span value, struct sock *s)
{
	struct xdp_diag_info info;
	int err = nlattr_get(value, &info, sizeof(info));

	if (err)
		return err;
	s->ifindex = info.ifindex;
	s->local_id[0] = info.queue_id;
	return 0;
}

static int take_umem(struct span value, struct sock *s)
{
	/* the struct grew at its end; size is its first member */
	return nlattr_get(value, &s->ring_bytes, sizeof(s->ring_bytes));
}

/*
 * xskq_create() of net/xdp/xsk_queue.c: struct xdp_ring (five cache lines), then
 * a descriptor for each entry, in whole pages.
 */
#define RING_HEAD 320
#define RING_PAGE 4096

static int take_ring(struct span value, size_t one, struct sock *s)
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

static int take_attr(const struct nlattr_view *a, struct sock *s)
{
	switch (a->type) {
	case XDP_DIAG_INFO:
		return take_info(a->value, s);
	case XDP_DIAG_UID:
		s->uid_unknown = 0;
		return nlattr_get(a->value, &s->uid, sizeof(s->uid));
	case XDP_DIAG_RX_RING:
	case XDP_DIAG_TX_RING:
		return take_ring(a->value, sizeof(struct xdp_desc), s);
	case XDP_DIAG_UMEM_FILL_RING:
	case XDP_DIAG_UMEM_COMPLETION_RING:
		return take_ring(a->value, sizeof(uint64_t), s);
	case XDP_DIAG_UMEM:
		return take_umem(a->value, s);
	case XDP_DIAG_MEMINFO:
		return nlattr_skmem(a->value, s);
	default:
		return 0;
	}
}

int parse_xdp_diag(struct span payload, struct diag_row *ret)
{
	struct diag_row row = { 0 };
	struct xdp_diag_msg m;
	int err;

	if (nlattr_get(payload, &m, sizeof(m)) || m.xdiag_family != AF_XDP)
		return -EBADMSG;
	row.sock = (struct sock){
		.cookie = m.xdiag_cookie[0] | (uint64_t)m.xdiag_cookie[1] << 32,
		.inode = m.xdiag_ino,
		.proto = PROTO_XDP,
		.family = AF_XDP,
		.uid_unknown = 1,
		.type = m.xdiag_type,
		.state = SOCK_CLOSE,
	};
	err = nlattr_take(payload, sizeof(m), take_attr, &row.sock);
	if (err)
		return err;
	row.sock.rqueue = row.sock.mem.rmem_alloc;
	row.sock.wqueue = row.sock.mem.wmem_alloc;
	*ret = row;
	return 0;
}
