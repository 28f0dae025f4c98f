/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/collect.h"

#include <errno.h>

#include "collect/netfiles.h"
#include "collect/protocols.h"
#include "collect/source.h"
#include "model/snapshot.h"
#include "util/vec.h"

#define CAPTURED_DIR "proc/net"

/*
 * A capture has the files of one namespace, the one that its maker was in; the
 * host-wide figures of sockstat are the same in all.
 */
int collect_captured_net(const struct source *src, struct snapshot *snap)
{
	struct netns ns = { .name = "host",
			    .initial = true,
			    .look = NETNS_UNREADABLE };
	int err = netfiles_counters(src, CAPTURED_DIR, &snap->gaps, &ns);

	if (!err)
		err = netfiles_protocols(src, CAPTURED_DIR, &snap->gaps,
					 &snap->protocols);
	if (!err)
		err = protocols_read_limits(src, snap);
	if (err)
		return err;
	snap->protocols.before = ns.stat;
	snap->protocols.after = ns.stat;
	if (VEC_GROW(&snap->netns))
		return -ENOMEM;
	snap->netns.v[snap->netns.n++] = ns;
	return 0;
}
