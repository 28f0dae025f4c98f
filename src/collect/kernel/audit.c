/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/context.h"
#include "collect/kernel/consumers.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/audit.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "collect/base/consumer_list.h"
#include "model/snapshot.h"
#include "parse/proc/files.h"

#define RECEIVE_BYTES 8192
#define SILENCE_SECONDS 5

/*
 * A record: a sk_buff, and data of AUDIT_BUFSIZ (1024) with its header and the
 * struct skb_shared_info behind it, from the cache of 2 KiB (kernel/audit.c).
 */
#define RECORD_BYTES (256 + 2048)

/* An answer of the status; anything else (an error) leaves it as it is. */
static int take(const struct nlmsghdr *nlh, void *data)
{
	uint64_t *records = data;

	if (nlh->nlmsg_type == AUDIT_GET)
		(void)parse_audit_backlog(
			span_of(mnl_nlmsg_get_payload(nlh),
				mnl_nlmsg_get_payload_len(nlh)),
			records);
	return MNL_CB_OK;
}

static int ask(struct mnl_socket *nl, uint64_t *ret_records)
{
	char buf[RECEIVE_BYTES] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	ssize_t n;

	nlh->nlmsg_type = AUDIT_GET;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	nlh->nlmsg_seq = 1;
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		return -errno;
	n = mnl_socket_recvfrom(nl, buf, sizeof(buf));
	if (n < 0)
		return -errno;
	if (mnl_cb_run(buf, (size_t)n, 1, mnl_socket_get_portid(nl), take,
		       ret_records) < 0)
		return -errno;
	return 0;
}

int audit_collect(struct collect *c)
{
	struct snapshot *snap = c->snap;
	const struct timeval silence = { .tv_sec = SILENCE_SECONDS };
	struct consumer row = { .name = "audit",
				.basis = BASIS_ESTIMATE,
				.counted_in = COUNTED_SLAB };
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_AUDIT, SOCK_CLOEXEC);
	int err;

	if (!nl) /* a kernel without it */
		return 0;
	(void)setsockopt(mnl_socket_get_fd(nl), SOL_SOCKET, SO_RCVTIMEO,
			 &silence, sizeof(silence));
	err = mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0
		      ? -errno
		      : ask(nl, &row.count);
	mnl_socket_close(nl);
	/* another user or pid namespace than the first: refused to anyone */
	if (err && err != -ECONNREFUSED)
		gaps_add(&snap->gaps, "audit", -err,
			 "records that wait for the audit daemon are not "
			 "counted",
			 "AUDIT_GET");
	row.bytes = row.count * RECORD_BYTES;
	return consumers_add(snap, &row);
}
