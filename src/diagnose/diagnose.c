/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/diagnose.h"

#include <errno.h>
#include <stdlib.h>

#include "diagnose/rules.h"
#include "diagnose/rules_process_map.h"
#include "model/snapshot.h"

/* In this order: a rule may look at what the ones before it found. */
static void (*const rules[])(struct judge *) = {
	rule_queues,
	rule_growth,
	rule_packet_rings,
	rule_orphan_count,
	rule_protocol_limits,
	rule_closed_unread,
	rule_unseen_sockets,
	rule_cgroup_limit,
	rule_ip_fragments,
	rule_socket_count,
	rule_slab,
	rule_bpf_maps,
	rule_kernel_parts,
	rule_named_others,
	rule_pipe_buffers,
	rule_page_pool,
	rule_unmapped_pages,
	rule_unaccounted,
	rule_hugetlb_idle,
	rule_shmem,
	rule_ramfs,
	rule_process_anon,
	rule_growth_memory,
};

/* With --pid: that process, and the sockets that are left, its own. */
static void (*const process_map_rules[])(struct judge *) = {
	rule_queues,	   rule_packet_rings,  rule_jvm_untracked,
	rule_glibc_arenas, rule_thread_stacks, rule_process_map_backlog,
};

#define RUN(table, j)                                                         \
	do {                                                                  \
		for (size_t i = 0; i < sizeof(table) / sizeof(*(table)); i++) \
			(table)[i](j);                                        \
	} while (0)

static void healthy(struct judge *j)
{
	const struct identity *id = &j->acct->id;
	struct finding *f;

	if (id->total.known && id->available.known)
		f = finding_open(j, F_HEALTHY, SEV_OK, CONF_HIGH,
				 (struct opt_i64){ 0 },
				 "nothing holds more than it should: %s of %s "
				 "are available",
				 BYTES(id->available.v), BYTES(id->total.v));
	else
		f = finding_open(j, F_HEALTHY, SEV_OK, CONF_LOW,
				 (struct opt_i64){ 0 },
				 "nothing holds more than it should, as far as "
				 "could be read");
	if (opt_i64_or0(id->cache) > 0)
		finding_evidence(j, f,
				 "page cache is %s: it is there to be used and "
				 "goes when it is needed",
				 BYTES(id->cache.v));
}

int diagnose(const struct snapshot *snap, const struct account *acct,
	     struct findings *ret)
{
	return diagnose_watched(snap, acct, NULL, ret);
}

int diagnose_watched(const struct snapshot *snap, const struct account *acct,
		     const struct rates *rates, struct findings *ret)
{
	struct findings out = { 0 };
	struct judge j = {
		.snap = snap, .acct = acct, .rates = rates, .out = &out
	};

	out.sock_code = calloc(snap->socks.n + 1, sizeof(*out.sock_code));
	if (!out.sock_code)
		return -ENOMEM;
	scale_of(snap, acct, &j.scale);
	if (snap->process_map)
		RUN(process_map_rules, &j);
	else
		RUN(rules, &j);
	drop_evidence(&j);
	rank_findings(&j);
	if (!out.n && snap->process_map)
		process_map_healthy(&j);
	else if (!out.n)
		healthy(&j);
	if (j.err) {
		findings_free(&out);
		return j.err;
	}
	*ret = out;
	return 0;
}
