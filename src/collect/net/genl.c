/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/net/genl.h"

#include <errno.h>
#include <linux/ethtool_netlink.h>
#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/handlers.h>
#include <netlink/msg.h>
#include <netlink/socket.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

/* The kernel answers at once, or waits for the lock of the interfaces. */
#define SILENCE_SECONDS 10

/* libnl has errors of its own. */
static int to_errno(int err)
{
	static const struct {
		int nle;
		int err;
	} table[] = {
		{ NLE_NOMEM, ENOMEM },
		{ NLE_PERM, EPERM },
		{ NLE_NOACCESS, EPERM },
		{ NLE_AGAIN, EAGAIN },
		{ NLE_OBJ_NOTFOUND, ENOENT },
		{ NLE_OPNOTSUPP, EOPNOTSUPP },
		{ NLE_PROTO_MISMATCH, EPROTONOSUPPORT },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (-err == table[i].nle)
			return -table[i].err;
	return err < 0 ? -EPROTO : 0;
}

int genl_open(struct nl_sock **ret)
{
	const struct timeval silence = { .tv_sec = SILENCE_SECONDS };
	struct nl_sock *sk = nl_socket_alloc();
	int err;

	if (!sk)
		return -ENOMEM;
	err = genl_connect(sk);
	if (err < 0) {
		nl_socket_free(sk);
		return to_errno(err);
	}
	(void)setsockopt(nl_socket_get_fd(sk), SOL_SOCKET, SO_RCVTIMEO,
			 &silence, sizeof(silence));
	*ret = sk;
	return 0;
}

void genl_close(struct nl_sock *sk)
{
	if (sk)
		nl_socket_free(sk);
}

struct dump {
	int (*attrs)(struct span attrs, void *data);
	void *data;
	int err;
};

static int take(struct nl_msg *msg, void *data)
{
	struct genlmsghdr *head = nlmsg_data(nlmsg_hdr(msg));
	struct dump *d = data;
	int len;

	if (!genlmsg_valid_hdr(nlmsg_hdr(msg), 0))
		return NL_SKIP;
	len = genlmsg_attrlen(head, 0);
	d->err = d->attrs(span_of((const char *)genlmsg_attrdata(head, 0),
				  len > 0 ? (size_t)len : 0),
			  d->data);
	return d->err ? NL_STOP : NL_OK;
}

/*
 * ethtool of 5.10 and 6.1 wants the header nest also of a dump, where it is
 * empty; it has the same number in all requests (ethtool_netlink.h).
 */
static int send_request(struct nl_sock *sk, const char *family, int id,
			uint8_t version, uint8_t command)
{
	struct nl_msg *msg = nlmsg_alloc();
	int err = -NLE_NOMEM;

	if (msg && genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, id, 0,
			       NLM_F_DUMP, command, version))
		err = 0;
	if (!err && !strcmp(family, ETHTOOL_GENL_NAME))
		err = nla_put(msg, NLA_F_NESTED | ETHTOOL_A_RINGS_HEADER, 0,
			      NULL);
	if (!err)
		err = nl_send_auto(sk, msg);
	nlmsg_free(msg);
	return err;
}

_Static_assert((int)ETHTOOL_A_RINGS_HEADER == (int)ETHTOOL_A_CHANNELS_HEADER,
	       "header of ethtool's requests");

int genl_dump(struct nl_sock *sk, const char *family, uint8_t version,
	      uint8_t command, int (*attrs)(struct span attrs, void *data),
	      void *data)
{
	struct dump d = { .attrs = attrs, .data = data };
	int id = genl_ctrl_resolve(sk, family), err;

	if (id < 0)
		return to_errno(id);
	err = nl_socket_modify_cb(sk, NL_CB_VALID, NL_CB_CUSTOM, take, &d);
	if (!err)
		err = send_request(sk, family, id, version, command);
	if (err >= 0)
		err = nl_recvmsgs_default(sk);
	return d.err ? d.err : to_errno(err);
}
