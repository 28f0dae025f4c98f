/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "model/field.h"
#include "model/snapshot.h"

const char *field_proto_name(size_t i)
{
	return i < PROTO_N ? proto_name((enum proto)i) : NULL;
}

static const char *via_name(size_t i)
{
	return i < VIA_N ? owner_via_name((enum owner_via)i) : NULL;
}

static const char *why_name(size_t i)
{
	if (!i)
		return "unknown";
	return i < READER_N ? not_reading_name((enum not_reading)i) : NULL;
}

/* The bits of struct sock; the name in a recording is the member's. */
#define SOCK_FLAGS(X)    \
	X(has_mem)       \
	X(has_drops)     \
	X(v6only)        \
	X(inode_unknown) \
	X(owner_unsure)  \
	X(undumped)      \
	X(uid_unknown)   \
	X(orphan_queue)  \
	X(ring_vmalloc)  \
	X(iterated)      \
	X(timer_unknown) \
	X(queues_unknown)

enum {
#define X(name) BIT_##name,
	SOCK_FLAGS(X)
#undef X
};

static uint64_t flags(const void *row)
{
	const struct sock *s = row;
	unsigned flags = 0;

#define X(name) flags |= (unsigned)s->name << BIT_##name;
	SOCK_FLAGS(X)
#undef X
	return flags;
}

static int set_flags(void *row, uint64_t bits)
{
	struct sock *s = row;

#define X(name) s->name = bits >> BIT_##name & 1U;
	SOCK_FLAGS(X)
#undef X
	return 0;
}

static uint64_t timer(const void *row)
{
	return ((const struct sock *)row)->timer;
}

static int set_timer(void *row, uint64_t v)
{
	if (v > TIMER_PERSIST)
		return -EINVAL;
	((struct sock *)row)->timer = v & TIMER_MASK;
	return 0;
}

#define PROTOS NAMES(field_proto_name, PROTO_N)

static bool has_mem(const void *row)
{
	return ((const struct sock *)row)->has_mem;
}

static bool has_drops(const void *row)
{
	return has_mem(row) && ((const struct sock *)row)->has_drops;
}

