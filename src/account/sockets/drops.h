/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was thrown away for want of buffers, by the counters of namespaces. */
#ifndef KMW_ACCOUNT_SOCKETS_DROPS_H
#define KMW_ACCOUNT_SOCKETS_DROPS_H

#include <stdbool.h>

#include "util/opt.h"

struct netcounters;
struct snapshot;

enum drop_kind { DROPS_UDP, DROPS_TCP_PRUNED, DROPS_TCP_LISTEN, DROP_KINDS_N };

/* Since the namespaces began. */
struct drop_sum {
	struct opt_u64 n;
	struct opt_u64 of; /* of so many that came, n among them */
	bool mixed;	   /* n has errors of other kinds in it */
};

/* Adds what one namespace counted. */
void drops_add(const struct netcounters *c, enum drop_kind kind,
	       struct drop_sum *sum);

/* All namespaces. */
void account_drops(const struct snapshot *snap,
		   struct drop_sum ret[DROP_KINDS_N]);

#endif
