/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/queues/probe_evidence.h"

#include <string.h>

#include "diagnose/finding.h"
#include "model/socket/socket.h"

/* A queue that its reader empties within this time is no fault. */
#define BUSY_MS 2000

/* Nine tenths of the bytes make it "all". */
static bool most(uint64_t part, uint64_t whole)
{
	return whole && part >= whole - whole / 10;
}

/* Less than three quarters of it are left: it drains. */
static bool drained(uint64_t before, uint64_t now)
{
	return now < before - before / 4;
}

/* Two of the largest segments (GRO): what may come in as the kernel answers. */
#define RACE_BYTES (2 * 65536)

static enum probe_says judge_read(const struct sock *s, const struct probe *l)
{
	bool grows = l->rqueue > s->rqueue;

	if (!l->read_bytes.known || !l->read_ms)
		return PROBE_NOTHING;
	if (!l->read_bytes.v || (grows && l->read_bytes.v <= RACE_BYTES))
		return PROBE_STANDS;
	return l->read_bytes.v * BUSY_MS / l->read_ms >= l->rqueue ? PROBE_BUSY
								   : PROBE_SLOW;
}

/* What leaves a send queue is what the peer takes. */
static enum probe_says judge_sent(const struct sock *s, const struct probe *l)
{
	if (drained(s->mem.wmem_queued, l->wmem_queued))
		return PROBE_BUSY;
	if (l->tcp.known && !l->tcp.retransmits && !l->tcp.probes &&
	    opt_or0(l->tcp.peer_window_bytes) > l->wqueue)
		return PROBE_BUSY;
	return l->wqueue >= s->wqueue ? PROBE_STANDS : PROBE_SLOW;
}

/*
 * forward_deficit changes with each read; InDatagrams counts what anybody in
 * the namespace read. Neither moved: nobody reads.
 */
static enum probe_says judge_datagrams(const struct sock *s,
				       const struct probe *l)
{
	int64_t deficit = (int64_t)l->rmem_alloc - l->rqueue;
	bool read = deficit != sock_forward_deficit(s) || l->rqueue < s->rqueue;

	if (!read)
		return PROBE_STANDS;
	if (drained(s->rqueue, l->rqueue))
		return PROBE_BUSY;
	return PROBE_SLOW;
}

static enum probe_says judge(const struct sock *s, enum finding_code code,
			     const struct probe *l)
{
	switch (code) {
	case F_UDP_UNREAD:
		return judge_datagrams(s, l);
	case F_TCP_UNREAD:
	case F_TCP_UNACCEPTED:
		return judge_read(s, l);
	case F_TCP_CLOSE_WAIT:
		return s->rqueue ? judge_read(s, l) : PROBE_NOTHING;
	case F_TCP_PEER_STALLED:
	case F_TCP_PATH_STALLED:
		return judge_sent(s, l);
	case F_NETLINK_UNREAD:
	case F_RAW_UNREAD:
		/* one that stays full may be read, and filled again */
		return drained(s->rqueue, l->rqueue) ? PROBE_BUSY
						     : PROBE_NOTHING;
	default:
		return PROBE_NOTHING;
	}
}

enum probe_says probe_judge(const struct sock *s, enum finding_code code,
			    const struct probe *l)
{
	struct sock first;
	struct probe second;
	enum probe_says says;

	if (!l || (!l->seen && !l->gone))
		return PROBE_NOTHING;
	if (l->gone)
		return PROBE_BUSY;
	probe_in_order(s, l, &first, &second);
	says = judge(&first, code, &second);
	/* an earlier sample proved a reader: it is merely at rest */
	return says == PROBE_STANDS && l->read_since ? PROBE_SLOW : says;
}

static uint32_t new_drops(const struct sock *s, const struct probe *l)
{
	struct sock first;
	struct probe second;

	probe_in_order(s, l, &first, &second);
	return second.drops > first.mem.drops ? second.drops - first.mem.drops
					      : 0;
}

