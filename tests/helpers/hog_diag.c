/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sock_diag, for connections that no process has an fd of. */
#include "memhog.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>

struct query {
	uint16_t port;
	bool local;
	uint64_t held;
	uint64_t rows;
};

static int on_attr(const struct nlattr *attr, void *data)
{
	struct query *q = data;
	uint32_t v[SK_MEMINFO_BACKLOG + 1];

	if (mnl_attr_get_type(attr) != INET_DIAG_SKMEMINFO ||
	    mnl_attr_get_payload_len(attr) < sizeof(v))
		return MNL_CB_OK;
	memcpy(v, mnl_attr_get_payload(attr), sizeof(v));
	uint32_t tx = v[SK_MEMINFO_WMEM_ALLOC];
	if (v[SK_MEMINFO_WMEM_QUEUED] > tx)
		tx = v[SK_MEMINFO_WMEM_QUEUED];
	q->held += (uint64_t)v[SK_MEMINFO_RMEM_ALLOC] + tx +
		   v[SK_MEMINFO_OPTMEM] + v[SK_MEMINFO_BACKLOG];
	q->rows++;
	return MNL_CB_OK;
}

static int on_row(const struct nlmsghdr *nlh, void *data)
{
	const struct inet_diag_msg *m = mnl_nlmsg_get_payload(nlh);
	const struct query *q = data;
	uint16_t port = ntohs(q->local ? m->id.idiag_sport : m->id.idiag_dport);

	if (port != q->port)
		return MNL_CB_OK;
	return mnl_attr_parse(nlh, sizeof(*m), on_attr, data);
}

static int send_request(struct mnl_socket *nl, const struct hog *h,
			uint32_t states)
{
	char buf[256] = { 0 };
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	struct inet_diag_req_v2 *req =
		mnl_nlmsg_put_extra_header(nlh, sizeof(*req));
	req->sdiag_family = h->ipv6 ? AF_INET6 : AF_INET;
	req->sdiag_protocol = IPPROTO_TCP;
	req->idiag_ext = 1 << (INET_DIAG_SKMEMINFO - 1);
	req->idiag_states = states;
	return mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0 ? -errno : 0;
}

static int read_answer(struct mnl_socket *nl, struct query *q)
{
	enum { SIZE = 65536 };
	char *buf = malloc(SIZE);
	int run = MNL_CB_OK;

	if (!buf)
		return -ENOMEM;
	while (run > MNL_CB_STOP) {
		ssize_t n = mnl_socket_recvfrom(nl, buf, SIZE);

		run = n < 0 ? MNL_CB_ERROR
			    : mnl_cb_run(buf, (size_t)n, 0, 0, on_row, q);
	}
	free(buf);
	return run == MNL_CB_ERROR ? -errno : 0;
}

int hog_diag_tcp(const struct hog *h, uint32_t states, bool local,
		 uint16_t port, uint64_t *ret_held, uint64_t *ret_rows)
{
	struct query q = { .port = port, .local = local };
	struct mnl_socket *nl = mnl_socket_open(NETLINK_SOCK_DIAG);

	if (!nl)
		return -errno;
	int err = send_request(nl, h, states);
	if (!err)
		err = read_answer(nl, &q);
	mnl_socket_close(nl);
	if (err < 0)
		return err;
	*ret_held = q.held;
	*ret_rows = q.rows;
	return 0;
}
