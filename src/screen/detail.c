/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account/account.h"
#include "diagnose/diagnose.h"
#include "model/snapshot.h"
#include "render/columns/address.h"
#include "render/table/words/growth.h"
#include "render/human.h"
#include "render/columns/lookup.h"
#include "render/report.h"
#include "render/text.h"
#include "screen/parts.h"

#define SOCKS_MAX 500 /* of one row; nobody reads on */

static void add_outside(const struct drawing *d, struct buf *out,
			const char *raw)
{
	char safe[ADDRESS_MAX * 4];

	text_outside(safe, sizeof(safe), raw, d->s->ascii);
	buf_printf(out, "%s", safe);
}

static void add_growth(struct buf *out, const struct rate *rate)
{
	char text[GROWTH_MAX];

	if (!rate)
		return;
	buf_printf(out, "  grows %s", growth_rate(text, rate));
	if (slope_is_leak(&rate->slope))
		buf_printf(out, ", only grows");
	if (rate->read)
		buf_printf(out, ", is read");
	if (rate->eta.known)
		buf_printf(out, ", %s", growth_eta(text, rate));
	buf_printf(out, "\n");
}

static void add_sock(const struct drawing *d, struct buf *out, uint32_t at)
{
	const struct sock *s = &d->r->snap->socks.v[at];
	char local[ADDRESS_MAX], peer[ADDRESS_MAX], a[HUMAN_MAX], b[HUMAN_MAX];
	const char *why = lookup_finding(d->l, at);

	address_local(local, s, lookup_name(d->l, s));
	address_peer(peer, s);
	buf_printf(out, "%-5s %-11s %8s of %8s ",
		   proto_name((enum proto)s->proto),
		   sock_state_name((enum sock_state)s->state),
		   human_short(a, (int64_t)sock_held_bytes(s)),
		   s->has_mem ? human_short(b, s->mem.rcvbuf) : "-");
	add_outside(d, out, local);
	buf_printf(out, "  ");
	add_outside(d, out, peer);
	buf_printf(out, "  drops %" PRIu32 "%s%s\n", s->mem.drops,
		   why ? "  " : "", why ? why : "");
	if (d->r->rates)
		add_growth(out, rates_sock(d->r->rates, d->r->snap, at));
}

static bool has_owner(const struct drawing *d, const struct sock *s, int pid)
{
	for (uint32_t i = 0; i < s->n_owners; i++)
		if (d->r->snap->owners.v[s->first_owner + i].pid == pid)
			return true;
	return false;
}

/* The row that is selected, among the sums of this sample; NULL: it is gone. */
static const struct by_row *selected_group(const struct drawing *d)
{
	const struct by_sum *sum = &d->s->now;

	for (size_t i = 0; d->s->list == LIST_BY && i < sum->n; i++)
		if (row_key_id(sum, &sum->v[i]) == d->s->selected.key_id)
			return &sum->v[i];
	return NULL;
}

static bool row_has_sock(const struct drawing *d, const struct by_row *group,
			 uint32_t sock)
{
	const struct sock *s = &d->r->snap->socks.v[sock];

	switch (d->s->list) {
	case LIST_SOCKETS:
		return s->cookie == d->s->selected.cookie;
	case LIST_MEMORY:
		return has_owner(d, s, d->s->selected.pid);
	case LIST_BY:
		break;
	}
	return group && by_has_sock(&d->s->now, group, sock);
}

/* The findings that name one of the row's sockets. */
static void add_findings(const struct drawing *d, struct buf *out,
			 const bool codes[FINDING_N])
{
	const struct findings *f = d->r->findings;

	for (size_t i = 0; i < f->n; i++) {
		if (!codes[f->v[i].code])
			continue;
		buf_printf(out, "\n");
		text_sentence(out, f->v[i].title);
		for (size_t k = 0; k < f->v[i].evidence.n; k++) {
			buf_printf(out, "\n  ");
			text_sentence(out, f->v[i].evidence.v[k]);
		}
		for (size_t k = 0; k < f->v[i].remedy.n; k++) {
			buf_printf(out, "\n  do now: ");
			text_sentence(out, f->v[i].remedy.v[k]);
		}
		buf_printf(out, "\n");
	}
}

