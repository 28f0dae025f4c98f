/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/text/ss.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define PROTO_UNKNOWN PROTO_N

/* Lines that a name with newlines in it may take. */
#define JOINED_MAX 4
/* Bytes of one process in users:((…)), and more. */
#define ENTRY_MAX 64

static const struct netid {
	const char *word;
	enum proto proto;
	uint8_t family; /* 0: the address tells */
	uint8_t type;
} netids[] = {
	{ "tcp", PROTO_TCP, 0, SOCK_STREAM },
	{ "udp", PROTO_UDP, 0, SOCK_DGRAM },
	/* netstat's; the address tells what is IPv6 */
	{ "tcp6", PROTO_TCP, 0, SOCK_STREAM },
	{ "udp6", PROTO_UDP, 0, SOCK_DGRAM },
	{ "raw6", PROTO_RAW, 0, SOCK_RAW },
	{ "udplite", PROTO_UDPLITE, 0, SOCK_DGRAM },
	{ "mptcp", PROTO_MPTCP, 0, SOCK_STREAM },
	{ "sctp", PROTO_SCTP, 0, SOCK_STREAM },
	{ "raw", PROTO_RAW, 0, SOCK_RAW },
	{ "icmp6", PROTO_RAW, 0, SOCK_RAW },
	{ "u_str", PROTO_UNIX, AF_UNIX, SOCK_STREAM },
	{ "u_dgr", PROTO_UNIX, AF_UNIX, SOCK_DGRAM },
	{ "u_seq", PROTO_UNIX, AF_UNIX, SOCK_SEQPACKET },
	{ "p_raw", PROTO_PACKET, AF_PACKET, SOCK_RAW },
	{ "p_dgr", PROTO_PACKET, AF_PACKET, SOCK_DGRAM },
	{ "nl", PROTO_NETLINK, AF_NETLINK, SOCK_RAW },
	{ "xdp", PROTO_XDP, AF_XDP, SOCK_RAW },
	{ "v_str", PROTO_VSOCK, AF_VSOCK, SOCK_STREAM },
	{ "v_dgr", PROTO_VSOCK, AF_VSOCK, SOCK_DGRAM },
	{ "ti_st", PROTO_TIPC, AF_TIPC, SOCK_STREAM },
	{ "ti_dg", PROTO_TIPC, AF_TIPC, SOCK_DGRAM },
	{ "ti_rd", PROTO_TIPC, AF_TIPC, SOCK_RDM },
	{ "ti_sq", PROTO_TIPC, AF_TIPC, SOCK_SEQPACKET },
};

/* The columns in front of the addresses. */
struct head {
	const struct netid *netid; /* NULL: the section's protocol */
	enum sock_state state;
	bool known; /* the line begins with either */
	struct span rest;
};

static const struct netid *find_netid(struct span word)
{
	for (size_t i = 0; i < COUNT(netids); i++)
		if (span_is(word, netids[i].word))
			return &netids[i];
	return NULL;
}

static bool begins_blank(struct span line)
{
	return line.len && (*line.p == ' ' || *line.p == '\t');
}

static size_t blanks(struct span line)
{
	size_t n = 0;

	while (n < line.len && (line.p[n] == ' ' || line.p[n] == '\t'))
		n++;
	return n;
}

static bool next_line(struct span *text, size_t indent, struct span *ret)
{
	if (!span_line(text, ret))
		return false;
	if (indent > blanks(*ret))
		indent = blanks(*ret);
	*ret = span_of(ret->p + indent, ret->len - indent);
	return true;
}

static struct head read_head(struct span line)
{
	struct head h = { .rest = line };
	struct span rest = line, word;

	if (begins_blank(line) || !span_word(&rest, &word))
		return h;
	h.netid = find_netid(word);
	if (h.netid) {
		h.known = true;
		h.rest = rest;
		if (!span_word(&rest, &word))
			return h;
	}
	if (ss_find_state(word, &h.state)) {
		h.known = true;
		h.rest = rest;
	}
	return h;
}

