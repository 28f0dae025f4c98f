/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alert/metric.h"

#include "account/account.h"
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

static struct metric_value of_protocol(const struct proto_sum *p)
{
	return (struct metric_value){ .bytes = opt_signed(p->effective),
				      .whole = p->limit };
}

/* Without a socket that holds anything nobody was looked for. */
static struct metric_value of_holder(const struct snapshot *snap,
				     const struct account *acct)
{
	struct metric_value ret = { .whole = acct->id.total };

	if (acct->n_holders) {
		ret.bytes = opt_i64((int64_t)acct->holders[0].held_bytes);
		ret.pid = acct->holders[0].pid;
	} else if (snap->owners_looked_for) {
		ret.bytes = opt_i64(0);
	}
	return ret;
}

void metrics_of(const struct snapshot *snap, const struct account *acct,
		struct metric_value ret[METRIC_N])
{
	const struct identity *id = &acct->id;

	ret[METRIC_KERNEL] = (struct metric_value){ .bytes = id->kernel,
						    .whole = id->total };
	ret[METRIC_UNACCOUNTED] =
		(struct metric_value){ .bytes = acct->kernel.unaccounted,
				       .whole = id->total };
	ret[METRIC_UDP] = of_protocol(&acct->proto[PROTO_UDP]);
	ret[METRIC_TCP] = of_protocol(&acct->proto[PROTO_TCP]);
	ret[METRIC_HOLDER] = of_holder(snap, acct);
	ret[METRIC_AVAILABLE] =
		(struct metric_value){ .bytes = opt_signed(id->available),
				       .whole = id->total };
}
