/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <string.h>

#include "account/account.h"
#include "model/socket/socket.h"
#include "render/columns/columns.h"
#include "render/layout/grid.h"
#include "render/layout/page.h"
#include "render/report.h"
#include "render/table/table_parts.h"
#include "util/escape.h"

/* Where each protocol really stops; FACTS in kmemwhere(8). */
static const char *const stops[PROTO_ACCOUNTED_N] = {
	[PROTO_TCP] = "of max",
	[PROTO_UDP] = "of min, where UDP stops",
};

static const char *const states[] = {
	[PROTO_STATE_OK] = "",
	[PROTO_PRESSURE] = ", in pressure",
	[PROTO_EXHAUSTED] = ", exhausted",
	[PROTO_STATE_UNKNOWN] = "",
};

/* UDP before TCP: it is what people look for and find nowhere. */
static const enum proto shown[PROTO_ACCOUNTED_N] = { PROTO_UDP, PROTO_TCP };

static void put_name(struct grid *g, enum proto proto)
{
	char name[16] = "  ";

	strncat(name, proto_name(proto), sizeof(name) - 3);
	for (char *c = name; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	grid_cell(g, name);
}

static void put_words(struct grid *g, enum proto proto,
		      const struct proto_sum *sum)
{
	struct opt_i64 used = opt_signed(sum->effective);
	char share[HUMAN_MAX], words[96];

	if (!sum->limit.known)
		snprintf(words, sizeof(words), "limit unknown from here");
	else if (!sum->effective.known)
		snprintf(words, sizeof(words), "use unknown");
	else
		snprintf(words, sizeof(words), "%s %s%s",
			 human_share(share, used, sum->limit), stops[proto],
			 states[sum->state]);
	grid_cell(g, words);
}

static void put_size(struct grid *g, const struct page *p, struct opt_u64 v)
{
	char text[HUMAN_MAX];

	grid_cell(g, human_opt(text, v, page_human(p)));
}

static void put_row(struct grid *g, const struct page *p, enum proto proto,
		    const struct proto_sum *sum)
{
	char count[HUMAN_MAX];

	grid_row(g);
	put_name(g, proto);
	grid_cell(g, human_opt_count(count, sum->sockets));
	put_size(g, p, sum->held);
	put_size(g, p, sum->effective);
	for (size_t i = 0; i < 3; i++)
		put_size(g, p, sum->limits[i]);
	put_words(g, proto, sum);
}

/* Memory that is charged and that no dump shows is said, not left out. */
static void put_unseen(struct page *p, enum proto proto,
		       const struct proto_sum *sum)
{
	int64_t gap = opt_i64_or0(sum->unseen);

	if (!sum->tolerance.known || (gap <= (int64_t)sum->tolerance.v &&
				      -gap <= (int64_t)sum->tolerance.v))
		return;
	page_printf(p, "  %s: ", proto_name(proto));
	page_size(p, opt_i64(gap < 0 ? -gap : gap));
	page_put(p,
		 gap > 0 ? " more is charged than all sockets seen explain "
			   "(± "
			 : " that sockets hold is not charged: error queues, "
			   "or an exemption (± ");
	page_size(p, opt_signed(sum->tolerance));
	page_put(p, ")");
	page_end(p);
}

static void put_orphans(struct page *p, const struct proto_sum *sum)
{
	char max[HUMAN_MAX];

	if (!sum->orphans.known || sum->orphans.v <= 0)
		return;
	page_printf(p, "  tcp: %lld orphans of %s at most",
		    (long long)sum->orphans.v,
		    human_opt_count(max, sum->max_orphans));
	page_end(p);
}

void table_protocols(struct page *p, const struct report *r)
{
	static const char *const headings[] = { "COUNT", "HELD",     "USED",
						"MIN",	 "PRESSURE", "MAX" };
	struct grid g = grid_begin(p->view, p->out);

	grid_column(&g, "SOCKETS", 0);
	for (size_t i = 0; i < sizeof(headings) / sizeof(headings[0]); i++)
		grid_column(&g, headings[i], COLUMN_RIGHT);
	grid_column(&g, "LIMIT", COLUMN_TRUNC);
	for (size_t i = 0; i < PROTO_ACCOUNTED_N; i++)
		put_row(&g, p, shown[i], &r->acct->proto[shown[i]]);
	if (grid_end(&g) && !p->error)
		p->error = g.error;
	for (size_t i = 0; i < PROTO_ACCOUNTED_N; i++)
		put_unseen(p, shown[i], &r->acct->proto[shown[i]]);
	put_orphans(p, &r->acct->proto[PROTO_TCP]);
	table_waiting(p, r);
	page_end(p);
}
