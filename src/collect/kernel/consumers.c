/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/kernel/consumers.h"

#include "collect/collect.h"
#include "collect/kernel/consumer_list.h"
#include "source/source.h"
#include "model/snapshot.h"

int collect_devices(struct snapshot *snap)
{
	struct source src;
	int err = source_open_live(&src);

	if (err)
		return err;
	err = devices_collect(&src, snap);
	consumers_rank(&snap->consumers);
	source_close(&src);
	return err;
}

int collect_consumers(const struct collect_opts *opts, struct snapshot *snap)
{
	struct source src;
	int err = source_open_live(&src);

	if (err)
		return err;
	err = devices_collect(&src, snap);
	if (!err)
		err = held_fds_collect(&src, snap);
	if (!err)
		err = buffers_collect(&src, snap);
	if (!err)
		err = audit_collect(snap);
	if (!err)
		err = netdevs_collect(&src, opts, snap);
	if (!err)
		err = xdp_rings_collect(snap);
	consumers_rank(&snap->consumers);
	source_close(&src);
	return err;
}
