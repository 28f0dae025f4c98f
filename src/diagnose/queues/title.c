/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/queues/title.h"

#include "diagnose/finding.h"
#include "diagnose/queues/groups.h"
#include "diagnose/queues/socket_memory.h"
#include "util/buf.h"

/* Pids that a title names before it says "...". */
#define TITLE_PIDS 3

static const char *tail(const struct group *g)
{
	bool proved = probe_proves(&g->probes, g->held);
	bool slow = g->probes.slow > g->probes.probed / 2;

	if (g->code == F_TCP_UNREAD && slow)
		return "of received data that it reads too slowly";
	if (g->code == F_UDP_UNREAD &&
	    (slow || (!proved && g->slow > g->rx / 2)))
		return "of datagrams that are read too slowly";
	if (g->code == F_UDP_UNREAD && !g->never_read && !proved)
		return "of unread datagrams";
	return finding_row(g->code)->tail;
}

/* "friend_push (pids 8570 8572 8574 ... 8998)" */
static int describe(const struct subject *s, struct buf *out)
{
	int err;

	if (!s->n_pids && *s->comm) /* a listing with masked pids */
		return buf_printf(out, "%s", OUTSIDE(s->comm));
	if (!s->n_pids)
		return buf_printf(out, "an unidentified process");
	err = buf_printf(out, "%s (%s", *s->comm ? OUTSIDE(s->comm) : "?",
			 s->n_pids > 1 ? "pids" : "pid");
	for (size_t i = 0; i < s->n_pids && i < TITLE_PIDS && !err; i++)
		err = buf_printf(out, " %d", (int)s->pids[i]);
	if (!err && s->n_pids > TITLE_PIDS)
		err = buf_printf(out, "%s %d",
				 s->n_pids > TITLE_PIDS + 1 ? " ..." : "",
				 (int)s->pids[s->n_pids - 1]);
	return err ? err : buf_append(out, ")", 1);
}

int title_make(const struct group *g, const struct subject *s, struct buf *who,
	       struct buf *out)
{
	const struct finding_row *row = finding_row(g->code);
	int err = describe(s, who);

	if (err)
		return err;
	if (g->code == F_SOCKET_MEMORY)
		return socket_memory_title(g, who->data, out);
	if (g->code == F_UNIX_UNREAD)
		return buf_printf(out, "%u %s %s %s that %s does not read",
				  g->sockets,
				  g->sockets == 1 ? row->one : row->many,
				  g->sockets == 1 ? "holds" : "hold",
				  BYTES(g->held), who->data);
	err = buf_printf(out, "%u %s", g->sockets,
			 g->sockets == 1 ? row->one : row->many);
	if (!err && g->code != F_TCP_ORPHANS)
		err = buf_printf(out, " of %s", who->data);
	if (err)
		return err;
	if (!g->held)
		return buf_printf(out, " %s open %s",
				  g->sockets == 1 ? "is" : "are", tail(g));
	return buf_printf(out, " %s %s %s", g->sockets == 1 ? "holds" : "hold",
			  BYTES(g->held), tail(g));
}
