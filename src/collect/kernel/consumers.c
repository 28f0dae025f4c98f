/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/kernel/consumers.h"

#include "collect/net/netdevs.h"
#include "collect/base/context.h"
#include "collect/base/consumer_list.h"
#include "model/snapshot.h"

int collect_devices(struct collect *c)
{
	int err = devices_collect(c);

	consumers_rank(&c->snap->consumers);
	return err;
}

int collect_consumers(struct collect *c)
{
	static int (*const parts[])(struct collect * c) = {
		devices_collect, held_fds_collect, buffers_collect,
		audit_collect,	 netdevs_collect,  xdp_rings_collect,
	};
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(parts) / sizeof(*parts); i++)
		err = parts[i](c);
	consumers_rank(&c->snap->consumers);
	return err;
}
