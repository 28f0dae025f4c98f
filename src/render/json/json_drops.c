/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/snapshot.h"
#include "render/json/json_parts.h"
#include "render/json/jout.h"
#include "render/report.h"

static void put_reasons(struct jout *j, const struct drop_counts *c)
{
	jout_open(j, "reasons", '[');
	for (size_t i = 0; i < c->n; i++) {
		jout_open(j, NULL, '{');
		jout_text(j, "reason", c->v[i].name);
		jout_u64(j, "count", c->v[i].count);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void put_limits(struct jout *j, const struct drop_counts *c)
{
	jout_open(j, "limits", '[');
	for (size_t i = 0; i < c->n; i++) {
		jout_open(j, NULL, '{');
		jout_text(j, "protocol", c->v[i].name);
		jout_word(j, "direction", c->v[i].sending ? "send" : "receive");
		jout_u64(j, "count", c->v[i].count);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

void json_drops(struct jout *j, const struct report *r)
{
	const struct drops *d = &r->snap->drops;

	if (!d->looked) {
		jout_null(j, "drops");
		return;
	}
	jout_open(j, "drops", '{');
	jout_u64(j, "window_ms", d->window_ms);
	put_reasons(j, &d->reasons);
	put_limits(j, &d->limits);
	jout_u64(j, "others", d->reasons.others + d->limits.others);
	jout_u64(j, "lost", d->lost);
	jout_close(j, '}');
}
