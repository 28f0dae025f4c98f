/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/address.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "model/socket.h"
#include "render/human.h"

/* inet_ntop() of IPv4 is an snprintf(): too slow for 200k addresses. */
static size_t put_ipv4(char *dst, const uint8_t addr[4])
{
	size_t n = 0;

	for (size_t i = 0; i < 4; i++) {
		if (i)
			dst[n++] = '.';
		n += human_count(dst + n, addr[i]);
	}
	return n;
}

/* fe80::/10 means something only together with its interface. */
static bool is_link_local(const uint8_t addr[16])
{
	return addr[0] == 0xfe && (addr[1] & 0xc0) == 0x80;
}

static bool is_any(const uint8_t addr[16])
{
	for (size_t i = 0; i < 16; i++)
		if (addr[i])
			return false;
	return true;
}

static size_t put_ipv6(char *dst, const uint8_t addr[16], uint32_t ifindex)
{
	size_t n = 0;

	dst[n++] = '[';
	if (is_any(addr)) {
		memcpy(dst + n, "::", 2);
		n += 2;
	} else {
		inet_ntop(AF_INET6, addr, dst + n, INET6_ADDRSTRLEN);
		n += strlen(dst + n);
	}
	if (ifindex && is_link_local(addr)) {
		dst[n++] = '%';
		n += human_count(dst + n, ifindex);
	}
	dst[n++] = ']';
	return n;
}

static size_t put_end(char *dst, const struct sock *s, const uint8_t addr[16],
		      uint16_t port)
{
	static const uint8_t none[4];
	bool any =
		s->family == AF_INET6 ? is_any(addr) : !memcmp(addr, none, 4);
	size_t n;

	if (any && !port) {
		memcpy(dst, "*:*", 4);
		return 3;
	}
	if (s->family == AF_INET6)
		n = put_ipv6(dst, addr, s->ifindex);
	else
		n = put_ipv4(dst, addr);
	dst[n++] = ':';
	if (port)
		return n + human_count(dst + n, port);
	memcpy(dst + n, "*", 2);
	return n + 1;
}

size_t address_local(char dst[ADDRESS_MAX], const struct sock *s)
{
	return put_end(dst, s, s->local, s->sport);
}

size_t address_peer(char dst[ADDRESS_MAX], const struct sock *s)
{
	return put_end(dst, s, s->peer, s->dport);
}
