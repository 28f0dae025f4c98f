/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/columns/cells.h"

#include <stdio.h>
#include <string.h>

#include "model/snapshot.h"
#include "render/columns/address.h"
#include "render/columns/lookup.h"
#include "render/report.h"
#include "util/escape.h"
#include "util/human.h"

#define CELL(n)                                                         \
	size_t cell_##n(const struct lookup *l __attribute__((unused)), \
			const struct sock *s, char *dst,                \
			size_t cap __attribute__((unused)))

static size_t put(char *dst, const char *word)
{
	size_t len = strlen(word);

	memcpy(dst, word, len + 1);
	return len;
}

static size_t put_outside(char *dst, size_t cap, const char *raw)
{
	return raw ? escape(dst, cap, raw, strlen(raw)) : 0;
}

CELL(proto)
{
	return put(dst, proto_name(s->proto));
}

CELL(state)
{
	return put(dst, sock_state_name(s->state));
}

/* A listener's queues are counts: 4096 waiting must not read as 4.0K. */
CELL(recvq)
{
	return s->state == SOCK_LISTEN ? human_count(dst, s->rqueue) : 0;
}

CELL(sendq)
{
	return s->state == SOCK_LISTEN ? human_count(dst, s->wqueue) : 0;
}

CELL(timer)
{
	static const char *const names[] = {
		[TIMER_NONE] = "",
		[TIMER_RETRANS] = "retrans",
		[TIMER_KEEPALIVE] = "keepalive",
		[TIMER_TIMEWAIT] = "timewait",
		[TIMER_PERSIST] = "persist",
	};

	if (s->timer >= sizeof(names) / sizeof(names[0]))
		return human_count(dst, s->timer);
	return put(dst, names[s->timer]);
}

CELL(local)
{
	char raw[ADDRESS_MAX];

	if (address_is_ours(s))
		return address_local(dst, s, NULL);
	address_local(raw, s, lookup_name(l, s));
	return put_outside(dst, cap, raw);
}

CELL(peer)
{
	return address_peer(dst, s);
}

CELL(netns)
{
	const struct netns *ns = lookup_netns(l, s);

	if (!ns)
		return 0;
	if (!ns->name[0])
		return human_count(dst, ns->inode);
	return put_outside(dst, cap, ns->name);
}

CELL(cookie)
{
	return s->cookie ? human_count(dst, s->cookie) : 0;
}

CELL(cgroup)
{
	return put_outside(dst, cap, lookup_cgroup(l, s));
}

/* Processes beyond the first owner's; its owners are grouped by process. */
static size_t more_owners(const struct sock_owner *o, size_t n)
{
	size_t more = 0;

	for (size_t i = 1; i < n; i++)
		more += o[i].pid != o[i - 1].pid && o[i].pid != o[0].pid;
	return more;
}

static size_t put_more(char *dst, size_t len, const struct sock_owner *o,
		       const struct sock *s)
{
	size_t more = more_owners(o, s->n_owners);

	if (!more)
		return len;
	dst[len] = '+';
	return len + 1 + human_count(dst + len + 1, more);
}

CELL(pid)
{
	const struct sock_owner *o = lookup_owners(l, s);

	if (!o)
		return 0;
	return put_more(dst, human_count(dst, (uint64_t)o->pid), o, s);
}

CELL(command)
{
	const struct sock_owner *o = lookup_owners(l, s);
	const char *comm;
	size_t len;

	if (!o && s->via > VIA_FD && s->via < VIA_N)
		return (size_t)snprintf(dst, cap, "(%s)",
					owner_via_name(s->via));
	if (!o)
		return put_outside(dst, cap, lookup_program(l, s));
	comm = lookup_comm(l, o->pid);
	len = comm ? put_outside(dst, cap - HUMAN_MAX, comm) : 0;
	return len ? put_more(dst, len, o, s) : 0;
}

CELL(via)
{
	if (s->via == VIA_NONE || s->via >= VIA_N)
		return 0;
	return put(dst, owner_via_name(s->via));
}

CELL(why)
{
	const struct sock *first = l->r->snap->socks.v;
	const char *code = lookup_finding(l, (size_t)(s - first));

	return code ? put(dst, code) : 0;
}