/* What is mostly 0 stands at the end, where it costs nothing. */
static const struct field sock[] = {
	FIELD_AS(struct sock, proto, FIELD_ENUM8, PROTOS,
		 MEANS("Its protocol.")),
	FIELD(struct sock, family,
	      MEANS("Address family, as socket(2) numbers it."), .unit = "id"),
	FIELD(struct sock, state, MEANS("State, as the kernel numbers it."),
	      .unit = "id"),
	{ .key = "flags",
	  MEANS("What is known of it, a bit each."),
	  .unit = "id",
	  .type = FIELD_CALL,
	  .get = flags,
	  .set = set_flags },
	FIELD_AS(struct sock, cookie, FIELD_ID,
		 MEANS("The kernel's id of it, never used again.")),
	FIELD_AS(struct sock, cgroup_id, FIELD_ID,
		 MEANS("Inode of its cgroup's directory.")),
	FIELD(struct sock, inode,
	      SHOW("inode", "Of the socket; null where no file points to it."),
	      .none_at_0 = true),
	FIELD(struct sock, netns, MEANS("Index of its network namespace."),
	      .unit = "id"),
	FIELD(struct sock, uid, MEANS("User id of who made it.")),
	FIELD_AS(struct sock, via, FIELD_ENUM8, NAMES(via_name, VIA_N),
		 MEANS("How its owner was found.")),
	FIELD(struct sock, first_owner,
	      MEANS("Index of the first of its owners."), .unit = "id"),
	FIELD(struct sock, n_owners, MEANS("How many of them there are.")),
	FIELD(struct sock, rqueue,
	      MEANS("Receive queue; connections of a listener."),
	      .unit = "bytes"),
	FIELD(struct sock, wqueue, MEANS("Send queue; a listener's backlog."),
	      .unit = "bytes"),
	FIELD_KEY("rmem_alloc", struct sock, mem.rmem_alloc,
		  SHOW("rmem_alloc_bytes",
		       "r of ss(8): the receive queue, by truesize."),
		  .has = has_mem),
	FIELD_KEY("rcvbuf", struct sock, mem.rcvbuf,
		  SHOW("rcvbuf_bytes", "rb: its limit."), .has = has_mem),
	FIELD_KEY("wmem_alloc", struct sock, mem.wmem_alloc,
		  SHOW("wmem_alloc_bytes", "t: what is on its way out."),
		  .has = has_mem),
	FIELD_KEY("sndbuf", struct sock, mem.sndbuf,
		  SHOW("sndbuf_bytes", "tb: its limit."), .has = has_mem),
	FIELD_KEY("fwd_alloc", struct sock, mem.fwd_alloc,
		  SHOW("fwd_alloc_bytes",
		       "f: a quota, no memory; may be negative."),
		  .has = has_mem),
	FIELD_KEY("wmem_queued", struct sock, mem.wmem_queued,
		  SHOW("wmem_queued_bytes", "w: what is queued to be sent."),
		  .has = has_mem),
	FIELD_KEY("optmem", struct sock, mem.optmem,
		  SHOW("optmem_bytes", "o: options and filters."),
		  .has = has_mem),
	FIELD_KEY("backlog", struct sock, mem.backlog,
		  SHOW("backlog_bytes",
		       "bl: what came while the socket was locked."),
		  .has = has_mem),
	FIELD_KEY("drops", struct sock, mem.drops,
		  SHOW("drops",
		       "d: what was dropped since the socket was made."),
		  .has = has_drops),
	FIELD(struct sock, sport, MEANS("Local port."), .unit = "id"),
	FIELD(struct sock, dport, MEANS("The other end's port."), .unit = "id"),
	FIELD_AS(struct sock, local, FIELD_ADDRESS, MEANS("Local address.")),
	FIELD_AS(struct sock, peer, FIELD_ADDRESS,
		 MEANS("The other end's address.")),
	FIELD(struct sock, type,
	      MEANS("Stream, datagram …, as socket(2) numbers it."),
	      .unit = "id"),
	{ .key = "timer",
	  MEANS("The TCP timer that runs."),
	  .unit = "id",
	  .type = FIELD_CALL,
	  .get = timer,
	  .set = set_timer },
	FIELD(struct sock, retrans,
	      MEANS("Retransmissions or probes without an answer.")),
	FIELD(struct sock, ifindex,
	      MEANS("The interface that it is bound to.")),
	FIELD_AS(struct sock, name, FIELD_STRING_OR_NONE, .mask = MASK_SOCKET,
		 MEANS("Path of a UNIX socket, interface of a packet socket.")),
	FIELD_AS(struct sock, program, FIELD_STRING_OR_NONE, .mask = MASK_COMM,
		 MEANS("Who has it, where no process is known.")),
	FIELD(struct sock, ring_bytes, MEANS("Memory of its rings.")),
};
const struct table fields_sock = TABLE(sock);

static const struct field owner[] = {
	FIELD(struct sock_owner, sock, MEANS("Index of the socket."),
	      .unit = "id"),
	FIELD(struct sock_owner, pid, SHOW("pid", "Process id."),
	      .none_at_0 = true),
	FIELD(struct sock_owner, fd, MEANS("Its descriptor there.")),
};
const struct table fields_owner = TABLE(owner);

static bool tcp_is_known(const void *row)
{
	return ((const struct tcp_facts *)row)->known;
}

static const struct field tcp[] = {
	FIELD(struct tcp_facts, known,
	      MEANS("Whether the kernel gave its tcp_info.")),
	FIELD(struct tcp_facts, bytes_received,
	      MEANS("All that ever came in.")),
	FIELD(struct tcp_facts, peer_window_bytes,
	      SHOW("peer_window_bytes", "The window that the peer grants.")),
	FIELD(struct tcp_facts, notsent_bytes,
	      SHOW("notsent_bytes", "What was never sent.")),
	FIELD(struct tcp_facts, busy_us,
	      MEANS("How long in all it had data to send.")),
	FIELD(struct tcp_facts, rwnd_limited_us,
	      SHOW("rwnd_limited_us",
		   "How long in all it has limited what is sent.")),
	FIELD(struct tcp_facts, busy_between_us,
	      MEANS("How long of that between the two readings.")),
	FIELD(struct tcp_facts, rwnd_limited_between_us,
	      MEANS("How long the window limited it between the two.")),
	FIELD(struct tcp_facts, retransmits,
	      SHOW("retransmits", "In a row without an answer."),
	      .has = tcp_is_known),
	FIELD(struct tcp_facts, probes,
	      MEANS("Window probes without an answer.")),
	FIELD(struct tcp_facts, out_of_order,
	      MEANS("Segments that wait for one before them.")),
	FIELD(struct tcp_facts, last_received_ms,
	      MEANS("Since data last came in.")),
};
const struct table fields_tcp = TABLE(tcp);