static bool is_heading(struct span line)
{
	struct span word;

	for (int i = 0; i < 3 && span_word(&line, &word); i++)
		if (span_is(word, "Recv-Q"))
			return true;
	return false;
}

/* What only one of the two protocols has, of rows without a netid. */
static enum proto guess_proto(struct span text, size_t indent, bool *ret_any)
{
	bool unconnected = false;
	struct span line;

	*ret_any = false;
	while (next_line(&text, indent, &line) && !is_heading(line)) {
		struct head h = read_head(line);

		if (!h.known || h.netid)
			continue;
		*ret_any = true;
		if (h.state == SOCK_CLOSE)
			unconnected = true;
		else if (h.state != SOCK_ESTABLISHED)
			return PROTO_TCP;
	}
	return unconnected ? PROTO_UDP : PROTO_TCP;
}

static void begin_section(struct ss_listing *l, struct span heading)
{
	struct span word = { 0 };
	bool any;

	span_word(&heading, &word);
	l->proto = guess_proto(l->rest, l->indent, &any);
	l->no_state = span_is(word, "Recv-Q");
	l->netstat = span_is(word, "Proto");
}

/* Before iproute2 4.15 "*" was IPv4's; since, "0.0.0.0" is, and IPv6 has "[". */
static bool is_old(struct span text)
{
	return text.len && !memmem(text.p, text.len, "0.0.0.0:", 8) &&
	       !memmem(text.p, text.len, "]:", 2);
}

/* Of the heading and of the row below it: of one of them alone it is none. */
static size_t indent_of(struct span text)
{
	struct span line;
	size_t n, below;

	do {
		if (!span_line(&text, &line))
			return 0;
	} while (!is_heading(line));
	n = blanks(line);
	if (!n || !span_line(&text, &line))
		return 0;
	below = blanks(line);
	return below < n ? below : n;
}

struct ss_listing ss_listing(struct span text)
{
	struct ss_listing l = { .rest = text, .old = is_old(text) };

	if (text.len && text.p[text.len - 1] != '\n')
		l.cut = text.p + text.len;
	l.indent = indent_of(text);
	l.folded =
		text.len && (memmem(text.p, text.len, "\n\t", 2) ||
			     (l.indent && memmem(text.p, text.len, " \t", 2)));
	l.timers = text.len && memmem(text.p, text.len, "timer:(", 7);

	begin_section(&l, (struct span){ 0 });
	return l;
}

/* What UDP holds is an int: from 2 GiB on (SO_RCVBUFFORCE) it has a minus. */
static bool read_queue(struct span *rest, bool may_wrap, uint32_t *ret)
{
	struct span word;
	int64_t v;

	if (!span_word(rest, &word) || span_i64(word, &v) || v > UINT32_MAX ||
	    v < (may_wrap ? INT32_MIN : 0))
		return false;
	*ret = (uint32_t)v;
	return true;
}

/* Reads the line that a record begins with; the attributes are left over. */
static bool read_line(const struct ss_listing *l, struct span line,
		      struct ss_row *ret, struct span *ret_tail)
{
	struct head h = read_head(line);
	struct ss_row row = {
		.has_address = true,
		.sock = { .proto = (uint8_t)(h.netid ? h.netid->proto
						     : l->proto),
			  .family = h.netid ? h.netid->family : 0,
			  .type = h.netid ? h.netid->type : 0,
			  .state = (uint8_t)h.state,
			  .inode_unknown = 1 },
	};

	/* of netstat's the state is what a cut takes first */
	if (l->netstat && ss_is_cut(line, l->cut))
		return false;
	if ((!h.known && !l->no_state) || begins_blank(line) ||
	    !read_queue(&h.rest, row.sock.proto == PROTO_UDP,
			&row.sock.rqueue) ||
	    !read_queue(&h.rest, false, &row.sock.wqueue) ||
	    !ss_parse_ends(&h.rest, l->cut, &row))
		return false;
	row.sock.inode_unknown = row.sock.proto != PROTO_UNIX;
	*ret = row;
	*ret_tail = h.rest;
	return true;
}

