/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/net/net.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

/* Words of a line, by place; the last one of raw is the 13th. */
#define WORDS_MAX 16

static size_t split(struct span line, struct span words[WORDS_MAX])
{
	size_t n = 0;

	while (n < WORDS_MAX && span_word(&line, &words[n]))
		n++;
	return n;
}

static int get_u32(struct span word, int (*get)(struct span, uint64_t *),
		   uint32_t *ret)
{
	uint64_t v;

	if (get(word, &v) || v > UINT32_MAX)
		return -EINVAL;
	*ret = (uint32_t)v;
	return 0;
}

/*
 * "0100007F:0001": each 32 bits of the address as a number in the machine's
 * order, which is how they lie in memory; the port is the IP protocol.
 */
static int get_end(struct span word, uint8_t ret_addr[16], uint8_t *ret_family,
		   uint16_t *ret_port)
{
	struct span addr;
	uint32_t v;

	if (!span_until(&word, ':', &addr) ||
	    (addr.len != 8 && addr.len != 32) || get_u32(word, span_hex, &v) ||
	    v > UINT16_MAX)
		return -EINVAL;
	*ret_port = (uint16_t)v;
	*ret_family = addr.len == 8 ? AF_INET : AF_INET6;
	for (size_t i = 0; i < addr.len / 8; i++) {
		if (get_u32(span_of(addr.p + i * 8, 8), span_hex, &v))
			return -EINVAL;
		memcpy(ret_addr + i * 4, &v, sizeof(v));
	}
	return 0;
}

static int get_queues(struct span word, struct sock *s)
{
	struct span tx;

	if (!span_until(&word, ':', &tx) ||
	    get_u32(tx, span_hex, &s->mem.wmem_alloc) ||
	    get_u32(word, span_hex, &s->mem.rmem_alloc))
		return -EINVAL;
	s->has_mem = 1;
	return 0;
}

static void set_queues(struct sock *s)
{
	s->rqueue = s->mem.rmem_alloc;
	s->wqueue = s->mem.wmem_alloc;
}

/*
 * What the files of all IP protocols have in common (tcp_ipv4.c, udp.c, raw.c
 * and their likes of IPv6). The queues are in mem, whatever they are.
 * Returns 0, -ENOENT for the heading, or -EINVAL.
 */
static int get_inet(struct span line, struct sock *s, struct span w[WORDS_MAX],
		    size_t *ret_n)
{
	size_t n = split(line, w);
	uint8_t family;
	uint32_t state;

	if (n && span_is(w[0], "sl"))
		return -ENOENT;
	if (n < 10 || get_end(w[1], s->local, &s->family, &s->sport) ||
	    get_end(w[2], s->peer, &family, &s->dport) || family != s->family ||
	    get_u32(w[3], span_hex, &state) || get_queues(w[4], s) ||
	    get_u32(w[7], span_u64, &s->uid) ||
	    get_u32(w[9], span_u64, &s->inode))
		return -EINVAL;
	s->state = state < SOCK_STATE_N ? (uint8_t)state : SOCK_UNKNOWN;
	*ret_n = n;
	return 0;
}

/* The last column, of all but TCP. */
static int get_drops(const struct span *w, size_t n, struct sock *s)
{
	if (n <= 12)
		return 0;
	s->has_drops = 1;
	return get_u32(w[12], span_u64, &s->mem.drops);
}

int parse_raw_line(struct span line, struct sock *ret)
{
	struct sock s = { .proto = PROTO_RAW, .type = SOCK_RAW };
	struct span w[WORDS_MAX];
	size_t n;
	int err = get_inet(line, &s, w, &n);

	if (!err)
		err = get_drops(w, n, &s);
	if (err)
		return err;
	set_queues(&s);
	*ret = s;
	return 0;
}

/* "01:00000014": which timer; and what was sent again, or probed, so often. */
static int get_timer(const struct span *w, struct sock *s)
{
	struct span when = w[5], which;
	uint32_t timer, n;

	if (!span_until(&when, ':', &which) ||
	    get_u32(which, span_hex, &timer) || get_u32(w[6], span_hex, &n))
		return -EINVAL;
	s->timer = timer <= TIMER_PERSIST ? timer & TIMER_MASK : TIMER_NONE;
	s->retrans = (uint8_t)(n > UINT8_MAX ? UINT8_MAX : n);
	return 0;
}

int parse_inet_line(struct span line, enum proto proto, struct sock *ret)
{
	struct sock s = { .proto = (uint8_t)proto,
			  .type = proto == PROTO_TCP ? SOCK_STREAM
						     : SOCK_DGRAM };
	struct span w[WORDS_MAX];
	size_t n;
	int err = get_inet(line, &s, w, &n);

	if (!err)
		err = proto == PROTO_TCP ? get_timer(w, &s)
					 : get_drops(w, n, &s);
	if (err)
		return err;
	/* no more than Recv-Q and Send-Q: what is charged is not told */
	set_queues(&s);
	s.has_mem = 0;
	s.mem.rmem_alloc = s.mem.wmem_alloc = 0;
	*ret = s;
	return 0;
}

int parse_netlink_line(struct span line, struct sock *ret)
{
	struct sock s = { .proto = PROTO_NETLINK,
			  .family = AF_NETLINK,
			  .type = SOCK_RAW,
			  .state = SOCK_CLOSE,
			  .has_mem = 1,
			  .uid_unknown = 1 };
	struct span w[WORDS_MAX];
	size_t n = split(line, w);
	uint32_t protocol;

	if (n && span_is(w[0], "sk"))
		return -ENOENT;
	if (n < 10 || get_u32(w[1], span_u64, &protocol) ||
	    protocol > UINT16_MAX || get_u32(w[2], span_u64, &s.local_id[0]) ||
	    get_u32(w[4], span_u64, &s.mem.rmem_alloc) ||
	    get_u32(w[5], span_u64, &s.mem.wmem_alloc) ||
	    get_u32(w[8], span_u64, &s.mem.drops) ||
	    get_u32(w[9], span_u64, &s.inode))
		return -EINVAL;
	s.has_drops = 1;
	s.sport = (uint16_t)protocol;
	s.via = s.local_id[0] ? VIA_NONE : VIA_KERNEL;
	set_queues(&s);
	*ret = s;
	return 0;
}
