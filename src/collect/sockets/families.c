/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/sockets/families.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/netlink_diag.h>
#include <linux/packet_diag.h>
#include <linux/smc_diag.h>
#include <linux/sock_diag.h>
#include <linux/tipc_sockets_diag.h>
#include <linux/unix_diag.h>
#include <linux/vm_sockets_diag.h>
#include <linux/xdp_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "collect/sockets/diag.h"
#include "model/snapshot.h"
#include "parse/diag/diag.h"
#include "parse/net/net.h"

/* Older headers lack these; the numbers are the kernel's ABI. */
#ifndef AF_SMC
#define AF_SMC 43
#endif
#ifndef AF_XDP
#define AF_XDP 44
#endif
#define MPTCP_PROTOCOL 262
#define UDPLITE_PROTOCOL 136
#define SCTP_PROTOCOL 132
#define REQ_PROTOCOL 3 /* INET_DIAG_REQ_PROTOCOL: above 8 bits, 5.9 */

#define STATE(s) (1u << (s))
#define ALL_STATES (STATE(SOCK_NEW_SYN_RECV) - 1)

static void set_body(struct diag_request *rq, const void *body, size_t len)
{
	*rq = (struct diag_request){ .type = SOCK_DIAG_BY_FAMILY,
				     .len = (uint16_t)len };
	memcpy(rq->body, body, len);
}

static uint8_t ext(unsigned attribute)
{
	return (uint8_t)(1u << (attribute - 1));
}

/* TIME_WAIT holds nothing, and sockstat counts it. */
static uint32_t inet_states(bool keep_all)
{
	return keep_all ? ALL_STATES : ALL_STATES & ~STATE(SOCK_TIME_WAIT);
}

static const uint32_t ip_protocol[PROTO_N] = {
	[PROTO_TCP] = IPPROTO_TCP,	    [PROTO_UDP] = IPPROTO_UDP,
	[PROTO_UDPLITE] = UDPLITE_PROTOCOL, [PROTO_MPTCP] = MPTCP_PROTOCOL,
	[PROTO_SCTP] = SCTP_PROTOCOL,	    [PROTO_RAW] = IPPROTO_RAW,
};

/* TCP of both IP versions in one walk of the kernel's hash. */
static void request_both(bool keep_all, struct diag_request *ret)
{
	const struct inet_diag_req req = {
		.idiag_family = AF_UNSPEC,
		.idiag_ext = ext(INET_DIAG_SKMEMINFO),
		.idiag_states = inet_states(keep_all),
	};

	set_body(ret, &req, sizeof(req));
	ret->type = TCPDIAG_GETSOCK;
}

static void request_inet(enum proto proto, uint8_t af, bool keep_all,
			 struct diag_request *ret)
{
	struct {
		struct inet_diag_req_v2 v2;
		struct nlattr attr;
		uint32_t protocol;
	} req = {
		.v2 = { .sdiag_family = af,
			.sdiag_protocol = (uint8_t)ip_protocol[proto],
			.idiag_ext = ext(INET_DIAG_SKMEMINFO),
			.idiag_states = inet_states(keep_all) },
		.attr = { .nla_len = sizeof(struct nlattr) + sizeof(uint32_t),
			  .nla_type = REQ_PROTOCOL },
		.protocol = ip_protocol[proto],
	};
	bool wide = ip_protocol[proto] > UINT8_MAX;

	set_body(ret, &req, wide ? sizeof(req) : sizeof(req.v2));
}

static const struct unix_diag_req unix_req = {
	.sdiag_family = AF_UNIX,
	.udiag_states = ALL_STATES,
	.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_ICONS |
		      UDIAG_SHOW_RQLEN | UDIAG_SHOW_MEMINFO | UDIAG_SHOW_UID,
};

static const struct packet_diag_req packet_req = {
	.sdiag_family = AF_PACKET,
	.pdiag_show =
		PACKET_SHOW_INFO | PACKET_SHOW_RING_CFG | PACKET_SHOW_MEMINFO,
};

static const struct netlink_diag_req netlink_req = {
	.sdiag_family = AF_NETLINK,
	.sdiag_protocol = NDIAG_PROTO_ALL,
	.ndiag_show = NDIAG_SHOW_MEMINFO,
};

static const struct xdp_diag_req xdp_req = {
	.sdiag_family = AF_XDP,
	.xdiag_show = XDP_SHOW_INFO | XDP_SHOW_RING_CFG | XDP_SHOW_UMEM |
		      XDP_SHOW_MEMINFO,
};

static const struct vsock_diag_req vsock_req = { .sdiag_family = AF_VSOCK,
						 .vdiag_states = ALL_STATES };

static const struct smc_diag_req smc_req = {
	.diag_family = AF_SMC,
	.diag_ext = 1 << (SMC_DIAG_CONNINFO - 1),
};

