/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sums over sockets: by protocol, by process, by a key. */
#include "account/account.h"
#include "account/account_fields.h"
#include "account/sockets/by.h"
#include "account/sockets/waits.h"

NAMER(state_word, proto_state_name, enum proto_state, PROTO_STATE_UNKNOWN + 1)

/* A millionth is as exact as a share of a limit can be meant. */
static void ratio(const struct lookup *l, const void *row,
		  union field_value *ret)
{
	double v = ((const struct proto_sum *)row)->ratio;

	(void)l;
	ret->real = v < 1e6 ? (double)(int64_t)(v * 1e6 + 0.5) / 1e6 : v;
}

static bool has_ratio(const void *row)
{
	const struct proto_sum *p = row;

	return p->limit.known && p->limit.v && p->effective.known;
}

/* What only some of the sockets or namespaces come to is no sum. */
static bool is_whole(const void *row)
{
	return !((const struct proto_sum *)row)->partial;
}

#define SUM(m, k, d) SHOWN(struct proto_sum, m, k, d)
#define SUM_OF_SEEN(m, k, d) SHOWN(struct proto_sum, m, k, d, .has = is_whole)

static const struct field proto_sum[] = {
	SUM_OF_SEEN(sockets, "sockets",
		    "Rows of all dumps, else inuse of sockstat."),
	SUM(used, "used_bytes", "mem of sockstat, host-wide."),
	SUM(limits[0], "min_bytes", "The first of udp_mem or tcp_mem."),
	SUM(limits[1], "pressure_bytes", "The second."),
	SUM(limits[2], "max_bytes", "The third."),
	SUM(effective, "effective_bytes",
	    "The larger of used and charged: sockstat is blurred by reserves "
	    "of each CPU."),
	SUM(limit, "limit_bytes", "Where it really stops: UDP min, TCP max."),
	MADE(FIELD_REAL, ratio, "limit_ratio", "effective_bytes / limit_bytes.",
	     .has = has_ratio),
	SHOWN_AS(struct proto_sum, state, FIELD_ENUM, "state",
		 "Against its limits.",
		 NAMES(state_word, PROTO_STATE_UNKNOWN + 1)),
	SUM_OF_SEEN(charged, "charged_bytes",
		    "What all dumped sockets are charged: UDP r + f, TCP r + f "
		    "+ w."),
	SUM_OF_SEEN(unseen, "unseen_bytes", "used - charged."),
	SUM_OF_SEEN(tolerance, "tolerance_bytes",
		    "How much of it reserves of each CPU and the time that the "
		    "dump "
		    "takes explain."),
	SUM(alloc, "alloc", "TCP: alloc of sockstat."),
	SUM_OF_SEEN(in_table, "in_table", "TCP: inuse of all namespaces."),
	SUM(orphans, "orphans", "TCP: closed and not gone."),
	SUM(max_orphans, "max_orphans", "tcp_max_orphans."),
};
const struct table fields_proto_sum = TABLE(proto_sum);

static const struct field proto_drops[] = {
	SUM_OF_SEEN(receive_buffer_errors, "receive_buffer_errors",
		    "UDP RcvbufErrors, TCP TCPRcvQDrop: one socket's buffer "
		    "was full."),
	SUM_OF_SEEN(
		memory_errors, "memory_errors",
		"UDP MemErrors, TCP prunes and aborts: the limit of all was "
		"reached."),
};
const struct table fields_proto_drops = TABLE(proto_drops);

static bool waits_whole(const void *row)
{
	return !((const struct waits *)row)->partial;
}

static const struct field waits[] = {
	SHOWN(struct waits, time_wait, "time_wait",
	      "TCP: tw of sockstat, of all namespaces.", .has = waits_whole),
	SHOWN(struct waits, max_time_wait, "max_time_wait",
	      "tcp_max_tw_buckets."),
	SHOWN(struct waits, syn_recv, "syn_recv",
	      "TCP: connections that are being opened, in the dumps.",
	      .has = waits_whole),
};
const struct table fields_waits = TABLE(waits);

static const struct field holder[] = {
	SHOWN(struct holder, sockets, "sockets", "That hold memory."),
	SHOWN(struct holder, held_bytes, "held_bytes",
	      "What they hold; a shared socket counts in full for each owner."),
	SHOWN(struct holder, drops, "drops", "What they dropped."),
	SHOWN(struct holder, pid, "pid", "Process id.", .positive = true),
};
const struct table fields_holder = TABLE(holder);

static const struct field by_row[] = {
	SHOWN(struct by_row, sockets, "sockets",
	      "That hold memory; with --all all."),
	SHOWN(struct by_row, held_bytes, "held_bytes", "What they hold."),
	SHOWN(struct by_row, drops, "drops", "What they dropped."),
};
const struct table fields_by_row = TABLE(by_row);

#define OWN(m, k, d) SHOWN(struct process_map_account, m, k, d)

static const struct field process_map_sockets[] = {
	OWN(sockets, "holding", "That hold memory."),
	OWN(held, "held_bytes", "What they hold."),
	OWN(received, "received_bytes", "Received and not read."),
	OWN(to_send, "to_send_bytes", "To be sent."),
	OWN(arenas_max, "arenas_max", "How many arenas glibc makes at most."),
};
const struct table fields_process_map_sockets = TABLE(process_map_sockets);

static const struct field untracked[] = {
	SHOWN(struct untracked, bytes, "untracked_bytes",
	      "What is resident and not the JVM's, at least."),
	SHOWN(struct untracked, error, "untracked_error_bytes",
	      "How much more it may be."),
};
const struct table fields_untracked = TABLE(untracked);
