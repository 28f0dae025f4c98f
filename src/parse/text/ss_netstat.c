/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netstat -neopa (net-tools, netstat.c): the columns behind the addresses are
 * State, User, Inode, "PID/Program name" and Timer, those that were asked for.
 */
#include <string.h>

#include "parse/field.h"
#include "parse/text/ss.h"

#define PID_LIMIT (1 << 30)
#define PID_DIGITS 10

static const struct field_word timers[] = {
	{ "off", TIMER_NONE },
	{ "on", TIMER_RETRANS },
	{ "keepalive", TIMER_KEEPALIVE },
	{ "timewait", TIMER_TIMEWAIT },
	{ "probe", TIMER_PERSIST },
};

/* sstate_name of ss, and netstat's words. */
static const struct field_word states[] = {
	{ "ESTAB", SOCK_ESTABLISHED },
	{ "UNCONN", SOCK_CLOSE },
	{ "LISTEN", SOCK_LISTEN },
	{ "TIME-WAIT", SOCK_TIME_WAIT },
	{ "CLOSE-WAIT", SOCK_CLOSE_WAIT },
	{ "FIN-WAIT-1", SOCK_FIN_WAIT1 },
	{ "FIN-WAIT-2", SOCK_FIN_WAIT2 },
	{ "SYN-SENT", SOCK_SYN_SENT },
	{ "SYN-RECV", SOCK_SYN_RECV },
	{ "LAST-ACK", SOCK_LAST_ACK },
	{ "CLOSING", SOCK_CLOSING },
	{ "NEW-SYN-RECV", SOCK_SYN_RECV },
	{ "BOUND-INACTIVE", SOCK_CLOSE },
	{ "CLOSED", SOCK_CLOSE },
	{ "CLOSE", SOCK_CLOSE },
	{ "UNKNOWN", SOCK_UNKNOWN },
	{ "ESTABLISHED", SOCK_ESTABLISHED },
	{ "TIME_WAIT", SOCK_TIME_WAIT },
	{ "CLOSE_WAIT", SOCK_CLOSE_WAIT },
	{ "FIN_WAIT1", SOCK_FIN_WAIT1 },
	{ "FIN_WAIT2", SOCK_FIN_WAIT2 },
	{ "SYN_SENT", SOCK_SYN_SENT },
	{ "SYN_RECV", SOCK_SYN_RECV },
	{ "LAST_ACK", SOCK_LAST_ACK },
};

bool ss_find_state(struct span word, enum sock_state *ret)
{
	int state = 0;

	if (!FIELD_WORD(word, states, &state))
		return false;
	*ret = (enum sock_state)state;
	return true;
}

/* None is there of what is not connected, but TCP always has one. */
static void cut_state(struct span *rest, struct sock *s)
{
	struct span after = *rest, word;
	enum sock_state state = SOCK_UNKNOWN;

	if (span_word(&after, &word) && ss_find_state(word, &state))
		*rest = after;
	else if (s->proto != PROTO_TCP)
		state = SOCK_CLOSE;
	s->state = (uint8_t)state;
}

/* "PID/": the length of that, or 0. */
static size_t pid_length(struct span word, uint64_t *ret)
{
	struct span head;

	/* users of ss may be long: no further than a pid may be */
	if (word.len > PID_DIGITS + 1)
		word.len = PID_DIGITS + 1;
	if (!span_until(&word, '/', &head) || span_u64(head, ret) || !*ret ||
	    *ret >= PID_LIMIT)
		return 0;
	return head.len + 1;
}

bool ss_netstat_user(struct span *users, struct ss_user *ret)
{
	uint64_t pid = 0;
	size_t n = pid_length(*users, &pid);

	if (!n)
		return false;
	*ret = (struct ss_user){
		.name = span_trim(span_of(users->p + n, users->len - n)),
		.pid = (pid_t)pid,
		.fd = -1,
	};
	users->p += users->len;
	users->len = 0;
	return true;
}

/* "(12.34/5/0)": seconds, retransmissions, probes. */
static uint8_t retransmissions(struct span word)
{
	struct span part;
	uint64_t n = 0;

	if (!span_until(&word, '/', &part) || !span_until(&word, '/', &part) ||
	    span_u64(part, &n))
		return 0;
	return (uint8_t)(n > 255 ? 255 : n);
}

/* Where the last column begins; the name before it may have blanks. */
static struct span cut_timer(struct span tail, struct sock *s)
{
	struct span rest = tail, word;

	while (span_word(&rest, &word)) {
		struct span after = rest, next;
		int timer;

		if (!span_word(&after, &next) || *next.p != '(' ||
		    !FIELD_WORD(word, timers, &timer))
			continue;
		s->timer = (unsigned)timer & TIMER_MASK;
		if (s->timer == TIMER_RETRANS)
			s->retrans = retransmissions(next);
		return span_of(tail.p, (size_t)(word.p - tail.p));
	}
	s->timer_unknown = s->proto == PROTO_TCP && s->wqueue;
	return tail;
}

void ss_parse_netstat(struct span tail, struct ss_row *row)
{
	struct span word;
	uint64_t uid = 0, inode = 0, pid = 0;

	cut_state(&tail, &row->sock);
	tail = span_trim(cut_timer(tail, &row->sock));
	row->users = tail;
	while (row->users.len && !pid_length(row->users, &pid)) {
		if (!span_word(&row->users, &word))
			return;
		row->users = span_trim(row->users);
	}
	tail.len -= row->users.len;
	if (!span_word(&tail, &word) || span_u64(word, &uid) ||
	    !span_word(&tail, &word) || span_u64(word, &inode) ||
	    uid > UINT32_MAX || inode > UINT32_MAX)
		return;
	row->sock.uid = (uint32_t)uid;
	row->sock.inode = (uint32_t)inode;
	row->sock.inode_unknown = 0;
}
