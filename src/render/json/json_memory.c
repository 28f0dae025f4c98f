/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/account.h"
#include "account/account_fields.h"
#include "model/snapshot.h"
#include "render/columns/lookup.h"
#include "render/json/json_parts.h"
#include "render/report.h"

static void rows_identity(struct walk *w, const void *row)
{
	(void)row;
	walk_row(w, &w->l->r->acct->id);
}

static void rows_pss(struct walk *w, const void *row)
{
	(void)row;
	walk_row(w, &w->l->r->acct->id.pss);
}

void rows_memory(struct walk *w, const void *row)
{
	(void)row;
	walk_row(w, &w->l->r->snap->memory);
}

static void rows_parts(struct walk *w, const void *row)
{
	(void)row;
	walk_row(w, &w->l->r->acct->kernel);
}

static const struct field pressure[] = {
	ALL(fields_psi, .offset = offsetof(struct memory, psi)),
	ALL(fields_memory_events),
	PICK(memory, vmstat.direct_stalls),
};
static const struct table report_pressure = TABLE(pressure);

static const struct field pid[] = {
	SHOWN(struct other_part, pid, "", "Process id.", .positive = true),
};
static const struct table report_pid = TABLE(pid);

static void rows_pids(struct walk *w, const void *row)
{
	if (((const struct other_part *)row)->pid > 0)
		walk_row(w, row);
}

static const struct field other[] = {
	ALL(fields_other_part),
	FLAT("pids", "Its holder.", report_pid, rows_pids),
};
static const struct table report_other = TABLE(other);

static void rows_other(struct walk *w, const void *row)
{
	const struct kernel_parts *k = row;

	for (size_t i = 0; i < k->n_other; i++)
		walk_row(w, &k->other[i]);
}

static const struct field kernel[] = {
	ALL(fields_kernel_parts),
	LIST("other", "Named shares of what no part counts.", report_other,
	     rows_other),
	ALL(fields_kernel_rest),
	OBJECT("detail",
	       "What is inside the parts, with --kernel; without it only what "
	       "was looked at because a part was large.",
	       report_detail, .rows = rows_snapshot),
};
static const struct table report_kernel = TABLE(kernel);

static const struct field memory[] = {
	ALL(fields_identity, .rows = rows_identity),
	OBJECT("counters",
	       "The counters as they were read, of /proc/meminfo or of a text "
	       "in its place.",
	       fields_meminfo, .rows = rows_memory),
	OBJECT("swap", "Swap space.", fields_swap, .rows = rows_memory),
	OBJECT("pressure", "How short of memory it is.", report_pressure,
	       .rows = rows_memory),
	OBJECT("pss",
	       "Raw sums over /proc/PID/smaps_rollup; all null with --no-pss "
	       "and in captures.",
	       fields_pss_sums, .rows = rows_pss),
	OBJECT("textbook", "Another way to reckon.", fields_textbook,
	       .rows = rows_identity),
	OBJECT("kernel", "The parts of kernel_bytes.", report_kernel,
	       .rows = rows_parts),
	OBJECT("of_which",
	       "Amounts that lie across the parts and are in no sum.",
	       fields_of_which, .rows = rows_parts),
	LIST("slab_top", "The largest caches.", report_slab_top, rows_slab_top),
	LIST("shared_detail", "Objects of shared memory that were found.",
	     report_shared, rows_shared),
};
const struct table report_memory = TABLE(memory);
