/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record/mask_address.h"

#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "model/socket/socket.h"
#include "record/mask_table.h"

/* Beyond those of enum mask_kind. */
enum { KIND_IPV4 = MASK_KINDS - 4, KIND_IPV6, KIND_LINK_LOCAL, KIND_TIPC };

/* 198.18.0.0/15 is for benchmarks (RFC 2544), 240.0.0.0/4 is reserved. */
#define BENCH_NET 0xc6120000U
#define BENCH_N 0x20000U
#define RESERVED_NET 0xf0000000U
#define RESERVED_N 0x0fffffffU

static void put_u32(uint8_t dst[4], uint32_t v)
{
	dst[0] = (uint8_t)(v >> 24);
	dst[1] = (uint8_t)(v >> 16);
	dst[2] = (uint8_t)(v >> 8);
	dst[3] = (uint8_t)v;
}

static int mask_ipv4(struct mask_table *t, uint8_t addr[4])
{
	static const uint8_t none[4];
	uint32_t n = 0;
	int err;

	if (addr[0] == 127 || !memcmp(addr, none, sizeof(none)))
		return 0;
	err = mask_number(t, KIND_IPV4, addr, 4, &n);
	if (err)
		return err;
	put_u32(addr, n < BENCH_N ? BENCH_NET + n
				  : RESERVED_NET + (n - BENCH_N) % RESERVED_N);
	return 0;
}

static int mask_ipv6(struct mask_table *t, uint8_t addr[16])
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	static const uint8_t local[16] = { [15] = 1 }, none[16];
	bool link = addr[0] == 0xfe && (addr[1] & 0xc0) == 0x80;
	uint32_t n = 0;
	int err;

	if (!memcmp(addr, local, 16) || !memcmp(addr, none, 16))
		return 0;
	if (!memcmp(addr, mapped, sizeof(mapped)))
		return mask_ipv4(t, addr + 12);
	err = mask_number(t, link ? KIND_LINK_LOCAL : KIND_IPV6, addr, 16, &n);
	if (err)
		return err;
	memset(addr, 0, 16);
	/* 2001:db8::/32 is for examples (RFC 3849) */
	if (link)
		memcpy(addr, "\xfe\x80", 2);
	else
		memcpy(addr, "\x20\x01\x0d\xb8", 4);
	put_u32(addr + 12, n);
	return 0;
}

static int mask_node(struct mask_table *t, uint32_t *node)
{
	return *node ? mask_number(t, KIND_TIPC, node, 4, node) : 0;
}

int mask_addresses(struct mask_table *t, struct sock *s)
{
	int err;

	switch (s->family) {
	case AF_INET:
		err = mask_ipv4(t, s->local);
		return err ? err : mask_ipv4(t, s->peer);
	case AF_INET6:
		err = mask_ipv6(t, s->local);
		return err ? err : mask_ipv6(t, s->peer);
	case AF_TIPC:
		err = mask_node(t, &s->local_id[0]);
		return err ? err : mask_node(t, &s->peer_id[0]);
	default:
		return 0;
	}
}
