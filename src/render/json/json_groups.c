/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/account.h"
#include "account/by.h"
#include "account/memcg.h"
#include "model/snapshot.h"
#include "render/json/json_parts.h"
#include "render/json/jout.h"
#include "render/report.h"
#include "render/view.h"

void json_cgroups(struct jout *j, const struct report *r)
{
	const struct memcgs *all = &r->snap->memcgs;
	size_t rows = view_rows(&r->view, all->n);

	jout_open(j, "cgroups", '[');
	for (size_t i = 0; i < rows && !j->error; i++) {
		uint32_t at = r->acct->memcg_rank[i];
		const struct memcg *m = &all->v[at];

		jout_open(j, NULL, '{');
		jout_text(j, "path", r->snap->strings.data + m->path);
		jout_opt(j, "current_bytes", m->current_bytes);
		jout_opt(j, "limit_bytes", memcg_limit(r->snap, at));
		jout_opt(j, "socket_bytes", m->socket_bytes);
		jout_opt(j, "kernel_bytes", m->kernel_bytes);
		jout_opt(j, "oom_kills", m->oom_kills);
		jout_real(j, "full_avg10", m->psi.known, m->psi.full_avg10);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

void json_groups(struct jout *j, const struct report *r)
{
	size_t rows = r->by ? view_rows(&r->view, r->by->n) : 0;

	if (!r->by) {
		jout_null(j, "groups");
		return;
	}
	jout_open(j, "groups", '{');
	jout_word(j, "by", by_name(r->by->by));
	jout_open(j, "rows", '[');
	for (size_t i = 0; i < rows && !j->error; i++) {
		const struct by_row *row = &r->by->v[i];

		jout_open(j, NULL, '{');
		jout_text(j, "key", by_key(r->by, row));
		jout_u64(j, "sockets", row->sockets);
		jout_u64(j, "held_bytes", row->held_bytes);
		jout_u64(j, "drops", row->drops);
		jout_close(j, '}');
	}
	jout_close(j, ']');
	jout_close(j, '}');
}
