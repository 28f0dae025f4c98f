/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/captured_processes.h"

#include <errno.h>
#include <stdlib.h>

#include "source/source.h"
#include "model/snapshot.h"
#include "parse/text/ps.h"
#include "util/buf.h"
#include "util/vec.h"

#define PS "sos_commands/process/ps_"
#define ROWS_MAX 262144

/* What kmemwhere-capture has, and sosreports of different ages. */
static const char *const listings[] = {
	PS "-eo_pid_ppid_uid_rss_vsz_comm",
	PS "auxwww",
	PS "aux",
	PS "auxwwwm",
	PS "auxfwww",
	PS "alxwww",
	"ps",
};

struct rows {
	struct process *v;
	size_t n;
	size_t cap;
};

static int by_pid(const void *a, const void *b)
{
	const struct process *x = a, *y = b;

	return (x->pid > y->pid) - (x->pid < y->pid);
}

/* Both in order, so that each goes to the end of a new table. */
static int merge(struct processes *ps, const struct rows *rows)
{
	struct processes all = *ps;
	size_t i = 0, k = 0;
	int err = 0;

	all.v = NULL;
	all.n = all.cap = 0;
	while (!err && (i < ps->n || k < rows->n)) {
		struct process p;

		if (k == rows->n ||
		    (i < ps->n && ps->v[i].pid <= rows->v[k].pid)) {
			p = ps->v[i++];
			if (k < rows->n && rows->v[k].pid == p.pid) {
				p.rss_bytes = rows->v[k].rss_bytes;
				if (rows->v[k].uid != UID_UNKNOWN)
					p.uid = rows->v[k].uid;
				k++;
			}
		} else {
			p = rows->v[k++];
		}
		err = processes_insert(&all, &p);
		if (err == -EEXIST) /* twice in the listing */
			err = 0;
	}
	if (err) {
		processes_free(&all);
		return err;
	}
	all.known = true;
	processes_free(ps);
	*ps = all;
	return 0;
}

static int read_rows(struct span text, const struct ps_columns *c,
		     struct snapshot *snap)
{
	struct rows rows = { 0 };
	struct process p;
	unsigned bad = 0;
	int err = 0;

	while (!err && rows.n < ROWS_MAX && parse_ps_row(&text, c, &p, &bad)) {
		err = VEC_GROW(&rows) ? -ENOMEM : 0;
		if (!err)
			rows.v[rows.n++] = p;
	}
	if (bad)
		gaps_add(&snap->gaps, "ps", EBADMSG,
			 "not all processes are known", "%u lines", bad);
	if (rows.n)
		qsort(rows.v, rows.n, sizeof(*rows.v), by_pid);
	if (!err && rows.n)
		err = merge(&snap->processes, &rows);
	free(rows.v);
	return err;
}

int captured_processes(const struct source *src, struct snapshot *snap)
{
	struct buf text = { 0 };
	int err = -ENOENT;

	for (size_t i = 0;
	     err == -ENOENT && i < sizeof(listings) / sizeof(*listings); i++) {
		struct ps_columns c;
		struct span s;

		err = source_read(src, listings[i], &text);
		s = span_of(text.data, text.len);
		if (!err && !parse_ps_header(&s, &c))
			err = read_rows(s, &c, snap);
		else if (err != -ENOMEM)
			err = -ENOENT;
	}
	buf_free(&text);
	return err == -ENOMEM ? err : 0;
}
