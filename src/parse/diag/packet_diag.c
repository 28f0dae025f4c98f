/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/packet_diag.h>
#include <sys/socket.h>

#include "parse/diag/diag.h"
#include "parse/diag/nlattr.h"

/*
 * alloc_pg_vec() of net/packet/af_packet.c takes a power of two of pages for
 * each block from the page allocator, which has no more than 4 MiB at once
 * (MAX_PAGE_ORDER 10); larger blocks come from vmalloc and are counted there.
 */
#define PAGES_BLOCK_MAX (UINT64_C(4) << 20)

static uint64_t block_bytes(uint64_t size)
{
	uint64_t bytes = 1;

	if (size > PAGES_BLOCK_MAX)
		return size;
	while (bytes < size)
		bytes <<= 1;
	return bytes;
}

static int take_ring(struct span value, struct sock *s)
{
	struct packet_diag_ring ring;
	int err = nlattr_get(value, &ring, sizeof(ring));

	if (err || !ring.pdr_block_size)
		return err;
	s->ring_bytes += block_bytes(ring.pdr_block_size) * ring.pdr_block_nr;
	if (ring.pdr_block_size > PAGES_BLOCK_MAX)
		s->ring_vmalloc = 1;
	return 0;
}

static int take_info(struct span value, struct sock *s)
{
	struct packet_diag_info info;
	int err = nlattr_get(value, &info, sizeof(info));

	if (!err)
		s->ifindex = info.pdi_index;
	return err;
}

static int take_attr(const struct nlattr_view *a, struct sock *s)
{
	switch (a->type) {
	case PACKET_DIAG_INFO:
		return take_info(a->value, s);
	case PACKET_DIAG_RX_RING:
	case PACKET_DIAG_TX_RING:
		return take_ring(a->value, s);
	case PACKET_DIAG_UID:
		s->uid_unknown = 0;
		return nlattr_get(a->value, &s->uid, sizeof(s->uid));
	case PACKET_DIAG_MEMINFO:
		return nlattr_skmem(a->value, s);
	default:
		return 0;
	}
}

int parse_packet_diag(struct span payload, struct diag_row *ret)
{
	struct diag_row row = { 0 };
	struct packet_diag_msg m;
	int err;

	if (nlattr_get(payload, &m, sizeof(m)) || m.pdiag_family != AF_PACKET)
		return -EBADMSG;
	row.sock = (struct sock){
		.cookie = m.pdiag_cookie[0] | (uint64_t)m.pdiag_cookie[1] << 32,
		.inode = m.pdiag_ino,
		.proto = PROTO_PACKET,
		.family = AF_PACKET,
		.uid_unknown = 1,
		.type = m.pdiag_type,
		.state = SOCK_CLOSE,
		.sport = m.pdiag_num, /* ETH_P_*, in host order already */
	};
	err = nlattr_take(payload, sizeof(m), take_attr, &row.sock);
	if (err)
		return err;
	row.sock.rqueue = row.sock.mem.rmem_alloc;
	row.sock.wqueue = row.sock.mem.wmem_alloc;
	*ret = row;
	return 0;
}
