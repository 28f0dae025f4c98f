/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/columns/columns.h"

#include <string.h>

#include "render/columns/cells.h"
#include "render/columns/lookup.h"
#include "render/report.h"
#include "render/text.h"
#include "util/human.h"

#define TEXT(n) .kind = COLUMN_TEXT, .text = cell_##n
#define RIGHT .flags = COLUMN_RIGHT
#define COUNT(n) .kind = COLUMN_COUNT, .number = num_##n
#define OWNED .flags = COLUMN_OWNER
#define SIZE(n) .kind = COLUMN_SIZE, RIGHT, .number = num_##n

const struct column columns[COLUMNS_N] = {
	{ .name = "PROTO", TEXT(proto), .help = "protocol" },
	{ .name = "STATE", TEXT(state), .help = "state, as ss names it" },
	{ .name = "RECV-Q",
	  SIZE(recvq),
	  .text = cell_recvq,
	  .help = "bytes in the receive queue: TCP payload, UDP memory "
		  "(truesize); LISTEN: connections that wait" },
	{ .name = "SEND-Q",
	  SIZE(sendq),
	  .text = cell_sendq,
	  .help = "bytes in the send queue: TCP not acknowledged; "
		  "LISTEN: connections that may wait" },
	{ .name = "HELD", SIZE(held), .help = "memory that the socket holds" },
	{ .name = "RX", SIZE(rx), .help = "of HELD: received" },
	{ .name = "TX", SIZE(tx), .help = "of HELD: to be sent" },
	{ .name = "CHARGED",
	  SIZE(charged),
	  .help = "what its protocol's counter is charged" },
	{ .name = "RCVBUF", SIZE(rcvbuf), .help = "limit of RX" },
	{ .name = "SNDBUF", SIZE(sndbuf), .help = "limit of TX" },
	{ .name = "FWD",
	  SIZE(fwd),
	  .help = "charged in advance (fwd_alloc): a quota, not memory" },
	{ .name = "OPTMEM",
	  SIZE(optmem),
	  .help = "of HELD: options, filters, control messages" },
	{ .name = "BACKLOG",
	  SIZE(backlog),
	  .help = "of HELD: packets that wait for the socket's lock" },
	{ .name = "RING",
	  SIZE(ring),
	  .help = "packet: memory of its rings; XDP: its umem; not in HELD" },
	{ .name = "DEFICIT",
	  SIZE(deficit),
	  .help = "UDP: read already, not yet given back; 0 on a long queue: "
		  "nobody ever read it" },
	{ .name = "DROPS",
	  COUNT(drops),
	  RIGHT,
	  .help = "packets dropped since the socket was made" },
	{ .name = "TIMER",
	  TEXT(timer),
	  .help = "TCP timer: retrans, persist (the peer's window is shut), "
		  "keepalive, timewait" },
	{ .name = "RETRANS",
	  COUNT(retrans),
	  RIGHT,
	  .help = "retransmissions or window probes without an answer" },
	{ .name = "LOCAL",
	  TEXT(local),
	  .flags = COLUMN_TRUNC,
	  .help = "local address and port" },
	{ .name = "PEER",
	  TEXT(peer),
	  .flags = COLUMN_TRUNC,
	  .help = "the other end's address and port" },
	{ .name = "NETNS",
	  TEXT(netns),
	  .help = "network namespace: host, name in /run/netns, or inode" },
	{ .name = "INODE", COUNT(inode), RIGHT, .help = "inode of the socket" },
	{ .name = "COOKIE",
	  TEXT(cookie),
	  .flags = COLUMN_RIGHT,
	  .help = "the kernel's id of it, never used again" },
	{ .name = "UID", COUNT(uid), RIGHT, .help = "user id" },
	{ .name = "CGROUP",
	  TEXT(cgroup),
	  .flags = COLUMN_TRUNC | COLUMN_OWNER | COLUMN_CGROUP,
	  .help = "cgroup of its owner, else of its creator" },
	{ .name = "PID",
	  COUNT(pid),
	  .flags = COLUMN_RIGHT | COLUMN_OWNER,
	  .text = cell_pid,
	  .help = "process; +N: and N others" },
	{ .name = "COMMAND",
	  TEXT(command),
	  .flags = COLUMN_TRUNC | COLUMN_OWNER,
	  .help = "its name; in brackets: why there is no process" },
	{ .name = "FD",
	  COUNT(fd),
	  .flags = COLUMN_RIGHT | COLUMN_OWNER,
	  .help = "file descriptor in that process" },
	{ .name = "VIA",
	  TEXT(via),
	  .flags = COLUMN_OWNER | COLUMN_CGROUP,
	  .help = "how the process was found" },
	{ .name = "WHY",
	  TEXT(why),
	  OWNED,
	  .help = "code of the finding that it is part of; kmemwhere(8)" },
};

static bool same_name(const char *name, struct span word)
{
	return strlen(name) == word.len && !strncasecmp(name, word.p, word.len);
}

const struct column *column_find(struct span name)
{
	for (size_t i = 0; i < COLUMNS_N; i++)
		if (same_name(columns[i].name, name))
			return &columns[i];
	return NULL;
}

static size_t number_cell(const struct column *c, const struct lookup *l,
			  const struct sock *s, char *dst)
{
	bool human = c->kind == COLUMN_SIZE && !l->r->view.bytes;
	int64_t v;

	if (!c->number(l, s, &v))
		return 0;
	if (human) {
		human_short(dst, v);
		return strlen(dst);
	}
	if (v >= 0)
		return human_count(dst, (uint64_t)v);
	dst[0] = '-';
	return 1 + human_count(dst + 1, 0 - (uint64_t)v);
}

/* Outside text is valid UTF-8 by now; --ascii wants less. */
static size_t to_ascii(char *dst, size_t len)
{
	char text[CELL_MAX];

	memcpy(text, dst, len);
	return text_ascii(dst, CELL_MAX, text, len);
}

size_t column_cell(const struct column *c, const struct lookup *l,
		   const struct sock *s, char *dst)
{
	size_t len = 0;

	if (c->text)
		len = c->text(l, s, dst, CELL_MAX);
	if (!len && c->number)
		len = number_cell(c, l, s, dst);
	if (!len) {
		memcpy(dst, "-", 2);
		return 1;
	}
	if (c->kind == COLUMN_TEXT && l->r->view.ascii)
		len = to_ascii(dst, len);
	return len;
}
