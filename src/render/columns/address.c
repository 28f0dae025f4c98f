/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/columns/address.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "model/socket/socket.h"
#include "render/human.h"

#ifndef AF_XDP
#define AF_XDP 44
#endif

struct name {
	uint16_t number;
	const char *name;
};

#define FIND(names, number) \
	find(names, sizeof(names) / sizeof(*(names)), number)

static const char *find(const struct name *names, size_t n, uint16_t number)
{
	for (size_t i = 0; i < n; i++)
		if (names[i].number == number)
			return names[i].name;
	return NULL;
}

/* What raw sockets are mostly opened for (IPPROTO_*). */
static const char *protocol_name(uint16_t number)
{
	static const struct name names[] = {
		{ 1, "icmp" },	{ 2, "igmp" },	     { 6, "tcp" },
		{ 17, "udp" },	{ 47, "gre" },	     { 50, "esp" },
		{ 51, "ah" },	{ 58, "ipv6-icmp" }, { 89, "ospf" },
		{ 103, "pim" }, { 112, "vrrp" },     { 255, "raw" },
	};

	return FIND(names, number);
}

/* NETLINK_* of include/uapi/linux/netlink.h */
static const char *netlink_name(uint16_t number)
{
	static const struct name names[] = {
		{ 0, "route" },	      { 2, "usersock" },   { 3, "firewall" },
		{ 4, "sock_diag" },   { 5, "nflog" },	   { 6, "xfrm" },
		{ 7, "selinux" },     { 8, "iscsi" },	   { 9, "audit" },
		{ 10, "fib_lookup" }, { 11, "connector" }, { 12, "netfilter" },
		{ 15, "uevent" },     { 16, "generic" },   { 18, "scsi" },
		{ 19, "ecryptfs" },   { 20, "rdma" },	   { 21, "crypto" },
	};

	return FIND(names, number);
}

/* ETH_P_*; 0: it only sends */
static const char *ethertype_name(uint16_t number)
{
	static const struct name names[] = {
		{ 0, "none" },	     { 0x0003, "all" },	  { 0x0800, "ip" },
		{ 0x0806, "arp" },   { 0x8100, "vlan" },  { 0x86dd, "ipv6" },
		{ 0x8863, "pppoe" }, { 0x888e, "eapol" }, { 0x88cc, "lldp" },
	};

	return FIND(names, number);
}

static size_t put_word(char *dst, const char *word)
{
	size_t n = strlen(word);

	memcpy(dst, word, n + 1);
	return n;
}

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

static size_t put_port(char *dst, const struct sock *s, uint16_t port)
{
	const char *name = s->proto == PROTO_RAW ? protocol_name(port) : NULL;

	if (name)
		return put_word(dst, name);
	return port ? human_count(dst, port) : put_word(dst, "*");
}

static size_t put_inet(char *dst, const struct sock *s, const uint8_t addr[16],
		       uint16_t port)
{
	static const uint8_t none[4];
	bool any =
		s->family == AF_INET6 ? is_any(addr) : !memcmp(addr, none, 4);
	size_t n;

	if (any && (!port || s->proto == PROTO_RAW))
		n = put_word(dst, "*");
	else if (s->family == AF_INET6)
		n = put_ipv6(dst, addr, s->ifindex);
	else
		n = put_ipv4(dst, addr);
	dst[n++] = ':';
	return n + put_port(dst + n, s, port);
}

/* "left:right" of families whose ends are two words. */
static size_t put_pair(char *dst, const char *left, const char *right)
{
	return (size_t)snprintf(dst, ADDRESS_MAX, "%.60s:%.60s", left, right);
}

static const char *number(char dst[HUMAN_MAX], uint32_t v)
{
	if (v == UINT32_MAX) /* VMADDR_CID_ANY, VMADDR_PORT_ANY */
		return "*";
	human_count(dst, v);
	return dst;
}

static size_t put_netlink(char *dst, const struct sock *s)
{
	char protocol[HUMAN_MAX], port[HUMAN_MAX];
	const char *name = netlink_name(s->sport);

	human_count(protocol, s->sport);
	human_count(port, s->local_id[0]);
	return put_pair(dst, name ? name : protocol,
			s->local_id[0] ? port : "kernel");
}

static size_t put_packet(char *dst, const struct sock *s, const char *name)
{
	const char *type = ethertype_name(s->sport);
	char hex[HUMAN_MAX], index[HUMAN_MAX];

	snprintf(hex, sizeof(hex), "0x%04x", s->sport);
	human_count(index, s->ifindex);
	if (!name || !*name)
		name = s->ifindex ? index : "*";
	return put_pair(dst, type ? type : hex, name);
}

static size_t put_xdp(char *dst, const struct sock *s, const char *name)
{
	char index[HUMAN_MAX], queue[HUMAN_MAX];

	human_count(index, s->ifindex);
	return put_pair(dst,
			name && *name ? name
			: s->ifindex  ? index
				      : "*",
			number(queue, s->local_id[0]));
}

static size_t put_ids(char *dst, const uint32_t id[4])
{
	char left[HUMAN_MAX], right[HUMAN_MAX];

	return put_pair(dst, number(left, id[0]), number(right, id[1]));
}

size_t address_local(char dst[ADDRESS_MAX], const struct sock *s,
		     const char *name)
{
	switch (s->family) {
	case AF_UNIX:
		return (size_t)snprintf(dst, ADDRESS_MAX, "%.120s",
					name && *name ? name : "*");
	case AF_NETLINK:
		return put_netlink(dst, s);
	case AF_PACKET:
		return put_packet(dst, s, name);
	case AF_XDP:
		return put_xdp(dst, s, name);
	case AF_VSOCK:
	case AF_TIPC:
		return put_ids(dst, s->local_id);
	default:
		return put_inet(dst, s, s->local, s->sport);
	}
}

size_t address_peer(char dst[ADDRESS_MAX], const struct sock *s)
{
	switch (s->family) {
	case AF_UNIX:
		if (s->peer_inode)
			return (size_t)snprintf(dst, ADDRESS_MAX, "socket:[%u]",
						s->peer_inode);
		return put_word(dst, "*");
	case AF_NETLINK:
	case AF_PACKET:
	case AF_XDP:
	case AF_TIPC:
		return put_word(dst, "*");
	case AF_VSOCK:
		return put_ids(dst, s->peer_id);
	default:
		return put_inet(dst, s, s->peer, s->dport);
	}
}

bool address_is_ours(const struct sock *s)
{
	return s->family != AF_UNIX && s->family != AF_PACKET &&
	       s->family != AF_XDP;
}

const char *address_family_name(const struct sock *s)
{
	switch (s->family) {
	case AF_INET6:
		return "inet6";
	case AF_UNIX:
		return "unix";
	case AF_NETLINK:
		return "netlink";
	case AF_PACKET:
		return "packet";
	case AF_XDP:
		return "xdp";
	case AF_VSOCK:
		return "vsock";
	case AF_TIPC:
		return "tipc";
	default:
		return "inet";
	}
}
