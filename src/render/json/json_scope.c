/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/snapshot.h"
#include "render/columns/lookup.h"
#include "render/json/json_parts.h"
#include "render/report.h"
#include "render/scope.h"
#include "render/view.h"

static void uptime(const struct lookup *l, const void *row,
		   union field_value *ret)
{
	(void)l;
	ret->real = (double)((const struct host *)row)->uptime_ms.v / 1000;
}

static bool has_uptime(const void *row)
{
	return ((const struct host *)row)->uptime_ms.known;
}

static const struct field host[] = {
	PICK(host, name),
	PICK(host, kernel),
	PICK(host, arch),
	PICK(host, page_size),
	PICK(host, cpus),
	PICK(host, boot_id),
	MADE(FIELD_REAL, uptime, "uptime_seconds", "/proc/uptime.",
	     .has = has_uptime),
};
const struct table report_host = TABLE(host);

static const char *source_name(size_t i)
{
	static const char *const names[] = {
		[SOURCE_LIVE] = "live",
		[SOURCE_RECORDING] = "recording",
		[SOURCE_CAPTURE] = "capture",
	};

	return names[i];
}

static bool has_processes(const void *row)
{
	return ((const struct snapshot *)row)->processes.known;
}

static void age(const struct lookup *l, const void *row, union field_value *ret)
{
	(void)l;
	ret->real =
		(double)((const struct snapshot *)row)->processes.age_ms / 1000;
}

#define SCOPE(m) PICK_OF(fields_scope, struct snapshot, m)

static const struct field processes[] = {
	SCOPE(processes.n),
	SCOPE(processes.kernel_threads),
	SCOPE(processes.unreadable),
	SCOPE(processes.vanished),
	SCOPE(processes.pss),
	MADE(FIELD_REAL, age, "age_seconds",
	     "How old the RSS of processes is that were there before; 0 but "
	     "with --watch.",
	     .has = has_processes),
};
static const struct table report_processes = TABLE(processes);

static struct opt_u64 count_netns(const void *row, enum netns_access access)
{
	const struct netnses *all = &((const struct snapshot *)row)->netns;

	return (struct opt_u64){ scope_netns(all, access), all->n > 0 };
}

#define NETNS(fn, value)                                        \
	static void fn(const struct lookup *l, const void *row, \
		       union field_value *ret)                  \
	{                                                       \
		(void)l;                                        \
		ret->u = (value);                               \
	}

NETNS(dumped, count_netns(row, NETNS_DUMPED))
NETNS(skipped, count_netns(row, NETNS_SKIPPED_EMPTY))
NETNS(unreadable, count_netns(row, NETNS_UNREADABLE))

static const struct field netns[] = {
	SHOWN(struct snapshot, netns.n, "seen", "All that were met.",
	      .none_at_0 = true),
	MADE(FIELD_OPT, dumped, "dumped", "Asked for their sockets."),
	MADE(FIELD_OPT, skipped, "skipped_empty", "Their sockstat shows none."),
	MADE(FIELD_OPT, unreadable, "unreadable", "Not entered."),
};
static const struct table report_netnses = TABLE(netns);

static void seen(const struct lookup *l, const void *row,
		 union field_value *ret)
{
	struct dump_totals sum;

	(void)row;
	ret->u.known = scope_sockets(l->r->snap, &sum);
	ret->u.v = sum.sockets;
}

static void holding(const struct lookup *l, const void *row,
		    union field_value *ret)
{
	struct dump_totals sum;

	(void)row;
	ret->u.known = scope_sockets(l->r->snap, &sum);
	ret->u.v = sum.holding;
}

static void listed(const struct lookup *l, const void *row,
		   union field_value *ret)
{
	(void)row;
	ret->u = opt_u64(view_rows(&l->r->view, l->r->snap->socks.n));
}

static const struct field sockets[] = {
	MADE(FIELD_OPT, seen, "seen", "In all dumps."),
	MADE(FIELD_OPT, holding, "holding", "Those that hold memory."),
	MADE(FIELD_OPT, listed, "listed", "In this report.", .sure = true),
};
static const struct table report_sockets = TABLE(sockets);

static void gaps(struct walk *w, const void *row)
{
	const struct gaps *all = &((const struct snapshot *)row)->gaps;

	for (size_t i = 0; i < all->n; i++)
		walk_row(w, &all->v[i]);
}

static void forms(struct walk *w, const void *row)
{
	const struct paste_forms *all =
		&((const struct snapshot *)row)->paste.forms;

	for (size_t i = 0; i < all->n; i++)
		walk_row(w, &all->v[i]);
}

static bool is_text(const void *row)
{
	return ((const struct snapshot *)row)->paste.known;
}

/* The rows are of the snapshot. */
static const struct field scope[] = {
	SHOWN_AS(struct snapshot, source, FIELD_ENUM, "source",
		 "Where the figures come from.",
		 NAMES(source_name, SOURCE_CAPTURE + 1)),
	SCOPE(uid),
	OBJECT("processes", "Those that were read.", report_processes),
	OBJECT("netns", "Network namespaces.", report_netnses),
	OBJECT("sockets", "Those of all families.", report_sockets),
	LIST("forms", "Of a pasted text: which lines were read as what.",
	     fields_paste_form, forms),
	SHOWN(struct snapshot, paste.unknown_lines, "lines_not_understood",
	      "Of a pasted text: lines that are of no form.", .has = is_text),
	LIST("gaps", "What could not be read, a row each.", fields_gap, gaps),
};
const struct table report_scope = TABLE(scope);
