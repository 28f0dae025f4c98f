/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/vm_sockets_diag.h>
#include <sys/socket.h>

#include "parse/diag/diag.h"
#include "parse/diag/nlattr.h"

int parse_vsock_diag(struct span payload, struct diag_row *ret)
{
	struct vsock_diag_msg m;

	if (nlattr_get(payload, &m, sizeof(m)) || m.vdiag_family != AF_VSOCK)
		return -EBADMSG;
	*ret = (struct diag_row){
		.sock = { .cookie = NLATTR_COOKIE(m.vdiag_cookie),
			  .inode = m.vdiag_ino,
			  .proto = PROTO_VSOCK,
			  .family = AF_VSOCK,
			  .uid_unknown = 1,
			  .queues_unknown = 1,
			  .type = m.vdiag_type,
			  .state = m.vdiag_state < SOCK_STATE_N ? m.vdiag_state
								: SOCK_UNKNOWN,
			  .local_id = { m.vdiag_src_cid, m.vdiag_src_port },
			  .peer_id = { m.vdiag_dst_cid, m.vdiag_dst_port } },
	};
	return 0;
}
