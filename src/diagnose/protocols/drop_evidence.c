/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel said about drops, beside the findings that it proves. */
#include <string.h>

#include "diagnose/rules.h"
#include "model/snapshot.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static const enum finding_code full_queue[] = { F_UDP_UNREAD, F_RAW_UNREAD,
						F_ERRQUEUE_UNREAD };
static const enum finding_code limits[] = { F_UDP_MEM_LIMIT, F_TCP_MEM_LIMIT };
static const enum finding_code pruned[] = { F_TCP_UNREAD, F_TCP_MEM_LIMIT };
static const enum finding_code accepts[] = { F_TCP_UNACCEPTED };

/* include/net/dropreason-core.h; which findings a reason speaks of. */
static const struct {
	const char *reason;
	const char *words;
	const enum finding_code *codes;
	size_t n_codes;
} proofs[] = {
	{ "SOCKET_RCVBUFF", "because a receive buffer was full", full_queue,
	  COUNT(full_queue) },
	{ "PROTO_MEM", "because the protocol's memory limit was reached",
	  limits, COUNT(limits) },
	{ "TCP_OFO_QUEUE_PRUNE", "to get memory back from TCP's queues", pruned,
	  COUNT(pruned) },
	{ "TCP_ZEROWINDOW", "because the window was closed", pruned,
	  COUNT(pruned) },
	{ "TCP_LISTEN_OVERFLOW", "because an accept queue was full", accepts,
	  COUNT(accepts) },
	{ "SOCKET_BACKLOG", "because a socket's backlog was full", pruned,
	  COUNT(pruned) },
};

static bool speaks_of(const enum finding_code *codes, size_t n,
		      enum finding_code code)
{
	for (size_t i = 0; i < n; i++)
		if (codes[i] == code)
			return true;
	return false;
}

static void prove(struct finding *f, const struct drops *d)
{
	for (size_t i = 0; i < COUNT(proofs); i++) {
		uint64_t n = drop_counts_of(&d->reasons, proofs[i].reason);

		if (n && speaks_of(proofs[i].codes, proofs[i].n_codes, f->code))
			say(f,
			    "in %.1f s the kernel dropped %llu packets on this "
			    "machine %s (%s)",
			    (double)d->window_ms / 1000, LLU(n),
			    proofs[i].words, proofs[i].reason);
	}
}

void drop_evidence(struct judge *j)
{
	const struct drops *d = &j->snap->drops;

	if (!d->looked)
		return;
	for (size_t i = 0; i < j->out->n; i++)
		prove(&j->out->v[i], d);
}
