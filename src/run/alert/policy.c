/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/alert/policy.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "run/notify/journal.h"
#include "util/escape.h"

#define RUNS_MAX 1000
#define RENOTIFY_HOURS 24
#define RENOTIFY_HOURS_MAX 10000
#define EXEC_SECONDS 30
#define EXEC_SECONDS_MAX 600
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

static int set_level(struct policy *p, struct span v)
{
	if (span_is(v, "warning"))
		p->incidents.level = SEV_WARNING;
	else if (span_is(v, "critical"))
		p->incidents.level = SEV_CRITICAL;
	else
		return -EINVAL;
	return 0;
}

static int count(struct span v, uint64_t least, uint64_t most, uint64_t *ret)
{
	uint64_t n;

	if (span_u64(v, &n) || n < least || n > most)
		return -EINVAL;
	*ret = n;
	return 0;
}

static int set_for(struct policy *p, struct span v)
{
	uint64_t n;

	if (count(v, 1, RUNS_MAX, &n))
		return -EINVAL;
	p->incidents.runs = (uint32_t)n;
	return 0;
}

static int set_renotify(struct policy *p, struct span v)
{
	uint64_t n;

	if (count(v, 0, RENOTIFY_HOURS_MAX, &n))
		return -EINVAL;
	p->incidents.renotify_ms = n * HOUR_MS;
	return 0;
}

static int set_grow(struct policy *p, struct span v)
{
	struct range r;

	if (v.len > 2 && !memcmp(v.p + v.len - 2, "/h", 2))
		v.len -= 2;
	if (!v.len || memchr(v.p, ':', v.len) || *v.p == '@' ||
	    range_parse(v, UNIT_NEEDED, false, &r) || r.end.percent ||
	    r.end.v < 0)
		return -EINVAL;
	p->conditions.grow_bytes_hour = (uint64_t)r.end.v;
	return 0;
}

static int set_warn(struct policy *p, struct span v)
{
	return thresholds_parse(v, &p->conditions.warn);
}

static int set_crit(struct policy *p, struct span v)
{
	return thresholds_parse(v, &p->conditions.crit);
}

/* Kept as an incident's key is: the person copies what a message shows. */
static int set_ignore(struct policy *p, struct span v)
{
	struct ignores *ig = &p->conditions.ignores;
	struct span rest = v, code;

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

static int set_path(struct span v, char ret[PATH_MAX])
{
	if (!v.len || *v.p != '/' || v.len >= PATH_MAX ||
	    memchr(v.p, '\0', v.len) || v.p[v.len - 1] == '/')
		return -EINVAL;
	span_copy(v, ret, PATH_MAX);
	return 0;
}

static int set_state(struct policy *p, struct span v)
{
	return set_path(v, p->state);
}

static int set_exec(struct policy *p, struct span v)
{
	return set_path(v, p->exec);
}

static int set_exec_timeout(struct policy *p, struct span v)
{
	uint64_t n;

	if (count(v, 1, EXEC_SECONDS_MAX, &n))
		return -EINVAL;
	p->exec_timeout_s = (unsigned)n;
	return 0;
}

static int set_bool(struct span v, bool *ret)
{
	if (!span_is(v, "yes") && !span_is(v, "no"))
		return -EINVAL;
	*ret = span_is(v, "yes");
	return 0;
}

static int set_syslog(struct policy *p, struct span v)
{
	return set_bool(v, &p->syslog);
}

static int set_journal(struct policy *p, struct span v)
{
	int err = set_bool(v, &p->journal);

	return !err && p->journal && !journal_is_built() ? -ENOTSUP : err;
}

static const struct key {
	const char *name;
	int (*set)(struct policy *p, struct span value);
	const char *expected;
} keys[] = {
	{ "level", set_level, "warning or critical" },
	{ "for", set_for, "a number of runs from 1 to 1000" },
	{ "renotify", set_renotify, "hours from 0 (never again) to 10000" },
	{ "grow", set_grow, "bytes an hour with a unit, as 100M" },
	{ "warn", set_warn, THRESHOLDS_EXPECTED },
	{ "crit", set_crit, THRESHOLDS_EXPECTED },
	{ "ignore", set_ignore,
	  "CODE or CODE:COMMAND with a code of kmemwhere(8), 64 at most" },
	{ "state", set_state, "the absolute path of a file" },
	{ "syslog", set_syslog, "yes or no" },
	{ "journal", set_journal, "yes or no" },
	{ "exec", set_exec, "the absolute path of a program" },
	{ "exec-timeout", set_exec_timeout, "seconds from 1 to 600" },
};

int policy_set(struct policy *p, struct span key, struct span value,
	       const char **ret_expected)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (!span_is(key, keys[i].name))
			continue;
		*ret_expected = keys[i].expected;
		return keys[i].set(p, value);
	}
	return -ENOENT;
}

static void print_thresholds(const char *key, const struct thresholds *t,
			     FILE *out)
{
	char text[80];

	for (int m = 0; m < METRIC_N; m++)
		if (t->v[m].given)
			fprintf(out, "%s = %s=%s\n", key,
				metric_name((enum metric)m),
				range_text(&t->v[m], text, sizeof(text)));
}

static void print_path(const char *key, const char *path, FILE *out)
{
	char text[PATH_MAX * ESCAPE_MAX];

	if (*path)
		fprintf(out, "%s = %s\n", key,
			escape_str(text, sizeof(text), path));
}

void policy_print(const struct policy *p, FILE *out)
{
	const struct ignores *ig = &p->conditions.ignores;
	char text[INCIDENT_KEY_MAX * ESCAPE_MAX];

	fprintf(out, "level = %s\n", severity_name(p->incidents.level));
	fprintf(out, "for = %" PRIu32 "\n", p->incidents.runs);
	fprintf(out, "renotify = %" PRIu64 "\n",
		p->incidents.renotify_ms / HOUR_MS);
	fprintf(out, "grow = %" PRIu64 "B\n", p->conditions.grow_bytes_hour);
	print_thresholds("warn", &p->conditions.warn, out);
	print_thresholds("crit", &p->conditions.crit, out);
	print_path("state", p->state, out);
	fprintf(out, "syslog = %s\n", p->syslog ? "yes" : "no");
	fprintf(out, "journal = %s\n", p->journal ? "yes" : "no");
	print_path("exec", p->exec, out);
	fprintf(out, "exec-timeout = %u\n", p->exec_timeout_s);
	fprintf(out, "# silenced: %zu\n", ig->n);
	for (size_t i = 0; i < ig->n; i++)
		fprintf(out, "ignore = %s\n",
			escape_str(text, sizeof(text), ig->v[i]));
}
