/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/queues/last_resort.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "model/snapshot.h"

#define ADDRESS_ROOM (INET6_ADDRSTRLEN + sizeof("[]"))
#define ENTER_ROOM 128

static bool may_be_ended(enum finding_code code)
{
	return code == F_TCP_PEER_STALLED || code == F_TCP_PATH_STALLED ||
	       code == F_TCP_ORPHANS || code == F_TCP_CLOSE_WAIT;
}

static const struct sock *largest(const struct snapshot *snap,
				  const struct groups *gs,
				  const struct group *g)
{
	for (size_t i = g->first; i < g->first + g->n; i++) {
		const struct sock *s = &snap->socks.v[gs->members[i].sock];

		if (!gs->members[i].lost && s->sport && s->dport)
			return s;
	}
	return NULL;
}

/* As the filters of ss want it: IPv6 in brackets. */
static const char *address(char dst[ADDRESS_ROOM], const struct sock *s,
			   const uint8_t *bytes)
{
	char text[INET6_ADDRSTRLEN] = "*";
	bool v6 = s->family == AF_INET6;

	inet_ntop(v6 ? AF_INET6 : AF_INET, bytes, text, sizeof(text));
	snprintf(dst, ADDRESS_ROOM, v6 ? "[%s]" : "%s", text);
	return dst;
}

/* A word that a shell takes as it is. */
static bool plain(const char *word)
{
	return *word && *word != '-' &&
	       !word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQR"
				  "STUVWXYZ0123456789._-")];
}

/*
 * What runs a command in the socket's namespace: nothing where that is the
 * host's. False where no way is known.
 */
static bool enter(char dst[ENTER_ROOM], const struct netns *ns)
{
	*dst = '\0';
	if (ns->initial || !strcmp(ns->name, "host"))
		return true;
	if (ns->pid > 0)
		snprintf(dst, ENTER_ROOM, "nsenter -t %d -n ", (int)ns->pid);
	else if (plain(ns->name))
		snprintf(dst, ENTER_ROOM, "ip netns exec %s ", ns->name);
	return *dst;
}

void last_resort(struct judge *j, struct finding *f, const struct groups *gs,
		 const struct group *g)
{
	const struct sock *s;
	char from[ADDRESS_ROOM], to[ADDRESS_ROOM], way[ENTER_ROOM] = "";

	if (!may_be_ended(g->code))
		return;
	s = largest(j->snap, gs, g);
	if (!s || (s->netns < j->snap->netns.n &&
		   !enter(way, &j->snap->netns.v[s->netns])))
		return;
	advise(f,
	       "as a last resort end connections by hand%s: %sss -K 'src %s:%u "
	       "and dst %s:%u'",
	       g->sockets > 1 ? ", the largest is" : "", way,
	       address(from, s, s->local), s->sport, address(to, s, s->peer),
	       s->dport);
}