static void add_process(const struct drawing *d, struct buf *out, int pid)
{
	const struct process *p =
		processes_find(&d->r->snap->processes, (pid_t)pid);
	char a[HUMAN_MAX], b[HUMAN_MAX], c[HUMAN_MAX];

	if (!p)
		return;
	buf_printf(out, "pid %d ", pid);
	add_outside(d, out, p->comm);
	buf_printf(out, "  RSS %s  Pss %s  of it anonymous %s\n",
		   human_opt(a, p->rss_bytes, HUMAN_SHORT),
		   human_opt(b, p->pss_bytes, HUMAN_SHORT),
		   human_opt(c, p->pss_anon_bytes, HUMAN_SHORT));
	if (d->r->rates)
		add_growth(out,
			   rates_process(d->r->rates, d->r->snap, (pid_t)pid));
}

static void add_head(const struct drawing *d, struct buf *out)
{
	const struct screen_id *id = &d->s->selected;

	if (d->s->list == LIST_MEMORY) {
		add_process(d, out, id->pid);
	} else if (d->s->list == LIST_BY && id->pid) {
		add_process(d, out, id->pid);
	} else if (d->s->list == LIST_BY) {
		buf_printf(out, "%s ", by_name(d->s->by));
		add_outside(d, out, id->key[0] ? id->key : "-");
		buf_printf(out, "\n");
	}
}

int draw_detail(struct drawing *d)
{
	const struct snapshot *snap = d->r->snap;
	const struct by_row *group = selected_group(d);
	bool codes[FINDING_N] = { false };
	struct buf text = { 0 };
	size_t n = 0;

	add_head(d, &text);
	for (size_t i = 0; i < snap->socks.n; i++) {
		uint32_t at = d->r->acct->sock_rank[i];

		if (!sock_held_bytes(&snap->socks.v[at]) ||
		    !row_has_sock(d, group, at))
			continue;
		if (n++ < SOCKS_MAX)
			add_sock(d, &text, at);
		codes[d->r->findings->sock_code[at]] = true;
	}
	codes[F_HEALTHY] = false;
	if (!n)
		buf_printf(&text, "no socket of it holds memory now\n");
	add_findings(d, &text, codes);
	draw_text(d, d->y, 0, d->columns, PAINT_BAR, "DETAIL  ");
	d->y++;
	draw_lines(d, &text);
	draw_text(d, d->lines - 1, 0, d->columns, PAINT_DIM,
		  "Enter or Esc back  up, down scroll  p pause  q quit");
	buf_free(&text);
	return 0;
}

int draw_help(struct drawing *d)
{
	static const char help[] =
		"q            quit\ns            sort by size, growth, "
		"drops\nb            sockets; by process, cgroup, netns, "
		"command; process memory\np, space     pause, and go "
		"on\nleft right   a recording: the sample before, the next "
		"one (also , .)\n[ ]          ten samples back, or on; Home, "
		"End: the first, the last\n/            show only rows whose "
		"command has this text\nup down j k  choose a row; page up, "
		"page down\nEnter        all about the row: its sockets, the "
		"evidence\nEsc          back; on the first page: no "
		"filter\nCtrl-L       draw again\n\n! grew in every sample. "
		"A time is predicted only when at least five\nsamples "
		"support it.\n";
	struct buf text = { 0 };
	int err = buf_append(&text, help, sizeof(help) - 1);

	draw_text(d, d->y, 0, d->columns, PAINT_BAR, "KEYS  ");
	d->y++;
	if (!err)
		draw_lines(d, &text);
	buf_free(&text);
	return err;
}
