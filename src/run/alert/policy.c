/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/alert/policy.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "run/notify/journal.h"
#include "util/escape.h"

#define RENOTIFY_HOURS 24
#define EXEC_SECONDS 30
#define HOUR_MS ((uint64_t)3600 * 1000)

void policy_init(struct policy *p)
{
	*p = (struct policy){
		.incidents = { .level = SEV_WARNING,
			       .runs = 2,
			       .renotify_ms = RENOTIFY_HOURS * HOUR_MS },
		.exec_timeout_s = EXEC_SECONDS,
		.state = STATE_DEFAULT,
	};
}

/* A key of the file: how its value is set and printed. */
struct key {
	const char *name;
	const char *expected;
	int (*set)(const struct key *k, void *field, struct span value);
	void (*print)(const struct key *k, const void *field, FILE *out);
	size_t offset;	   /* of the field in struct policy */
	size_t size;	   /* of a number: 4 or 8 bytes */
	uint64_t min, max; /* likewise */
	uint64_t unit;	   /* likewise: what is stored for 1 */
};

static int set_number(const struct key *k, void *field, struct span v)
{
	uint64_t n;

	if (span_u64(v, &n) || n < k->min || n > k->max)
		return -EINVAL;
	if (k->size == sizeof(uint32_t))
		*(uint32_t *)field = (uint32_t)(n * k->unit);
	else
		*(uint64_t *)field = n * k->unit;
	return 0;
}

static void print_number(const struct key *k, const void *field, FILE *out)
{
	uint64_t n = k->size == sizeof(uint32_t) ? *(const uint32_t *)field
						 : *(const uint64_t *)field;

	fprintf(out, "%s = %" PRIu64 "\n", k->name, n / k->unit);
}

static int set_bool(const struct key *k, void *field, struct span v)
{
	(void)k;
	if (!span_is(v, "yes") && !span_is(v, "no"))
		return -EINVAL;
	*(bool *)field = span_is(v, "yes");
	return 0;
}

static int set_journal(const struct key *k, void *field, struct span v)
{
	int err = set_bool(k, field, v);

	return !err && *(bool *)field && !journal_is_built() ? -ENOTSUP : err;
}

static void print_bool(const struct key *k, const void *field, FILE *out)
{
	fprintf(out, "%s = %s\n", k->name, *(const bool *)field ? "yes" : "no");
}

static int set_path(const struct key *k, void *field, struct span v)
{
	(void)k;
	if (!v.len || *v.p != '/' || v.len >= PATH_MAX ||
	    memchr(v.p, '\0', v.len) || v.p[v.len - 1] == '/')
		return -EINVAL;
	span_copy(v, field, PATH_MAX);
	return 0;
}

static void print_path(const struct key *k, const void *field, FILE *out)
{
	char text[PATH_MAX * ESCAPE_MAX];

	if (*(const char *)field)
		fprintf(out, "%s = %s\n", k->name,
			escape_str(text, sizeof(text), field));
}

static int set_level(const struct key *k, void *field, struct span v)
{
	enum severity *level = field;

	(void)k;
	if (!span_is(v, "warning") && !span_is(v, "critical"))
		return -EINVAL;
	*level = span_is(v, "warning") ? SEV_WARNING : SEV_CRITICAL;
	return 0;
}

static void print_level(const struct key *k, const void *field, FILE *out)
{
	fprintf(out, "%s = %s\n", k->name,
		severity_name(*(const enum severity *)field));
}

static int set_grow(const struct key *k, void *field, struct span v)
{
	struct range r;

	(void)k;
	if (v.len > 2 && !memcmp(v.p + v.len - 2, "/h", 2))
		v.len -= 2;
	if (!v.len || memchr(v.p, ':', v.len) || *v.p == '@' ||
	    range_parse(v, UNIT_NEEDED, false, &r) || r.end.percent ||
	    r.end.v < 0)
		return -EINVAL;
	*(uint64_t *)field = (uint64_t)r.end.v;
	return 0;
}

