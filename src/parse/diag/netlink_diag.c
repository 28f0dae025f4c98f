/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/netlink_diag.h>
#include <sys/socket.h>

#include "parse/diag/diag.h"
#include "parse/diag/nlattr.h"

/* enum of net/netlink/af_netlink.c */
#define NETLINK_CONNECTED 1

static int take_attr(const struct nlattr_view *a, struct sock *s)
{
	return a->type == NETLINK_DIAG_MEMINFO ? nlattr_skmem(a->value, s) : 0;
}

int parse_netlink_diag(struct span payload, struct diag_row *ret)
{
	struct diag_row row = { 0 };
	struct netlink_diag_msg m;
	int err;

	if (nlattr_get(payload, &m, sizeof(m)) || m.ndiag_family != AF_NETLINK)
		return -EBADMSG;
	row.sock = (struct sock){
		.cookie = m.ndiag_cookie[0] | (uint64_t)m.ndiag_cookie[1] << 32,
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
	err = nlattr_take(payload, sizeof(m), take_attr, &row.sock);
	if (err)
		return err;
	row.sock.rqueue = row.sock.mem.rmem_alloc;
	row.sock.wqueue = row.sock.mem.wmem_alloc;
	*ret = row;
	return 0;
}
