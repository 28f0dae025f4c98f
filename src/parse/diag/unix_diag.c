/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>

#include "parse/diag/diag.h"
#include "parse/diag/nlattr.h"

/* Unasked for; since 5.3 (cae9910e7344), so older headers lack it. */
#define ATTR_UID 7

static int read_rqlen(struct span value, void *sock)
{
	struct unix_diag_rqlen len;
	struct sock *s = sock;
	int err = nlattr_get(value, &len, sizeof(len));

	if (err)
		return err;
	/* LISTEN: connections that wait, and how many may */
	s->rqueue = len.udiag_rqueue;
	s->wqueue = len.udiag_wqueue;
	return 0;
}

static const struct nlattr_row rows[] = {
	NLATTR_READ(UNIX_DIAG_NAME, nlattr_span, struct diag_row, name),
	NLATTR_READ(UNIX_DIAG_ICONS, nlattr_span, struct diag_row, waiting),
	NLATTR_COPY(UNIX_DIAG_PEER, struct diag_row, sock.peer_inode),
	NLATTR_READ(UNIX_DIAG_RQLEN, read_rqlen, struct diag_row, sock),
	NLATTR_READ(UNIX_DIAG_MEMINFO, nlattr_skmem, struct diag_row, sock),
	NLATTR_READ(ATTR_UID, nlattr_uid, struct diag_row, sock),
};

int parse_unix_diag(struct span payload, struct diag_row *ret)
{
	struct diag_row row = { 0 };
	struct unix_diag_msg m;

	if (nlattr_header(&payload, &m, sizeof(m)) || m.udiag_family != AF_UNIX)
		return -EBADMSG;
	row.sock = (struct sock){
		.cookie = NLATTR_COOKIE(m.udiag_cookie),
		.inode = m.udiag_ino,
		.proto = PROTO_UNIX,
		.family = AF_UNIX,
		.uid_unknown = 1,
		.type = m.udiag_type,
		.state = m.udiag_state < SOCK_STATE_N ? m.udiag_state
						      : SOCK_UNKNOWN,
	};
	if (NLATTRS(payload, rows, &row))
		return -EBADMSG;
	*ret = row;
	return 0;
}