static void print_grow(const struct key *k, const void *field, FILE *out)
{
	fprintf(out, "%s = %" PRIu64 "B\n", k->name, *(const uint64_t *)field);
}

static int set_thresholds(const struct key *k, void *field, struct span v)
{
	(void)k;
	return thresholds_parse(v, field);
}

static void print_thresholds(const struct key *k, const void *field, FILE *out)
{
	const struct thresholds *t = field;
	char text[80];

	for (int m = 0; m < METRIC_N; m++)
		if (t->v[m].given)
			fprintf(out, "%s = %s=%s\n", k->name,
				metric_name((enum metric)m),
				range_text(&t->v[m], text, sizeof(text)));
}

/* Kept as an incident's key is: the person copies what a message shows. */
static int set_ignore(const struct key *k, void *field, struct span v)
{
	struct ignores *ig = field;
	struct span rest = v, code;

	(void)k;
	if (!span_until(&rest, ':', &code)) {
		code = rest;
		rest = span_of(rest.p, 0);
	} else if (!rest.len) {
		return -EINVAL;
	}
	if (!condition_code_known(code) || v.len >= INCIDENT_KEY_MAX ||
	    ig->n == IGNORES_MAX)
		return -EINVAL;
	span_copy(v, ig->v[ig->n++], INCIDENT_KEY_MAX);
	return 0;
}

static void print_ignores(const struct key *k, const void *field, FILE *out)
{
	const struct ignores *ig = field;
	char text[INCIDENT_KEY_MAX * ESCAPE_MAX];

	fprintf(out, "# silenced: %zu\n", ig->n);
	for (size_t i = 0; i < ig->n; i++)
		fprintf(out, "%s = %s\n", k->name,
			escape_str(text, sizeof(text), ig->v[i]));
}

#define AT(member) .offset = offsetof(struct policy, member)
#define NUMBER(member, least, most, one)                                      \
	set_number, print_number, AT(member),                                 \
		.size = sizeof(((struct policy *)0)->member), .min = (least), \
		.max = (most), .unit = (one)

/* In the order of --check-config. */
static const struct key keys[] = {
	{ "level", "warning or critical", set_level, print_level,
	  AT(incidents.level) },
	{ "for", "a number of runs from 1 to 1000",
	  NUMBER(incidents.runs, 1, 1000, 1) },
	{ "renotify", "hours from 0 (never) to 10000",
	  NUMBER(incidents.renotify_ms, 0, 10000, HOUR_MS) },
	{ "grow", "bytes per hour with a unit, e.g. 100M", set_grow, print_grow,
	  AT(conditions.grow_bytes_hour) },
	{ "warn", THRESHOLDS_EXPECTED, set_thresholds, print_thresholds,
	  AT(conditions.warn) },
	{ "crit", THRESHOLDS_EXPECTED, set_thresholds, print_thresholds,
	  AT(conditions.crit) },
	{ "state", "the absolute path of a file", set_path, print_path,
	  AT(state) },
	{ "syslog", "yes or no", set_bool, print_bool, AT(syslog) },
	{ "journal", "yes or no", set_journal, print_bool, AT(journal) },
	{ "exec", "the absolute path of a program", set_path, print_path,
	  AT(exec) },
	{ "exec-timeout", "seconds from 1 to 600",
	  NUMBER(exec_timeout_s, 1, 600, 1) },
	{ "ignore",
	  "CODE or CODE:COMMAND with a code of kmemwhere(8), 64 at most",
	  set_ignore, print_ignores, AT(conditions.ignores) },
};

#define KEYS_N (sizeof(keys) / sizeof(*keys))

int policy_set(struct policy *p, struct span key, struct span value,
	       const char **ret_expected)
{
	for (const struct key *k = keys; k < keys + KEYS_N; k++) {
		if (!span_is(key, k->name))
			continue;
		*ret_expected = k->expected;
		return k->set(k, (char *)p + k->offset, value);
	}
	return -ENOENT;
}

void policy_print(const struct policy *p, FILE *out)
{
	for (const struct key *k = keys; k < keys + KEYS_N; k++)
		k->print(k, (const char *)p + k->offset, out);
}
