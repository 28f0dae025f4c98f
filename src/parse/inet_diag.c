/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/inet_diag.h"

#include <endian.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <string.h>
#include <sys/socket.h>

/* Older headers lack these; the numbers are the kernel's ABI. */
#define ATTR_SKV6ONLY 11
#define ATTR_CGROUP_ID 21

/* NLA_TYPE_MASK and NLA_ALIGNTO, but unsigned */
#define ATTR_TYPE_MASK 0x3fffu
#define ATTR_ALIGN (size_t)4

#define SKMEM_MIN_VALUES 8
#define SKMEM_DROPS_VALUES 9

_Static_assert(sizeof(struct skmem) == SKMEM_DROPS_VALUES * sizeof(uint32_t),
	       "struct skmem mirrors INET_DIAG_SKMEMINFO");
_Static_assert(SK_MEMINFO_RMEM_ALLOC == 0 && SK_MEMINFO_FWD_ALLOC == 4 &&
		       SK_MEMINFO_BACKLOG == 7,
	       "struct skmem mirrors SK_MEMINFO_*");

static int decode_skmem(const char *p, size_t len, struct sock *s)
{
	if (len < SKMEM_MIN_VALUES * sizeof(uint32_t))
		return -EBADMSG;
	s->has_drops = len >= SKMEM_DROPS_VALUES * sizeof(uint32_t);
	s->has_mem = 1;
	s->mem.drops = 0;
	memcpy(&s->mem, p,
	       s->has_drops ? sizeof(s->mem)
			    : SKMEM_MIN_VALUES * sizeof(uint32_t));
	return 0;
}

/* Kernels before 3.6 have only this. */
static int decode_meminfo(const char *p, size_t len, struct sock *s)
{
	struct inet_diag_meminfo m;

	if (len < sizeof(m))
		return -EBADMSG;
	if (s->has_mem)
		return 0;
	memcpy(&m, p, sizeof(m));
	s->mem.rmem_alloc = m.idiag_rmem;
	s->mem.wmem_queued = m.idiag_wmem;
	s->mem.fwd_alloc = (int32_t)m.idiag_fmem;
	s->mem.wmem_alloc = m.idiag_tmem;
	s->has_mem = 1;
	return 0;
}

/* Comes unasked with LISTEN and CLOSE rows of IPv6. */
static int decode_v6only(const char *p, size_t len, struct sock *s)
{
	if (len < sizeof(uint8_t))
		return -EBADMSG;
	s->v6only = *p != 0;
	return 0;
}

/* Comes unasked since 5.8. */
static int decode_cgroup_id(const char *p, size_t len, struct sock *s)
{
	if (len < sizeof(s->cgroup_id))
		return -EBADMSG;
	memcpy(&s->cgroup_id, p, sizeof(s->cgroup_id));
	return 0;
}

static int (*const decoders[])(const char *p, size_t len, struct sock *s) = {
	[INET_DIAG_MEMINFO] = decode_meminfo,
	[INET_DIAG_SKMEMINFO] = decode_skmem,
	[ATTR_SKV6ONLY] = decode_v6only,
	[ATTR_CGROUP_ID] = decode_cgroup_id,
};

static int decode_attrs(const char *p, size_t len, struct sock *s)
{
	while (len) {
		struct nlattr a;
		size_t step;
		unsigned type;

		if (len < sizeof(a))
			return -EBADMSG;
		memcpy(&a, p, sizeof(a));
		if (a.nla_len < sizeof(a) || a.nla_len > len)
			return -EBADMSG;
		type = a.nla_type & ATTR_TYPE_MASK;
		if (type < sizeof(decoders) / sizeof(*decoders) &&
		    decoders[type]) {
			int err = decoders[type](p + sizeof(a),
						 a.nla_len - sizeof(a), s);

			if (err)
				return err;
		}
		step = (a.nla_len + ATTR_ALIGN - 1) & ~(ATTR_ALIGN - 1);
		if (step > len)
			step = len;
		p += step;
		len -= step;
	}
	return 0;
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

	if (payload.len < sizeof(m))
		return -EBADMSG;
	memcpy(&m, payload.p, sizeof(m));
	if (m.idiag_family != AF_INET && m.idiag_family != AF_INET6)
		return -EBADMSG;
	s = (struct sock){
		.cookie = m.id.idiag_cookie[0] | (uint64_t)m.id.idiag_cookie[1]
							 << 32,
		.inode = m.idiag_inode,
		.uid = m.idiag_uid,
		.ifindex = m.id.idiag_if,
		.rqueue = m.idiag_rqueue,
		.wqueue = m.idiag_wqueue,
		.proto = (uint8_t)proto,
		.family = m.idiag_family,
		.state = m.idiag_state < SOCK_STATE_N ? m.idiag_state
						      : SOCK_UNKNOWN,
		.timer = m.idiag_timer,
		.retrans = m.idiag_retrans,
		.sport = be16toh(m.id.idiag_sport),
		.dport = be16toh(m.id.idiag_dport),
	};
	memcpy(s.local, m.id.idiag_src, address_bytes(s.family));
	memcpy(s.peer, m.id.idiag_dst, address_bytes(s.family));
	err = decode_attrs(payload.p + sizeof(m), payload.len - sizeof(m), &s);
	if (err)
		return err;
	*ret = s;
	return 0;
}
