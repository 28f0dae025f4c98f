/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alert/metric.h"

#include "account/account.h"
#include "account/sight.h"
#include "model/snapshot.h"

static const struct {
	enum finding_code code;
	const char *name;
	const char *words;
	bool least;
} metrics[METRIC_N] = {
	[METRIC_KERNEL] = { .code = F_THRESHOLD_KERNEL,
			    .name = "kernel",
			    .words = "kernel memory is" },
	[METRIC_UNACCOUNTED] = { .code = F_THRESHOLD_UNACCOUNTED,
				 .name = "unaccounted",
				 .words = "kernel memory not covered by any "
					  "counter is" },
	[METRIC_UDP] = { .code = F_THRESHOLD_UDP,
			 .name = "udp",
			 .words = "UDP memory is" },
	[METRIC_TCP] = { .code = F_THRESHOLD_TCP,
			 .name = "tcp",
			 .words = "TCP memory is" },
	[METRIC_HOLDER] = { .code = F_THRESHOLD_HOLDER,
			    .name = "holder",
			    .words = "the sockets of one process hold" },
	[METRIC_AVAILABLE] = { .code = F_THRESHOLD_AVAILABLE,
			       .name = "available",
			       .words = "available memory is",
			       .least = true },
};

const char *metric_name(enum metric m)
{
	return metrics[m].name;
}

enum finding_code metric_code(enum metric m)
{
	return metrics[m].code;
}

const char *metric_words(enum metric m)
{
	return metrics[m].words;
}

bool metric_is_least(enum metric m)
{
	return metrics[m].least;
}

/* The kernel's counter is of all sockets; a sum is of those that were seen. */
static struct metric_value of_protocol(const struct proto_sum *p,
				       unsigned missing)
{
	struct metric_value ret = { .whole = p->limit };

	if (p->used.known || !(missing & SIGHT_SOCKETS))
		ret.bytes = opt_signed(p->effective);
	else
		ret.least = opt_signed(p->effective);
	return ret;
}

/* Without a socket that holds anything nobody was looked for. */
static struct metric_value of_holder(const struct snapshot *snap,
				     const struct account *acct,
				     unsigned missing)
{
	bool all = !(missing & (SIGHT_SOCKETS | SIGHT_OWNERS));
	struct metric_value ret = { .whole = acct->id.total };

	if (acct->n_holders) {
		ret.least = opt_i64((int64_t)acct->holders[0].held_bytes);
		ret.pid = acct->holders[0].pid;
	} else if (snap->owners_looked_for) {
		ret.least = opt_i64(0);
	}
	if (all)
		ret.bytes = ret.least;
	return ret;
}

/* What has a holder is no part of it: no more than it is without that. */
static struct metric_value of_unaccounted(const struct snapshot *snap,
					  const struct account *acct,
					  unsigned missing)
{
	struct metric_value ret = { .whole = acct->id.total };
	bool hidden = missing & SIGHT_KERNEL &&
		      diagnose_wants_consumers(snap, acct) == CONSUMERS_ALL;

	if (hidden)
		ret.most = acct->kernel.unaccounted;
	else
		ret.bytes = acct->kernel.unaccounted;
	return ret;
}

void metrics_of(const struct snapshot *snap, const struct account *acct,
		struct metric_value ret[METRIC_N])
{
	const struct identity *id = &acct->id;
	unsigned missing = sight_missing(snap);

	ret[METRIC_KERNEL] = (struct metric_value){ .bytes = id->kernel,
						    .whole = id->total };
	ret[METRIC_UNACCOUNTED] = of_unaccounted(snap, acct, missing);
	ret[METRIC_UDP] = of_protocol(&acct->proto[PROTO_UDP], missing);
	ret[METRIC_TCP] = of_protocol(&acct->proto[PROTO_TCP], missing);
	ret[METRIC_HOLDER] = of_holder(snap, acct, missing);
	ret[METRIC_AVAILABLE] =
		(struct metric_value){ .bytes = opt_signed(id->available),
				       .whole = id->total };
}