static void add_reader(struct probe_sums *sums, uint64_t held,
		       const struct probe *l)
{
	sums->why[l->why] += held;
	sums->why_pid[l->why] = l->why_pid;
	if (l->why == READER_BLOCKED && l->wchan[0])
		memcpy(sums->wchan, l->wchan, sizeof(sums->wchan));
	if (l->watched == NO && l->awaited == NO)
		sums->unwatched += held;
	if (l->edge_triggered || l->disarmed)
		sums->missed_edge += held;
}

void probe_add(struct probe_sums *sums, const struct sock *s,
	       enum finding_code code, const struct probe *l)
{
	enum probe_says says = probe_judge(s, code, l);
	uint64_t held = sock_held_bytes(s);

	if (!l || !l->seen)
		return;
	sums->probed += held;
	sums->after_ms = l->after_ms;
	if (says == PROBE_STANDS)
		sums->stands += held;
	else if (says == PROBE_SLOW)
		sums->slow += held;
	if (s->has_drops && new_drops(s, l)) {
		sums->new_drops += new_drops(s, l);
		sums->dropping++;
	}
	add_reader(sums, held, l);
}

/* At most SUSPECTS_MAX sockets are probed: what was seen stands for all. */
bool probe_proves(const struct probe_sums *sums, uint64_t held)
{
	return sums->probed >= held / 4 && most(sums->stands, sums->probed);
}

static const char *const why_words[READER_N] = {
	[READER_STOPPED] = "is stopped (SIGSTOP, or a debugger)",
	[READER_FROZEN] = "is frozen by its cgroup (a paused container)",
	[READER_THROTTLED] = "is out of its cgroup's CPU quota all the time",
	[READER_BLOCKED] = "is blocked in the kernel (state D)",
	[READER_WAITING] = "waits for a lock with all its threads (futex)",
	[READER_SPINNING] = "has one thread that runs all the time",
};

static const char *const why_remedy[READER_N] = {
	[READER_STOPPED] = "kill -CONT %d lets it go on",
	[READER_FROZEN] = "thaw its cgroup (docker unpause); its pid is %d",
	[READER_THROTTLED] = "raise the CPU quota of the cgroup of pid %d",
	[READER_BLOCKED] = "see what it waits for: cat /proc/%d/stack",
	[READER_WAITING] =
		"look for a deadlock: gdb -p %d, thread apply all bt",
	[READER_SPINNING] = "see what it does: perf top -p %d",
};

static enum not_reading main_why(const struct probe_sums *sums)
{
	for (unsigned w = READER_UNKNOWN + 1; w < READER_N; w++)
		if (most(sums->why[w], sums->probed))
			return (enum not_reading)w;
	return READER_UNKNOWN;
}

static void reader_evidence(struct finding *f, const struct probe_sums *sums)
{
	enum not_reading why = main_why(sums);

	if (why != READER_UNKNOWN && sums->why_pid[why])
		say(f, "pid %d %s%s%s", (int)sums->why_pid[why], why_words[why],
		    why == READER_BLOCKED && sums->wchan[0] ? " in " : "",
		    why == READER_BLOCKED ? OUTSIDE(sums->wchan) : "");
	if (most(sums->unwatched, sums->probed))
		say(f, "no thread sleeps in a read of them and no epoll set "
		       "watches them");
	else if (most(sums->missed_edge, sums->probed))
		say(f, "epoll watches them edge-triggered or disarmed: the "
		       "program missed an event");
}

void probe_evidence(struct finding *f, const struct probe_sums *sums,
		    uint64_t held)
{
	if (!sums->probed)
		return;
	if (sums->new_drops)
		say(f, "%u of them are dropping: %llu more within %u ms",
		    sums->dropping, LLU(sums->new_drops), sums->after_ms);
	if (probe_proves(sums, held))
		say(f, "a second look %u ms later: nothing was read from them",
		    sums->after_ms);
	else if (sums->slow)
		say(f,
		    "a second look %u ms later: %s of it is being read, "
		    "too slowly",
		    sums->after_ms, BYTES(sums->slow));
	reader_evidence(f, sums);
}

void probe_remedy(struct finding *f, const struct probe_sums *sums,
		  uint64_t held)
{
	enum not_reading why = main_why(sums);

	if (held && why != READER_UNKNOWN && sums->why_pid[why])
		advise(f, why_remedy[why], (int)sums->why_pid[why]);
}
