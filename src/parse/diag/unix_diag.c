/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>

#include "parse/diag/diag.h"
#include "parse/diag/nlattr.h"

/* Unasked for; since 5.3 (cae9910e7344), so older headers lack it. */
#define ATTR_UID 7

static int take_rqlen(struct span value, struct sock *s)
{
	struct unix_diag_rqlen len;
	int err = nlattr_get(value, &len, sizeof(len));

	if (err)
		return err;
	/* LISTEN: connections that wait, and how many may */
	s->rqueue = len.udiag_rqueue;
	s->wqueue = len.udiag_wqueue;
	return 0;
}

static int take_attr(const struct nlattr_view *a, struct diag_row *row)
{
	struct sock *s = &row->sock;

	switch (a->type) {
	case UNIX_DIAG_NAME:
		row->name = a->value;
		return 0;
	case UNIX_DIAG_PEER:
		return nlattr_get(a->value, &s->peer_inode,
				  sizeof(s->peer_inode));
	case UNIX_DIAG_ICONS:
		row->waiting = a->value;
		return 0;
	case UNIX_DIAG_RQLEN:
		return take_rqlen(a->value, s);
	case UNIX_DIAG_MEMINFO:
		return nlattr_skmem(a->value, s);
	case ATTR_UID:
		s->uid_unknown = 0;
		return nlattr_get(a->value, &s->uid, sizeof(s->uid));
	default:
		return 0;
	}
}

int parse_unix_diag(struct span payload, struct diag_row *ret)
{
	struct diag_row row = { 0 };
	struct unix_diag_msg m;
	struct nlattr_view a;
	struct span rest;
	int more;

	if (nlattr_get(payload, &m, sizeof(m)) || m.udiag_family != AF_UNIX)
		return -EBADMSG;
	row.sock = (struct sock){
		.cookie = m.udiag_cookie[0] | (uint64_t)m.udiag_cookie[1] << 32,
		.inode = m.udiag_ino,
		.proto = PROTO_UNIX,
		.family = AF_UNIX,
		.uid_unknown = 1,
		.type = m.udiag_type,
		.state = m.udiag_state < SOCK_STATE_N ? m.udiag_state
						      : SOCK_UNKNOWN,
	};
	rest = span_of(payload.p + sizeof(m), payload.len - sizeof(m));
	while ((more = nlattr_next(&rest, &a)) > 0)
		if (take_attr(&a, &row))
			return -EBADMSG;
	if (more < 0)
		return more;
	*ret = row;
	return 0;
}
