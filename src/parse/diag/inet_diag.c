/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/diag/diag.h"

#include <endian.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "parse/diag/nlattr.h"

/* Older headers lack these; the numbers are the kernel's ABI. */
#define ATTR_SKV6ONLY 11
#define ATTR_PEERS 13
#define ATTR_CGROUP_ID 21

/* Kernels before 3.6 have only this. */
static int decode_meminfo(struct span value, void *sock)
{
	struct inet_diag_meminfo m;
	struct sock *s = sock;

	if (nlattr_get(value, &m, sizeof(m)))
		return -EBADMSG;
	if (s->has_mem)
		return 0;
	s->mem.rmem_alloc = m.idiag_rmem;
	s->mem.wmem_queued = m.idiag_wmem;
	s->mem.fwd_alloc = (int32_t)m.idiag_fmem;
	s->mem.wmem_alloc = m.idiag_tmem;
	s->has_mem = 1;
	return 0;
}

/* Comes unasked with LISTEN and CLOSE rows of IPv6. */
static int decode_v6only(struct span value, void *sock)
{
	struct sock *s = sock;

	if (value.len < sizeof(uint8_t))
		return -EBADMSG;
	s->v6only = *value.p != 0;
	return 0;
}

/* Comes unasked since 5.8. */
static int decode_cgroup_id(struct span value, void *sock)
{
	struct sock *s = sock;

	return nlattr_get(value, &s->cgroup_id, sizeof(s->cgroup_id));
}

/*
 * Only an SCTP association has peers. Its idiag_state is an enum sctp_state
 * (include/net/sctp/constants.h); that of an endpoint is a TCP state.
 */
static int decode_peers(struct span value, void *sock)
{
	struct sock *s = sock;
	static const uint8_t states[] = {
		SOCK_CLOSE,	  /* CLOSED */
		SOCK_SYN_SENT,	  /* COOKIE_WAIT */
		SOCK_SYN_SENT,	  /* COOKIE_ECHOED */
		SOCK_ESTABLISHED, /* ESTABLISHED */
		SOCK_FIN_WAIT1,	  /* SHUTDOWN_PENDING */
		SOCK_FIN_WAIT1,	  /* SHUTDOWN_SENT */
		SOCK_CLOSE_WAIT,  /* SHUTDOWN_RECEIVED */
		SOCK_LAST_ACK,	  /* SHUTDOWN_ACK_SENT */
	};

	(void)value;
	if (s->proto == PROTO_SCTP)
		s->state = s->state < sizeof(states) ? states[s->state]
						     : SOCK_UNKNOWN;
	return 0;
}

/*
 * Recv-Q and Send-Q of an SCTP row are 0 in 6.12, where sctp_info was not asked
 * for; later those of an endpoint are its accept queue, whatever its state
 * (sctp_diag_get_info()). What is charged tells the bytes.
 */
static void set_sctp_queues(struct sock *s)
{
	if (s->state == SOCK_LISTEN) {
		s->queues_unknown = !s->wqueue;
		return;
	}
	s->queues_unknown = !s->has_mem;
	s->rqueue = s->has_mem ? s->mem.rmem_alloc : 0;
	s->wqueue = s->has_mem ? (uint32_t)sock_tx_bytes(s) : 0;
}

static int (*const decoders[])(struct span value, void *sock) = {
	[INET_DIAG_MEMINFO] = decode_meminfo,
	[INET_DIAG_SKMEMINFO] = nlattr_skmem,
	[ATTR_SKV6ONLY] = decode_v6only,
	[ATTR_PEERS] = decode_peers,
	[ATTR_CGROUP_ID] = decode_cgroup_id,
};

static int decode_attrs(struct span rest, struct sock *s)
{
	struct nlattr_view a;
	int more;

	while ((more = nlattr_next(&rest, &a)) > 0)
		if (a.type < sizeof(decoders) / sizeof(*decoders) &&
		    decoders[a.type] && decoders[a.type](a.value, s))
			return -EBADMSG;
	return more;
}

static size_t address_bytes(uint8_t family)
{
	return family == AF_INET6 ? 16 : 4;
}

int parse_inet_diag(struct span payload, enum proto proto, struct sock *ret)
{
	struct inet_diag_msg m;
	struct sock s;
	int err;

	if (nlattr_header(&payload, &m, sizeof(m)))
		return -EBADMSG;
	if (m.idiag_family != AF_INET && m.idiag_family != AF_INET6)
		return -EBADMSG;
	s = (struct sock){
		.cookie = NLATTR_COOKIE(m.id.idiag_cookie),
		.inode = m.idiag_inode,
		.uid = m.idiag_uid,
		.ifindex = m.id.idiag_if,
		.rqueue = m.idiag_rqueue,
		.wqueue = m.idiag_wqueue,
		.proto = (uint8_t)proto,
		.family = m.idiag_family,
		.state = m.idiag_state < SOCK_STATE_N ? m.idiag_state
						      : SOCK_UNKNOWN,
		.timer = m.idiag_timer & TIMER_MASK,
		.retrans = m.idiag_retrans,
		.sport = be16toh(m.id.idiag_sport),
		.dport = be16toh(m.id.idiag_dport),
	};
	memcpy(s.local, m.id.idiag_src, address_bytes(s.family));
	memcpy(s.peer, m.id.idiag_dst, address_bytes(s.family));
	err = decode_attrs(payload, &s);
	if (err)
		return err;
	if (proto == PROTO_SCTP)
		set_sctp_queues(&s);
	*ret = s;
	return 0;
}
