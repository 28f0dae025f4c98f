/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/prometheus/pout.h"

#include <inttypes.h>
#include <math.h>

#include "account/sight.h"
#include "util/escape.h"

#define PREFIX "kmemwhere_"

static const struct {
	const char *name;
	const char *type;
	const char *help;
} families[PROMETHEUS_FAMILY_N] = {
#define X(id, name, type, help) [id] = { PREFIX name, type, help },
	PROMETHEUS_FAMILIES(X)
#undef X
};

/* Sums over what may not all have been seen: they are left out then. */
static const unsigned needs[PROMETHEUS_FAMILY_N] = {
	[P_PROTO_CHARGED] = SIGHT_SOCKETS,
	[P_PROTO_UNSEEN] = SIGHT_SOCKETS,
	[P_PROTO_TOLERANCE] = SIGHT_SOCKETS,
	[P_PROTO_DROPS] = SIGHT_SOCKETS,
	[P_SOCKETS] = SIGHT_SOCKETS,
	[P_SOCKETS_HOLDING] = SIGHT_SOCKETS,
	[P_SOCKET_HELD] = SIGHT_SOCKETS,
	[P_SOCKET_DROPS] = SIGHT_SOCKETS,
	[P_HOLDER_BYTES] = SIGHT_SOCKETS,
	[P_HOLDER_SOCKETS] = SIGHT_SOCKETS,
	[P_HOLDER_DROPS] = SIGHT_SOCKETS,
	[P_PROCESS_PSS] = SIGHT_PSS | SIGHT_PROCESSES,
};

static bool left_out(const struct pout *p, enum prometheus_family f)
{
	return needs[f] & p->missing;
}

static void heading(struct pout *p, enum prometheus_family f)
{
	if (p->last == (int)f)
		return;
	p->last = (int)f;
	fprintf(p->out, "# HELP %s %s\n# TYPE %s %s\n", families[f].name,
		families[f].help, families[f].name, families[f].type);
}

/*
 * escape() leaves no newline, and a backslash only in front of xNN; the format
 * wants that one doubled, and the quote escaped.
 */
static void label(FILE *out, const struct plabel *l)
{
	char safe[PLABEL_MAX];

	escape_str(safe, sizeof(safe), l->value);
	fprintf(out, "%s=\"", l->name);
	for (const char *c = safe; *c; c++) {
		if (*c == '\\' || *c == '"')
			fputc('\\', out);
		fputc(*c, out);
	}
	fputc('"', out);
}

static void begin(struct pout *p, enum prometheus_family f,
		  const struct plabel *labels)
{
	heading(p, f);
	fputs(families[f].name, p->out);
	for (const struct plabel *l = labels; l->name; l++) {
		fputc(l == labels ? '{' : ',', p->out);
		label(p->out, l);
	}
	fputs(labels->name ? "} " : " ", p->out);
}

void pout_i64(struct pout *p, enum prometheus_family f,
	      const struct plabel *labels, struct opt_i64 v)
{
	if (!v.known || left_out(p, f))
		return;
	begin(p, f, labels);
	fprintf(p->out, "%" PRId64 "\n", v.v);
}

void pout_u64(struct pout *p, enum prometheus_family f,
	      const struct plabel *labels, struct opt_u64 v)
{
	if (!v.known || left_out(p, f))
		return;
	begin(p, f, labels);
	fprintf(p->out, "%" PRIu64 "\n", v.v);
}

void pout_real(struct pout *p, enum prometheus_family f,
	       const struct plabel *labels, bool known, double v)
{
	if (!known || !isfinite(v) || left_out(p, f))
		return;
	begin(p, f, labels);
	fprintf(p->out, "%.6f\n", v);
}
