/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/tipc_netlink.h>
#include <sys/socket.h>

#include "parse/diag/diag.h"
#include "parse/diag/nlattr.h"

static int get_u32(struct span value, uint32_t *ret)
{
	return nlattr_get(value, ret, sizeof(*ret));
}

static int take_stat(struct span nest, struct sock *s)
{
	struct nlattr_view a;
	int more, err = 0;

	while (!err && (more = nlattr_next(&nest, &a)) > 0)
		if (a.type == TIPC_NLA_SOCK_STAT_DROP) {
			s->has_drops = 1;
			err = get_u32(a.value, &s->mem.drops);
		}
	return err ? err : more;
}

static int take_state(struct span value, struct sock *s)
{
	uint32_t state;
	int err = get_u32(value, &state);

	/* TIPC_ESTABLISHED … are TCP's numbers (net/tipc/socket.c) */
	if (!err)
		s->state = state < SOCK_STATE_N ? (uint8_t)state : SOCK_UNKNOWN;
	return err;
}

static int take_type(struct span value, struct sock *s)
{
	uint32_t type;
	int err = get_u32(value, &type);

	if (!err)
		s->type = (uint8_t)type;
	return err;
}

static int take_attr(const struct nlattr_view *a, struct sock *s)
{
	switch (a->type) {
	case TIPC_NLA_SOCK_ADDR:
		return get_u32(a->value, &s->local_id[0]);
	case TIPC_NLA_SOCK_REF:
		return get_u32(a->value, &s->local_id[1]);
	case TIPC_NLA_SOCK_TYPE:
		return take_type(a->value, s);
	case TIPC_NLA_SOCK_INO:
		return get_u32(a->value, &s->inode);
	case TIPC_NLA_SOCK_UID:
		s->uid_unknown = 0;
		return get_u32(a->value, &s->uid);
	case TIPC_NLA_SOCK_TIPC_STATE:
		return take_state(a->value, s);
	case TIPC_NLA_SOCK_COOKIE:
		return nlattr_get(a->value, &s->cookie, sizeof(s->cookie));
	case TIPC_NLA_SOCK_STAT:
		return take_stat(a->value, s);
	default:
		return 0;
	}
}

/* There is no header: one nest with all of it. */
int parse_tipc_diag(struct span payload, struct diag_row *ret)
{
	struct diag_row row = { .sock = { .proto = PROTO_TIPC,
					  .family = AF_TIPC,
					  .uid_unknown = 1 } };
	struct nlattr_view nest, a;
	int more = nlattr_next(&payload, &nest);

	if (more <= 0 || nest.type != TIPC_NLA_SOCK)
		return -EBADMSG;
	while ((more = nlattr_next(&nest.value, &a)) > 0)
		if (take_attr(&a, &row.sock))
			return -EBADMSG;
	if (more < 0)
		return more;
	*ret = row;
	return 0;
}
