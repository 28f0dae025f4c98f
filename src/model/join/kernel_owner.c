/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/join/kernel_owner.h"

#include <stdbool.h>
#include <string.h>

#include "model/socket/socket.h"

/* Link kinds of drivers that open a UDP socket (include/net/udp_tunnel.h). */
static const struct {
	const char *kind;
	const char *name;
} kinds[] = {
	{ "vxlan", "VXLAN" },	      { "geneve", "GENEVE" },
	{ "wireguard", "WireGuard" }, { "gtp", "GTP" },
	{ "bareudp", "bareudp" },     { "amt", "AMT" },
	{ "l2tpeth", "L2TP" },	      { "ovpn", "OpenVPN" },
};

enum side { LOCAL = 1, REMOTE = 2, EITHER = LOCAL | REMOTE };

/* Services with a server or a client in the kernel. */
static const struct service {
	enum proto proto;
	enum side side;
	uint16_t first;
	uint16_t last;
	const char *name;
} services[] = {
	{ PROTO_UDP, LOCAL, 4789, 4789, "VXLAN" },
	{ PROTO_UDP, LOCAL, 8472, 8472, "VXLAN" },
	{ PROTO_UDP, LOCAL, 6081, 6081, "GENEVE" },
	{ PROTO_UDP, LOCAL, 51820, 51820, "WireGuard" },
	{ PROTO_UDP, LOCAL, 2152, 2152, "GTP" },
	{ PROTO_UDP, LOCAL, 3386, 3386, "GTP" },
	{ PROTO_UDP, EITHER, 1701, 1701, "L2TP" },
	{ PROTO_UDP, LOCAL, 6635, 6635, "bareudp" },
	{ PROTO_UDP, LOCAL, 2268, 2268, "AMT" },
	{ PROTO_UDP, LOCAL, 6080, 6080, "GUE" },
	{ PROTO_UDP, LOCAL, 5555, 5555, "FOU" },
	{ PROTO_UDP, EITHER, 6118, 6118, "TIPC" },
	{ PROTO_UDP, EITHER, 7000, 7009, "AFS" },
	{ PROTO_UDP, EITHER, 2049, 2049, "NFS" },
	{ PROTO_UDP, REMOTE, 111, 111, "NFS" },
	{ PROTO_TCP, EITHER, 2049, 2049, "NFS" },
	{ PROTO_TCP, EITHER, 20048, 20048, "NFS" },
	{ PROTO_TCP, REMOTE, 111, 111, "NFS" },
	{ PROTO_TCP, EITHER, 445, 445, "SMB" },
	{ PROTO_TCP, EITHER, 3260, 3260, "iSCSI" },
	{ PROTO_TCP, EITHER, 4420, 4420, "NVMe over TCP" },
	{ PROTO_TCP, REMOTE, 8009, 8009, "NVMe over TCP" },
	{ PROTO_TCP, REMOTE, 10809, 10809, "NBD" },
	{ PROTO_TCP, REMOTE, 564, 564, "9P" },
	{ PROTO_TCP, REMOTE, 3300, 3300, "Ceph" },
	{ PROTO_TCP, REMOTE, 6789, 6789, "Ceph" },
	{ PROTO_TCP, REMOTE, 6800, 7568, "Ceph" },
	{ PROTO_TCP, EITHER, 7788, 7799, "DRBD" },
	{ PROTO_TCP, EITHER, 21064, 21064, "DLM" },
	{ PROTO_TCP, EITHER, 7777, 7777, "OCFS2" },
};

const char *tunnel_name(const char *kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kind, kinds[i].kind))
			return kinds[i].name;
	return NULL;
}

static const char *by_tunnel(const struct sock *s, const struct tunnels *t,
			     bool port_known)
{
	if (s->proto != PROTO_UDP)
		return NULL;
	for (size_t i = 0; i < t->n; i++)
		if (port_known ? t->v[i].port == s->sport : !t->v[i].port)
			return t->v[i].name;
	return NULL;
}

static bool is_in(const struct service *v, uint16_t port)
{
	return port >= v->first && port <= v->last;
}

static const char *by_service(const struct sock *s)
{
	for (size_t i = 0; i < sizeof(services) / sizeof(*services); i++) {
		const struct service *v = &services[i];

		if (v->proto == s->proto &&
		    ((v->side & LOCAL && is_in(v, s->sport)) ||
		     (v->side & REMOTE && is_in(v, s->dport))))
			return v->name;
	}
	return NULL;
}

const char *kernel_owner(const struct sock *s, const struct tunnels *tunnels)
{
	const char *name;

	if (!s->sport)
		return NULL;
	name = by_tunnel(s, tunnels, true);
	if (!name)
		name = by_service(s);
	return name ? name : by_tunnel(s, tunnels, false);
}
