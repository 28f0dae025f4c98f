/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/net/qdisc.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "model/snapshot.h"
#include "parse/net/netqueue.h"
#include "util/vec.h"

#define RECEIVE_BYTES 32768
#define ROWS_MAX 256

/* The kernel answers at once, or waits for its own lock before it does. */
#define SILENCE_SECONDS 10

#define GAP_EFFECT "packets that wait to be sent are not counted"

struct dump {
	struct snapshot *snap;
	uint32_t netns;
	size_t first; /* of the rows of this namespace */
	bool cut;
	bool oom;
};

struct mnl_socket *qdisc_open(void)
{
	const struct timeval silence = { .tv_sec = SILENCE_SECONDS };
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);

	if (!nl)
		return NULL;
	if (mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0) {
		mnl_socket_close(nl);
		return NULL;
	}
	(void)setsockopt(mnl_socket_get_fd(nl), SOL_SOCKET, SO_RCVTIMEO,
			 &silence, sizeof(silence));
	return nl;
}

void qdisc_close(struct mnl_socket *nl)
{
	if (nl)
		mnl_socket_close(nl);
}

static struct span payload(const struct nlmsghdr *nlh)
{
	return span_of(mnl_nlmsg_get_payload(nlh),
		       mnl_nlmsg_get_payload_len(nlh));
}

static int take_qdisc(const struct nlmsghdr *nlh, void *data)
{
	struct dump *d = data;
	struct qdiscs *all = &d->snap->qdiscs;
	struct qdisc q;

	if (nlh->nlmsg_type != RTM_NEWQDISC || parse_qdisc(payload(nlh), &q) ||
	    !q.backlog_bytes)
		return MNL_CB_OK;
	if (all->n - d->first >= ROWS_MAX) {
		d->cut = true;
		return MNL_CB_OK;
	}
	if (VEC_GROW(all)) {
		d->oom = true;
		errno = ENOMEM;
		return MNL_CB_ERROR;
	}
	q.netns = d->netns;
	all->v[all->n++] = q;
	return MNL_CB_OK;
}

static int take_link(const struct nlmsghdr *nlh, void *data)
{
	struct qdisc *q = data;

	if (nlh->nlmsg_type == RTM_NEWLINK)
		(void)parse_link_name(payload(nlh), q->ifname,
				      sizeof(q->ifname));
	return MNL_CB_OK;
}

/* Sends the request in buf and hands over what comes back. 0 or -errno. */
static int ask(struct mnl_socket *nl, char *buf, mnl_cb_t cb, void *data)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)(void *)buf;
	unsigned seq = nlh->nlmsg_seq;
	bool dump = nlh->nlmsg_flags & NLM_F_DUMP;
	int more = MNL_CB_OK;

	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		return -errno;
	while (more > MNL_CB_STOP) {
		ssize_t n = mnl_socket_recvfrom(nl, buf, RECEIVE_BYTES);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : -EPROTO;
		more = mnl_cb_run(buf, (size_t)n, seq,
				  mnl_socket_get_portid(nl), cb, data);
		if (!dump)
			break;
	}
	/* EINTR: something changed meanwhile; what was reported is good enough */
	return more == MNL_CB_ERROR && errno != EINTR ? -errno : 0;
}

static void ask_name(struct mnl_socket *nl, char *buf, unsigned seq,
		     struct qdisc *q)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct ifinfomsg *m;

	nlh->nlmsg_type = RTM_GETLINK;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	nlh->nlmsg_seq = seq;
	m = mnl_nlmsg_put_extra_header(nlh, sizeof(*m));
	m->ifi_family = AF_UNSPEC;
	m->ifi_index = (int)q->ifindex;
	(void)ask(nl, buf, take_link, q);
}

int qdisc_dump(struct mnl_socket *nl, uint32_t netns, struct snapshot *snap)
{
	struct dump d = { .snap = snap,
			  .netns = netns,
			  .first = snap->qdiscs.n };
	char buf[RECEIVE_BYTES];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	unsigned seq = 1;
	int err = nl ? 0 : -EPROTONOSUPPORT;

	nlh->nlmsg_type = RTM_GETQDISC;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	nlh->nlmsg_seq = seq++;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct tcmsg));
	if (!err)
		err = ask(nl, buf, take_qdisc, &d);
	if (d.oom)
		return -ENOMEM;
	for (size_t i = d.first; !err && i < snap->qdiscs.n; i++)
		ask_name(nl, buf, seq++, &snap->qdiscs.v[i]);
	/* a kernel without CONFIG_NET_SCHED has no such request */
	if ((err && err != -EOPNOTSUPP) || d.cut)
		gaps_add(&snap->gaps, "qdisc", err, GAP_EFFECT, "netns %llu",
			 (unsigned long long)snap->netns.v[netns].inode);
	return 0;
}
