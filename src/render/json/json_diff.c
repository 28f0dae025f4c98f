/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/growth/delta.h"
#include "diagnose/diagnose.h"
#include "model/snapshot.h"
#include "render/diff.h"
#include "render/json/json_parts.h"
#include "render/view.h"

/* One of the two moments. */
struct side {
	const struct snapshot *snap;
	const struct finding *finding;
};

static void rows_snap(struct walk *w, const void *row)
{
	walk_row(w, ((const struct side *)row)->snap);
}

static void rows_finding(struct walk *w, const void *row)
{
	walk_row(w, ((const struct side *)row)->finding);
}

static const struct field machine[] = {
	MADE(FIELD_CHARS, make_time, "time", "When it was.",
	     .pattern = TIME_PATTERN),
	SHOWN(struct snapshot, host.name, "host", "The machine."),
	SHOWN(struct snapshot, host.boot_id, "boot_id", "Its boot."),
};
static const struct table diff_machine = TABLE(machine);

static const struct field moment[] = {
	ALL(diff_machine, .rows = rows_snap),
	OBJECT("verdict", "The first finding.", report_verdict,
	       .rows = rows_finding),
};
static const struct table diff_moment = TABLE(moment);

/* A change, and what the names are kept in. */
struct named {
	const struct delta *delta;
	const struct change *change;
};

static void name(const struct lookup *l, const void *row,
		 union field_value *ret)
{
	const struct named *n = row;

	(void)l;
	ret->text = change_name(n->delta, n->change);
}

static void rows_change(struct walk *w, const void *row)
{
	walk_row(w, ((const struct named *)row)->change);
}

static void state(const struct lookup *l, const void *row,
		  union field_value *ret)
{
	(void)l;
	ret->word = change_state(row);
}

static void bytes(const struct lookup *l, const void *row,
		  union field_value *ret)
{
	(void)l;
	ret->i = change_bytes(row);
}

NAMER(state_word, change_state_name, enum change_state, CHANGE_DOWN + 1)

static const struct field change[] = {
	SHOWN(struct change, pid, "pid",
	      "Of a process; null after a new start.", .none_at_0 = true),
	MADE_WORD(state, "state", "What became of it.", state_word,
		  CHANGE_DOWN + 1),
	MADE(FIELD_OPT_I, bytes, "change_bytes", "After - before."),
	SHOWN(struct change, bytes[0], "before_bytes",
	      "Null where it was not there, or is not known."),
	SHOWN(struct change, bytes[1], "after_bytes", "Likewise."),
	SHOWN(struct change, count[0], "before_count",
	      "Sockets, objects, processes; null where nothing is counted."),
	SHOWN(struct change, count[1], "after_count", "Likewise."),
};
static const struct table diff_change = TABLE(change);

static const struct field named[] = {
	MADE(FIELD_NAME, name, "name", "What changed."),
	ALL(diff_change, .rows = rows_change),
};
static const struct table diff_named = TABLE(named);

static void put_kind(struct walk *w, const struct diff_report *r,
		     enum change_kind kind)
{
	const struct delta *d = r->delta;
	size_t begin = d->begin[kind], n = d->begin[kind + 1] - begin;
	size_t rows = kind == CHANGE_TERM ? n : view_rows(&r->view, n);

	for (size_t i = 0; i < rows; i++) {
		const struct named row = { d, &d->v[begin + i] };

		walk_row(w, &row);
	}
}

static void put_side(struct walk *w, const void *row, size_t i)
{
	const struct diff_report *r = row;
	const struct side side = { r->snap[i], &r->findings[i]->v[0] };

	walk_row(w, &side);
}

static void rows_before(struct walk *w, const void *row)
{
	put_side(w, row, 0);
}

static void rows_after(struct walk *w, const void *row)
{
	put_side(w, row, 1);
}

static void schema(const struct lookup *l, const void *row,
		   union field_value *ret)
{
	(void)l;
	(void)row;
	ret->text = JSON_DIFF_SCHEMA;
}

static void seconds(const struct lookup *l, const void *row,
		    union field_value *ret)
{
	(void)l;
	ret->real =
		(double)((const struct diff_report *)row)->delta->ms.v / 1000;
}

static bool has_seconds(const void *row)
{
	return ((const struct diff_report *)row)->delta->ms.known;
}

static void same_boot(const struct lookup *l, const void *row,
		      union field_value *ret)
{
	(void)l;
	ret->yes = ((const struct diff_report *)row)->delta->same_boot;
}

/* A list for each kind of change: enum change_kind, key, what it is. */
#define KINDS(X)                                                             \
	X(CHANGE_TERM, "terms", "The six of the identity, in their order.")  \
	X(CHANGE_KERNEL, "kernel", "Parts of the kernel's share.")           \
	X(CHANGE_PROTOCOL, "protocols",                                      \
	  "used_bytes of TCP and UDP, held bytes of others.")                \
	X(CHANGE_SLAB, "slabs", "Caches.")                                   \
	X(CHANGE_PROGRAM, "programs", "What the sockets of a command hold.") \
	X(CHANGE_PROCESS, "processes", "Pss, else RSS.")                     \
	X(CHANGE_CGROUP, "cgroups", "memory.current.")                       \
	X(CHANGE_PROCESS_MAP, "inside", "With --pid, its classes.")

#define X(kind, key, doc)                                        \
	static void rows_##kind(struct walk *w, const void *row) \
	{                                                        \
		put_kind(w, row, kind);                          \
	}
KINDS(X)
#undef X

static const struct field diff[] = {
	MADE(FIELD_NAME, schema, "schema", "The contract.", .sure = true,
	     .pattern = "^kmemwhere\\.diff/1$"),
	SHOWN(struct diff_report, view.version, "version", "Of kmemwhere.",
	      .sure = true),
	OBJECT("before", "The first moment.", diff_moment, .rows = rows_before),
	OBJECT("after", "The second one.", diff_moment, .rows = rows_after),
	MADE(FIELD_REAL, seconds, "seconds", "What lies between them.",
	     .has = has_seconds),
	MADE(FIELD_BOOL, same_boot, "same_boot",
	     "Whether it is one boot of one machine."),
#define X(kind, key, doc) LIST(key, doc, diff_named, rows_##kind),
	KINDS(X)
#undef X
};
const struct table report_diff = TABLE(diff);

int render_diff_json(const struct diff_report *r, FILE *out)
{
	return walk_document(NULL, &report_diff, r, out);
}
