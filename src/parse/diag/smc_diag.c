/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <endian.h>
#include <errno.h>
#include <linux/smc_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "parse/diag/diag.h"
#include "parse/diag/nlattr.h"

#ifndef AF_SMC
#define AF_SMC 43
#endif

/* enum smc_state of net/smc/smc.h, to what it means for TCP */
static const uint8_t states[] = {
	[1] = SOCK_ESTABLISHED, /* SMC_ACTIVE */
	[2] = SOCK_CLOSE,	/* SMC_INIT */
	[7] = SOCK_CLOSE,	/* SMC_CLOSED */
	[10] = SOCK_LISTEN,	/* SMC_LISTEN */
	[20] = SOCK_FIN_WAIT1,	/* SMC_PEERCLOSEWAIT1 */
	[21] = SOCK_FIN_WAIT2,	/* SMC_PEERCLOSEWAIT2 */
	[22] = SOCK_CLOSE_WAIT, /* SMC_APPCLOSEWAIT1 */
	[23] = SOCK_CLOSE_WAIT, /* SMC_APPCLOSEWAIT2 */
	[24] = SOCK_CLOSE_WAIT, /* SMC_APPFINCLOSEWAIT */
	[25] = SOCK_FIN_WAIT2,	/* SMC_PEERFINCLOSEWAIT */
};

/* What lies between two places of a ring that may have wrapped around. */
static uint32_t between(uint32_t size, struct smc_diag_cursor from,
			struct smc_diag_cursor to)
{
	uint32_t n;

	if (from.wrap == to.wrap)
		n = to.count - from.count;
	else
		n = size - from.count + to.count;
	return n <= size ? n : 0;
}

static int read_conninfo(struct span value, void *sock)
{
	struct smc_diag_conninfo c;
	struct sock *s = sock;
	int err = nlattr_get(value, &c, sizeof(c));

	if (err)
		return err;
	s->mem.rcvbuf = c.rmbe_size;
	s->mem.sndbuf = c.sndbuf_size;
	s->rqueue = between(c.rmbe_size, c.rx_cons, c.rx_prod);
	s->wqueue = between(c.sndbuf_size, c.tx_fin, c.tx_prep);
	s->ring_bytes = (uint64_t)c.rmbe_size + c.sndbuf_size;
	return 0;
}

static const struct nlattr_row rows[] = {
	NLATTR_READ(SMC_DIAG_CONNINFO, read_conninfo, struct diag_row, sock),
};

static void copy_ends(const struct smc_diag_msg *m, struct sock *s)
{
	s->ifindex = m->id.idiag_if;
	s->sport = be16toh(m->id.idiag_sport);
	s->dport = be16toh(m->id.idiag_dport);
	memcpy(s->local, m->id.idiag_src, sizeof(s->local));
	memcpy(s->peer, m->id.idiag_dst, sizeof(s->peer));
}

static bool is_ipv4(const struct smc_diag_msg *m)
{
	return !m->id.idiag_src[1] && !m->id.idiag_src[2] &&
	       !m->id.idiag_src[3] && !m->id.idiag_dst[1] &&
	       !m->id.idiag_dst[2] && !m->id.idiag_dst[3];
}

int parse_smc_diag(struct span payload, struct diag_row *ret)
{
	struct diag_row row = { 0 };
	struct smc_diag_msg m;

	if (nlattr_header(&payload, &m, sizeof(m)))
		return -EBADMSG;
	/* some versions give the family of the addresses */
	if (m.diag_family != AF_SMC && m.diag_family != AF_INET &&
	    m.diag_family != AF_INET6)
		return -EBADMSG;
	row.sock = (struct sock){
		.cookie = NLATTR_COOKIE(m.id.idiag_cookie),
		.inode = (uint32_t)m.diag_inode,
		.uid = m.diag_uid,
		.proto = PROTO_SMC,
		.family = is_ipv4(&m) ? AF_INET : AF_INET6,
		.type = SOCK_STREAM,
		/* a connection that fell back is a row of TCP, too */
		.has_mem = 1,
		.state = m.diag_state < sizeof(states) ? states[m.diag_state]
						       : SOCK_UNKNOWN,
	};
	copy_ends(&m, &row.sock);
	if (NLATTRS(payload, rows, &row))
		return -EBADMSG;
	*ret = row;
	return 0;
}