static const struct tipc_sock_diag_req tipc_req = { .sdiag_family = AF_TIPC,
						    .tidiag_states =
							    ALL_STATES };

/* What the families without IP versions are asked, and how they answer. */
static const struct {
	const void *body;
	size_t len;
	int (*parse)(struct span payload, struct diag_row *ret);
} others[PROTO_N] = {
	[PROTO_UNIX] = { &unix_req, sizeof(unix_req), parse_unix_diag },
	[PROTO_PACKET] = { &packet_req, sizeof(packet_req), parse_packet_diag },
	[PROTO_NETLINK] = { &netlink_req, sizeof(netlink_req),
			    parse_netlink_diag },
	[PROTO_XDP] = { &xdp_req, sizeof(xdp_req), parse_xdp_diag },
	[PROTO_VSOCK] = { &vsock_req, sizeof(vsock_req), parse_vsock_diag },
	[PROTO_SMC] = { &smc_req, sizeof(smc_req), parse_smc_diag },
	[PROTO_TIPC] = { &tipc_req, sizeof(tipc_req), parse_tipc_diag },
};

void family_request(enum proto proto, uint8_t af, bool keep_all,
		    struct diag_request *ret)
{
	if (others[proto].body)
		set_body(ret, others[proto].body, others[proto].len);
	else if (af == AF_UNSPEC)
		request_both(keep_all, ret);
	else
		request_inet(proto, af, keep_all, ret);
}

int family_parse(struct span payload, enum proto proto, struct diag_row *ret)
{
	struct diag_row row = { 0 };
	int err;

	if (others[proto].parse)
		return others[proto].parse(payload, ret);
	err = parse_inet_diag(payload, proto, &row.sock);
	if (!err)
		*ret = row;
	return err;
}

#define BOTH_IP                   \
	{                         \
		AF_INET, AF_INET6 \
	}

static const struct family families[PROTO_N] = {
	[PROTO_TCP] = { .af = BOTH_IP,
			.both_first = true,
			.tells_memory = true },
	[PROTO_UDP] = { .af = BOTH_IP, .tells_memory = true },
	[PROTO_UDPLITE] = { .af = BOTH_IP, .tells_memory = true },
	/* c558246ee73e */
	[PROTO_MPTCP] = { .af = BOTH_IP,
			  .tells_memory = true,
			  .counted_since = KERNEL(6, 3) },
	[PROTO_SCTP] = { .af = BOTH_IP, .tells_memory = true },
	[PROTO_RAW] = { .af = BOTH_IP,
			.tells_memory = true,
			.files = { "raw", "raw6" },
			.parse_line = parse_raw_line },
	[PROTO_UNIX] = { .af = { AF_UNIX }, .tells_memory = true },
	[PROTO_PACKET] = { .af = { AF_PACKET }, .tells_memory = true },
	[PROTO_NETLINK] = { .af = { AF_NETLINK },
			    .tells_memory = true,
			    .files = { "netlink" },
			    .parse_line = parse_netlink_line },
	[PROTO_XDP] = { .af = { AF_XDP }, .tells_memory = true },
	[PROTO_VSOCK] = { .af = { AF_VSOCK } },
	[PROTO_SMC] = { .af = { AF_SMC } },
	[PROTO_TIPC] = { .af = { AF_TIPC } },
};

const struct family *family_of(enum proto proto)
{
	return &families[proto];
}

const char *family_name(uint8_t af)
{
	switch (af) {
	case AF_INET:
		return ", IPv4";
	case AF_INET6:
		return ", IPv6";
	default:
		return "";
	}
}

static struct opt_u64 not_negative(struct opt_i64 n)
{
	return (struct opt_u64){ n.v > 0 ? (uint64_t)n.v : 0, n.known };
}

/* sockstat tells the IP versions of these two apart. */
static struct opt_u64 by_sockstat(const struct sockstat *st, enum proto proto,
				  uint8_t af)
{
	bool tcp = proto == PROTO_TCP;
	struct opt_u64 v4 = not_negative(tcp ? st->tcp_inuse : st->udp_inuse);
	struct opt_u64 v6 = not_negative(tcp ? st->tcp6_inuse : st->udp6_inuse);

	if (af == AF_INET)
		return v4;
	if (af == AF_INET6)
		return v6;
	if (!v4.known && !v6.v)
		return v4;
	return opt_plus(v4, v6);
}

struct opt_u64 family_count(const struct netns *ns, uint64_t kernel,
			    enum proto proto, uint8_t af)
{
	if (proto < PROTO_ACCOUNTED_N)
		return by_sockstat(&ns->stat, proto, af);
	if (kernel < families[proto].counted_since && !ns->inuse[proto].v)
		return (struct opt_u64){ 0 };
	return ns->inuse[proto];
}
