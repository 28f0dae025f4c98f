/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sockets of a captured machine, and what its kernel counted of them. */
#ifndef KMW_CAPTURE_CAPTURED_NET_H
#define KMW_CAPTURE_CAPTURED_NET_H

#include <stdbool.h>

struct snapshot;
struct source;

/*
 * protocols, namespaces and sockets: proc/net, and what a sosreport has under
 * sos_commands/networking. Returns 0 or -ENOMEM.
 */
int captured_net(const struct source *src, bool keep_all,
		 struct snapshot *snap);

#endif