static bool has_read(const void *row)
{
	return ((const struct probe *)row)->read_bytes.known;
}

static const struct field probe[] = {
	FIELD(struct probe, sock, MEANS("Index of the socket."), .unit = "id"),
	FIELD(struct probe, after_ms, MEANS("Between the two readings.")),
	FIELD(struct probe, before,
	      MEANS("Whether the other reading was before the snapshot.")),
	FIELD(struct probe, read_since,
	      MEANS("Whether anybody read from it while it was watched.")),
	FIELD(struct probe, gone,
	      SHOW("gone",
		   "It was closed meanwhile; then there are no figures.")),
	FIELD(struct probe, seen, MEANS("Whether the five figures are there.")),
	FIELD(struct probe, rqueue,
	      MEANS("Receive queue at the other reading."), .unit = "bytes"),
	FIELD(struct probe, wqueue, MEANS("Send queue then."), .unit = "bytes"),
	FIELD(struct probe, rmem_alloc, MEANS("Receive memory then."),
	      .unit = "bytes"),
	FIELD(struct probe, wmem_queued, MEANS("Send memory then."),
	      .unit = "bytes"),
	FIELD(struct probe, drops, MEANS("Its drops then.")),
	FIELD(struct probe, read_bytes,
	      SHOW("read_bytes",
		   "TCP: bytes that the process read in the last read_ms.")),
	FIELD(struct probe, read_ms, SHOW("read_ms", "How long that was."),
	      .has = has_read),
	FIELD(struct probe, netns_read_datagrams,
	      SHOW("netns_read_datagrams",
		   "UDP: datagrams that anybody in the namespace read.")),
	FIELD_AS(struct probe, tcp, FIELD_STRUCT, .sub = &fields_tcp,
		 MEANS("What tcp_info says.")),
	FIELD_AS(struct probe, watched, FIELD_TRISTATE,
		 SHOW("watched", "An epoll set of a process that has the "
				 "socket watches it for input, armed.")),
	FIELD(struct probe, edge_triggered,
	      SHOW("edge_triggered", "All those sets are edge-triggered: what "
				     "was missed once is not reported again.")),
	FIELD(struct probe, disarmed,
	      SHOW("disarmed", "It is in a set with EPOLLONESHOT and was not "
			       "armed again.")),
	FIELD_AS(struct probe, awaited, FIELD_TRISTATE,
		 SHOW("awaited", "A thread sleeps in a read of its descriptor; "
				 "null where that cannot be seen.")),
	FIELD_AS(struct probe, why, FIELD_ENUM, NAMES(why_name, READER_N),
		 MEANS("Why its process does not read.")),
	FIELD(struct probe, why_pid, MEANS("The process that this is about.")),
	FIELD_TEXT(struct probe, wchan, MASK_NOT,
		   SHOW("wchan", "Where it is blocked.")),
};
const struct table fields_probe = TABLE(probe);

static const struct field queue_sample[] = {
	FIELD(struct queue_sample, sock, MEANS("Index of the socket."),
	      .unit = "id"),
	FIELD(struct queue_sample, waiting, MEANS("Datagrams in the queue.")),
	FIELD(struct queue_sample, datagrams,
	      MEANS("Those of them that were looked at.")),
	FIELD(struct queue_sample, payload_bytes, MEANS("Their payload.")),
	FIELD(struct queue_sample, truesize_bytes,
	      MEANS("What the socket is charged for them.")),
};
const struct table fields_queue_sample = TABLE(queue_sample);
