/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/tipc_netlink.h>
#include <sys/socket.h>

#include "parse/diag/diag.h"
#include "parse/diag/nlattr.h"

static int read_drops(struct span value, void *sock)
{
	struct sock *s = sock;

	s->has_drops = 1;
	return nlattr_get(value, &s->mem.drops, sizeof(s->mem.drops));
}

static const struct nlattr_row stat_rows[] = {
	{ .type = TIPC_NLA_SOCK_STAT_DROP, .read = read_drops },
};

static int read_stat(struct span nest, void *sock)
{
	return NLATTRS(nest, stat_rows, sock);
}

static int read_state(struct span value, void *ret_u8)
{
	uint32_t state;
	int err = nlattr_get(value, &state, sizeof(state));

	/* TIPC_ESTABLISHED … are TCP's numbers (net/tipc/socket.c) */
	if (!err)
		*(uint8_t *)ret_u8 =
			state < SOCK_STATE_N ? (uint8_t)state : SOCK_UNKNOWN;
	return err;
}

static int read_type(struct span value, void *ret_u8)
{
	uint32_t type;
	int err = nlattr_get(value, &type, sizeof(type));

	if (!err)
		*(uint8_t *)ret_u8 = (uint8_t)type;
	return err;
}

static const struct nlattr_row rows[] = {
	NLATTR_COPY(TIPC_NLA_SOCK_ADDR, struct sock, local_id[0]),
	NLATTR_COPY(TIPC_NLA_SOCK_REF, struct sock, local_id[1]),
	NLATTR_READ(TIPC_NLA_SOCK_TYPE, read_type, struct sock, type),
	NLATTR_COPY(TIPC_NLA_SOCK_INO, struct sock, inode),
	{ .type = TIPC_NLA_SOCK_UID, .read = nlattr_uid },
	NLATTR_READ(TIPC_NLA_SOCK_TIPC_STATE, read_state, struct sock, state),
	NLATTR_COPY(TIPC_NLA_SOCK_COOKIE, struct sock, cookie),
	{ .type = TIPC_NLA_SOCK_STAT, .read = read_stat },
};

/* There is no header: one nest with all of it. */
int parse_tipc_diag(struct span payload, struct diag_row *ret)
{
	struct diag_row row = { .sock = { .proto = PROTO_TIPC,
					  .family = AF_TIPC,
					  .uid_unknown = 1,
					  .queues_unknown = 1 } };
	struct nlattr_view nest;

	if (nlattr_next(&payload, &nest) <= 0 || nest.type != TIPC_NLA_SOCK ||
	    NLATTRS(nest.value, rows, &row.sock))
		return -EBADMSG;
	*ret = row;
	return 0;
}
