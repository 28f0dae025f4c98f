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

static int read_ring(struct span value, void *sock)
{
	struct packet_diag_ring ring;
	struct sock *s = sock;
	int err = nlattr_get(value, &ring, sizeof(ring));

	if (err || !ring.pdr_block_size)
		return err;
	s->ring_bytes += block_bytes(ring.pdr_block_size) * ring.pdr_block_nr;
	if (ring.pdr_block_size > PAGES_BLOCK_MAX)
		s->ring_vmalloc = 1;
	return 0;
}

static int read_info(struct span value, void *ret_ifindex)
{
	struct packet_diag_info info;
	int err = nlattr_get(value, &info, sizeof(info));

	if (!err)
		*(uint32_t *)ret_ifindex = info.pdi_index;
	return err;
}

static const struct nlattr_row rows[] = {
	NLATTR_READ(PACKET_DIAG_INFO, read_info, struct diag_row, sock.ifindex),
	NLATTR_READ(PACKET_DIAG_RX_RING, read_ring, struct diag_row, sock),
	NLATTR_READ(PACKET_DIAG_TX_RING, read_ring, struct diag_row, sock),
	NLATTR_READ(PACKET_DIAG_UID, nlattr_uid, struct diag_row, sock),
	NLATTR_READ(PACKET_DIAG_MEMINFO, nlattr_skmem_queues, struct diag_row,
		    sock),
};

int parse_packet_diag(struct span payload, struct diag_row *ret)
{
	struct diag_row row = { 0 };
	struct packet_diag_msg m;

	if (nlattr_header(&payload, &m, sizeof(m)) ||
	    m.pdiag_family != AF_PACKET)
		return -EBADMSG;
	row.sock = (struct sock){
		.cookie = NLATTR_COOKIE(m.pdiag_cookie),
		.inode = m.pdiag_ino,
		.proto = PROTO_PACKET,
		.family = AF_PACKET,
		.uid_unknown = 1,
		.type = m.pdiag_type,
		.state = SOCK_CLOSE,
		.sport = m.pdiag_num, /* ETH_P_*, in host order already */
	};
	if (NLATTRS(payload, rows, &row))
		return -EBADMSG;
	*ret = row;
	return 0;
}