/* Whether the record stops inside of users:((…)): a comm with a newline. */
static bool users_open(struct span record)
{
	static const char begin[] = "users:((\"";
	const char *p = memmem(record.p, record.len, begin, strlen(begin));

	return p && !memmem(p, record.len - (size_t)(p - record.p), "))", 2);
}

/* Cuts the lines that belong to the record that began with first. */
static struct span read_tail(struct ss_listing *l, struct span tail)
{
	unsigned joined = 0;

	for (;;) {
		struct span rest = l->rest, line;
		bool more;

		if (!next_line(&rest, l->indent, &line) || is_heading(line))
			break;
		more = begins_blank(line);
		if (!more && joined < JOINED_MAX && !read_head(line).known &&
		    users_open(tail)) {
			more = true;
			joined++;
		}
		if (!more)
			break;
		l->rest = rest;
		tail.len = (size_t)(line.p + line.len - tail.p);
	}
	return tail;
}

/*
 * Without -o: data that waits while nothing is on its way has the persist timer
 * run, tcp_check_probe_timer(); and what backs off is being sent again.
 */
static void infer_timer(struct ss_row *row)
{
	struct sock *s = &row->sock;

	if (row->lost) {
		s->timer = row->unacked ? TIMER_RETRANS : TIMER_PERSIST;
		s->retrans = (uint8_t)(row->lost > 255 ? 255 : row->lost);
	} else if (row->notsent && !row->unacked) {
		s->timer = TIMER_PERSIST;
	} else if (!row->unacked) {
		/* without -i either, it is just not told */
		s->timer_unknown = s->wqueue > 0;
	}
}

/* Without the last word of a text that is cut, unless it closes. */
static struct span whole_words(struct span tail, const char *cut)
{
	if (!ss_is_cut(tail, cut) || !tail.len || tail.p[tail.len - 1] == ')')
		return tail;
	while (tail.len && !strchr(" \t\n", tail.p[tail.len - 1]))
		tail.len--;
	return tail;
}

static void read_attributes(const struct ss_listing *l, struct span tail,
			    struct ss_row *row, unsigned *bad)
{
	const char *end = tail.p + tail.len;
	bool cut = ss_is_cut(tail, l->cut);

	tail = whole_words(tail, l->cut);
	*bad += tail.p + tail.len != end;
	ss_parse_attributes(tail, l->folded, row, bad);
	if (cut && row->cgroup.len &&
	    !memchr(row->cgroup.p, '\n', (size_t)(end - row->cgroup.p)))
		row->cgroup = (struct span){ 0 };
	if (cut && row->users.len &&
	    end - row->users.p - (ptrdiff_t)row->users.len < ENTRY_MAX &&
	    ss_users_doubtful(row->users)) {
		row->users = (struct span){ 0 };
		++*bad;
	}
	if (!cut && !l->timers && row->sock.proto == PROTO_TCP)
		infer_timer(row);
	if (!row->sock.family)
		row->sock.family = l->old ? AF_INET : AF_INET6;
}

static void read_netstat(struct span tail, struct ss_row *row)
{
	ss_parse_netstat(tail, row);
	if (!row->sock.family)
		row->sock.family = AF_INET;
}

bool ss_next(struct ss_listing *l, struct ss_row *ret, unsigned *bad)
{
	struct span line, tail;

	while (next_line(&l->rest, l->indent, &line)) {
		if (is_heading(line)) {
			begin_section(l, line);
			continue;
		}
		if (read_line(l, line, ret, &tail)) {
			if (l->netstat)
				read_netstat(tail, ret);
			else
				read_attributes(l, read_tail(l, tail), ret,
						bad);
			return true;
		}
		*bad += read_head(line).known;
	}
	return false;
}
