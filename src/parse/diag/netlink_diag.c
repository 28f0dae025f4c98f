/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/netlink_diag.h>
#include <sys/socket.h>

#include "parse/diag/diag.h"
#include "parse/diag/nlattr.h"

/* enum of net/netlink/af_netlink.c */
#define NETLINK_CONNECTED 1

static const struct nlattr_row rows[] = {
	NLATTR_READ(NETLINK_DIAG_MEMINFO, nlattr_skmem_queues, struct diag_row,
		    sock),
};

int parse_netlink_diag(struct span payload, struct diag_row *ret)
{
	struct diag_row row = { 0 };
	struct netlink_diag_msg m;

	if (nlattr_header(&payload, &m, sizeof(m)) ||
	    m.ndiag_family != AF_NETLINK)
		return -EBADMSG;
	row.sock = (struct sock){
		.cookie = NLATTR_COOKIE(m.ndiag_cookie),
		.inode = m.ndiag_ino,
		.proto = PROTO_NETLINK,
		.family = AF_NETLINK,
		.uid_unknown = 1,
		.type = m.ndiag_type,
		.state = m.ndiag_state == NETLINK_CONNECTED ? SOCK_ESTABLISHED
							    : SOCK_CLOSE,
		.via = m.ndiag_portid ? VIA_NONE : VIA_KERNEL,
		.sport = m.ndiag_protocol,
		.local_id = { m.ndiag_portid },
		.peer_id = { m.ndiag_dst_portid },
	};
	if (NLATTRS(payload, rows, &row))
		return -EBADMSG;
	*ret = row;
	return 0;
}
