/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/text/alert_state.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MAGIC "kmemwhere-state"
#define VERSION_READ 1

/* Cuts the next word, which ends at one blank or with the line. */
static struct span field(struct span *line)
{
	struct span f;

	if (!span_until(line, ' ', &f)) {
		f = *line;
		*line = span_of(f.p + f.len, 0);
	}
	return f;
}

static int number(struct span *line, uint64_t *ret)
{
	return span_u64(field(line), ret);
}

static int amount(struct span *line, struct opt_i64 *ret)
{
	struct span f = field(line);
	int64_t v;
	int err;

	if (span_is(f, "-")) {
		*ret = (struct opt_i64){ 0 };
		return 0;
	}
	err = span_i64(f, &v);
	if (!err)
		*ret = opt_i64(v);
	return err;
}

static int parse_boot(struct span line, struct alert_state *ret)
{
	if (line.len >= sizeof(ret->boot_id))
		return -EINVAL;
	span_copy(line, ret->boot_id, sizeof(ret->boot_id));
	return 0;
}

static int parse_sample(struct span line, struct alert_state *ret)
{
	struct alert_sample s;
	int err;

	if (ret->n_samples == ALERT_SAMPLES_MAX)
		return -EINVAL;
	err = number(&line, &s.time_ms);
	for (int i = 0; i < TREND_N && !err; i++)
		err = amount(&line, &s.v[i]);
	if (err || line.len)
		return -EINVAL;
	ret->samples[ret->n_samples++] = s;
	return 0;
}

/* The seven numbers of an incident. */
static int parse_numbers(struct span *line, struct incident *ret)
{
	uint64_t v[5];
	int err = 0;

	for (int i = 0; i < 5 && !err; i++) {
		err = number(line, &v[i]);
		if (!err && v[i] > UINT32_MAX)
			err = -EINVAL;
	}
	if (!err)
		err = number(line, &ret->first_ms);
	if (!err)
		err = number(line, &ret->told_ms);
	if (!err)
		err = number(line, &ret->cleared_ms);
	if (err || v[1] > 1)
		return -EINVAL;
	ret->severity = (unsigned)v[0];
	ret->raised = v[1];
	ret->seen = (uint32_t)v[2];
	ret->clear = (uint32_t)v[3];
	ret->flaps = (uint32_t)v[4];
	return 0;
}

/* The key may hold blanks (a command has them): a tab ends it. */
static int parse_incident(struct span line, struct alert_state *ret)
{
	struct incident in = { 0 };
	struct span key;

	if (ret->n_incidents == INCIDENTS_MAX || parse_numbers(&line, &in) ||
	    !span_until(&line, '\t', &key))
		return -EINVAL;
	if (key.len >= sizeof(in.key) || line.len >= sizeof(in.title) ||
	    memchr(key.p, '\0', key.len) || memchr(line.p, '\0', line.len))
		return -EINVAL;
	span_copy(key, in.key, sizeof(in.key));
	span_copy(line, in.title, sizeof(in.title));
	ret->incidents[ret->n_incidents++] = in;
	return 0;
}

static int parse_line(struct span line, struct alert_state *ret)
{
	static const struct {
		const char *word;
		int (*parse)(struct span line, struct alert_state *ret);
	} lines[] = {
		{ "boot", parse_boot },
		{ "sample", parse_sample },
		{ "incident", parse_incident },
	};
	struct span word = field(&line);

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		if (span_is(word, lines[i].word))
			return lines[i].parse(line, ret);
	return -EINVAL;
}

static int parse_version(struct span line)
{
	uint64_t version;

	if (!span_is(field(&line), MAGIC) || span_u64(line, &version))
		return -EINVAL;
	return version == VERSION_READ ? 0 : -ENOTSUP;
}

#define END_LEN (sizeof("end 0123456789abcdef\n") - 1)

/* It ends as it should, and nothing follows; body becomes what is before. */
static int check_end(struct span *body)
{
	char end[END_LEN + 1];

	if (body->len < END_LEN)
		return -EINVAL;
	body->len -= END_LEN;
	snprintf(end, sizeof(end), "end %016" PRIx64 "\n",
		 alert_state_sum(body->p, body->len));
	return memcmp(end, body->p + body->len, END_LEN) ? -EINVAL : 0;
}

int parse_alert_state(struct span text, struct alert_state *ret)
{
	struct alert_state state = { 0 };
	struct span body = text, line;
	int err;

	if (!span_line(&text, &line))
		return -EINVAL;
	/* a later version may end in another way */
	err = parse_version(line);
	if (!err)
		err = check_end(&body);
	if (err)
		return err;
	span_line(&body, &line);
	while (!err && span_line(&body, &line))
		err = parse_line(line, &state);
	if (!err)
		err = alert_state_check(&state);
	if (!err)
		*ret = state;
	return err;
}
