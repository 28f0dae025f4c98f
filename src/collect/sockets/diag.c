/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/sockets/diag.h"

#include <endian.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "model/socket/socket.h"
#include "system/at.h"

/*
 * The kernel fills messages of at most 32 KiB, and as large as the largest
 * buffer that the reader has shown so far (netlink_dump()).
 */
#define RECEIVE_BYTES 65536

/* The kernel works in recv(): silence means that it has forgotten us. */
#define SILENCE_SECONDS 10

struct diag {
	struct mnl_socket *nl;
	unsigned portid;
	unsigned seq;
	char buf[RECEIVE_BYTES];
};

/* One dump on its way. */
struct dump {
	int (*row)(struct span payload, void *data);
	void *data;
	bool interrupted;
	bool done;
};

int diag_open(struct diag **ret)
{
	const struct timeval silence = { .tv_sec = SILENCE_SECONDS };
	struct diag *d = malloc(sizeof(*d));
	int err;

	if (!d)
		return -ENOMEM;
	d->seq = 0;
	d->nl = mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC);
	if (!d->nl || mnl_socket_bind(d->nl, 0, MNL_SOCKET_AUTOPID) < 0) {
		err = -errno;
		diag_close(d);
		return err;
	}
	d->portid = mnl_socket_get_portid(d->nl);
	(void)setsockopt(mnl_socket_get_fd(d->nl), SOL_SOCKET, SO_RCVTIMEO,
			 &silence, sizeof(silence));
	*ret = d;
	return 0;
}

void diag_close(struct diag *d)
{
	if (!d)
		return;
	if (d->nl)
		mnl_socket_close(d->nl);
	free(d);
}

static uint8_t ext(unsigned attribute)
{
	return (uint8_t)(1u << (attribute - 1));
}

uint32_t diag_portid(const struct diag *d)
{
	return d->portid;
}

static int send_request(struct diag *d, const struct diag_request *rq)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(d->buf);

	nlh->nlmsg_type = rq->type;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	nlh->nlmsg_seq = ++d->seq;
	memcpy(mnl_nlmsg_put_extra_header(nlh, rq->len), rq->body, rq->len);
	if (mnl_socket_sendto(d->nl, nlh, nlh->nlmsg_len) < 0)
		return -errno;
	return 0;
}

/* The error that an NLMSG_ERROR or NLMSG_DONE begins with, 0 or -errno. */
static int status_of(const struct nlmsghdr *nlh)
{
	int status = 0;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(status))
		return nlh->nlmsg_type == NLMSG_DONE ? 0 : -EBADMSG;
	memcpy(&status, mnl_nlmsg_get_payload(nlh), sizeof(status));
	return status < 0 ? status : 0;
}

static int take_message(struct diag *d, struct dump *dump,
			const struct nlmsghdr *nlh)
{
	if (!mnl_nlmsg_seq_ok(nlh, d->seq) ||
	    !mnl_nlmsg_portid_ok(nlh, d->portid))
		return -EPROTO;
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		dump->interrupted = true;
	switch (nlh->nlmsg_type) {
	case NLMSG_DONE:
	case NLMSG_ERROR:
		/* a missing handler is reported here, behind zero rows */
		dump->done = true;
		return status_of(nlh);
	case NLMSG_NOOP:
		return 0;
	case NLMSG_OVERRUN:
		return -ENOBUFS;
	default:
		return dump->row(span_of(mnl_nlmsg_get_payload(nlh),
					 mnl_nlmsg_get_payload_len(nlh)),
				 dump->data);
	}
}

static int take_messages(struct diag *d, struct dump *dump, size_t received)
{
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)(void *)d->buf;
	int len = (int)received;

	while (!dump->done && mnl_nlmsg_ok(nlh, len)) {
		int err = take_message(d, dump, nlh);

		if (err)
			return err;
		nlh = mnl_nlmsg_next(nlh, &len);
	}
	return dump->done || len <= 0 ? 0 : -EBADMSG;
}

/* Hands over what comes until the kernel has said that this is all. */
static int take_answer(struct diag *d, struct dump *dump)
{
	int err = 0;

	while (!err && !dump->done) {
		/* -1 with ENOSPC where a message was truncated */
		ssize_t n = mnl_socket_recvfrom(d->nl, d->buf, sizeof(d->buf));

		at_next();

		if (n > 0)
			err = take_messages(d, dump, (size_t)n);
		else if (!n)
			err = -EPROTO;
		else if (errno != EINTR)
			err = -errno;
	}
	return err;
}

int diag_dump(struct diag *d, const struct diag_request *request,
	      int (*row)(struct span payload, void *data), void *data)
{
	struct dump dump = { .row = row, .data = data };
	int err = send_request(d, request);

	if (!err)
		err = take_answer(d, &dump);
	if (!err && dump.interrupted)
		err = -EINTR;
	return err;
}

static void put_identity(struct nlmsghdr *nlh, const struct sock *s)
{
	struct inet_diag_req_v2 *req;

	nlh->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	req = mnl_nlmsg_put_extra_header(nlh, sizeof(*req));
	req->sdiag_family = s->family;
	req->sdiag_protocol = IPPROTO_TCP;
	req->idiag_ext = ext(INET_DIAG_SKMEMINFO) | ext(INET_DIAG_INFO);
	req->idiag_states = UINT32_MAX;
	req->id.idiag_sport = htobe16(s->sport);
	req->id.idiag_dport = htobe16(s->dport);
	memcpy(req->id.idiag_src, s->local, sizeof(s->local));
	memcpy(req->id.idiag_dst, s->peer, sizeof(s->peer));
	req->id.idiag_if = s->ifindex;
	req->id.idiag_cookie[0] = (uint32_t)s->cookie;
	req->id.idiag_cookie[1] = (uint32_t)(s->cookie >> 32);
}

int diag_one(struct diag *d, const struct sock *s,
	     int (*row)(struct span payload, void *data), void *data)
{
	struct dump dump = { .row = row, .data = data };
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(d->buf);
	int err;

	/* the acknowledgement, behind the answer, is its end */
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	nlh->nlmsg_seq = ++d->seq;
	put_identity(nlh, s);
	if (mnl_socket_sendto(d->nl, nlh, nlh->nlmsg_len) < 0)
		return -errno;
	err = take_answer(d, &dump);
	/* its address is another socket's by now */
	return err == -ESTALE ? -ENOENT : err;
}
