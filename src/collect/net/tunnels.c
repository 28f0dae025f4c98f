/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/net/tunnels.h"

#include <errno.h>
#include <netlink/cache.h>
#include <netlink/errno.h>
#include <netlink/route/link.h>
#include <netlink/route/link/geneve.h>
#include <netlink/route/link/vxlan.h>
#include <netlink/socket.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "model/join/kernel_owner.h"
#include "util/vec.h"

/* The kernel answers at once: silence means that it has forgotten us. */
#define SILENCE_SECONDS 10

/* libnl has errors of its own. */
static int to_errno(int err)
{
	switch (-err) {
	case NLE_SUCCESS:
		return 0;
	case NLE_NOMEM:
		return -ENOMEM;
	case NLE_PERM:
	case NLE_NOACCESS:
		return -EPERM;
	case NLE_AGAIN:
		return -EAGAIN;
	default:
		return -EPROTO;
	}
}

int tunnels_open(struct nl_sock **ret)
{
	const struct timeval silence = { .tv_sec = SILENCE_SECONDS };
	struct nl_sock *sk = nl_socket_alloc();
	int err;

	if (!sk)
		return -ENOMEM;
	err = nl_connect(sk, NETLINK_ROUTE);
	if (err) {
		nl_socket_free(sk);
		return to_errno(err);
	}
	(void)setsockopt(nl_socket_get_fd(sk), SOL_SOCKET, SO_RCVTIMEO,
			 &silence, sizeof(silence));
	*ret = sk;
	return 0;
}

void tunnels_close(struct nl_sock *sk)
{
	if (sk)
		nl_socket_free(sk);
}

static uint16_t port_of(struct rtnl_link *link, const char *kind)
{
	uint32_t port = 0;

	if (!strcmp(kind, "vxlan") && rtnl_link_vxlan_get_port(link, &port))
		return 0;
	if (!strcmp(kind, "geneve") && rtnl_link_geneve_get_port(link, &port))
		return 0;
	return (uint16_t)port;
}

static int add(struct tunnels *t, const char *name, uint16_t port)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].name == name && t->v[i].port == port)
			return 0;
	if (VEC_GROW(t))
		return -ENOMEM;
	t->v[t->n++] = (struct tunnel){ name, port };
	return 0;
}

int tunnels_read(struct nl_sock *sk, struct tunnels *ret)
{
	struct nl_cache *links = NULL;
	int err = to_errno(rtnl_link_alloc_cache(sk, AF_UNSPEC, &links));

	if (err)
		return err;
	for (struct nl_object *o = nl_cache_get_first(links); o && !err;
	     o = nl_cache_get_next(o)) {
		struct rtnl_link *link = (struct rtnl_link *)o;
		const char *kind = rtnl_link_get_type(link);
		const char *name = kind ? tunnel_name(kind) : NULL;

		if (name)
			err = add(ret, name, port_of(link, kind));
	}
	nl_cache_free(links);
	return err;
}
