/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/text/alert_state.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define MAGIC "kmemwhere-state"
#define SEVERITY_MAX 3

/* FNV-1a: against accidents, not against attackers. */
static uint64_t checksum(const char *p, size_t len)
{
	uint64_t h = 0xcbf29ce484222325ULL;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)p[i]) * 0x100000001b3ULL;
	return h;
}

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
	if (s.time_ms > INT64_MAX ||
	    (ret->n_samples &&
	     s.time_ms <= ret->samples[ret->n_samples - 1].time_ms))
		return -EINVAL;
	ret->samples[ret->n_samples++] = s;
	return 0;
}

static bool printable(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	return true;
}

static bool have_key(const struct alert_state *state, struct span key)
{
	for (size_t i = 0; i < state->n_incidents; i++)
		if (span_is(key, state->incidents[i].key))
			return true;
	return false;
}

/* The seven numbers of an incident. */
static int parse_numbers(struct span *line, struct incident *ret)
{
	uint64_t v[5];
	int err = 0;

	for (int i = 0; i < 5 && !err; i++) {
		err = number(line, &v[i]);
		if (!err && v[i] > (i < 2 ? SEVERITY_MAX : UINT32_MAX / 2))
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
	if (!key.len || key.len >= sizeof(in.key) ||
	    line.len >= sizeof(in.title) || !printable(key) ||
	    !printable(line) || have_key(ret, key))
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
	return version == ALERT_STATE_VERSION ? 0 : -ENOTSUP;
}

/* The last line of a text. */
static int end_text(const char *text, size_t len, struct buf *ret)
{
	return buf_printf(ret, "end %016" PRIx64 "\n", checksum(text, len));
}

#define END_LEN (sizeof("end 0123456789abcdef\n") - 1)

/* It ends as it should, and nothing follows; body becomes what is before. */
static int check_end(struct span *body)
{
	struct buf end = { 0 };
	size_t len;
	int err;

	if (body->len < END_LEN)
		return -EINVAL;
	len = body->len - END_LEN;
	err = end_text(body->p, len, &end);
	if (!err && memcmp(end.data, body->p + len, END_LEN) != 0)
		err = -EINVAL;
	buf_free(&end);
	if (!err)
		*body = span_of(body->p, len);
	return err;
}

int parse_alert_state(struct span text, struct alert_state *ret)
{
	struct alert_state state = { 0 };
	struct span body = text, line;
	int err;

	if (text.len > ALERT_STATE_TEXT_MAX || !span_line(&text, &line))
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
		*ret = state;
	return err;
}

static int sample_text(const struct alert_sample *s, struct buf *ret)
{
	int err = buf_printf(ret, "sample %" PRIu64, s->time_ms);

	for (int i = 0; i < TREND_N && !err; i++)
		err = s->v[i].known ? buf_printf(ret, " %" PRId64, s->v[i].v)
				    : buf_printf(ret, " -");
	return err ? err : buf_append(ret, "\n", 1);
}

static int incident_text(const struct incident *in, struct buf *ret)
{
	return buf_printf(ret,
			  "incident %u %d %" PRIu32 " %" PRIu32 " %" PRIu32
			  " %" PRIu64 " %" PRIu64 " %" PRIu64 " %s\t%s\n",
			  in->severity, in->raised, in->seen, in->clear,
			  in->flaps, in->first_ms, in->told_ms, in->cleared_ms,
			  in->key, in->title);
}

int alert_state_text(const struct alert_state *state, struct buf *ret)
{
	size_t start = ret->len;
	int err = buf_printf(ret, MAGIC " %d\nboot %s\n", ALERT_STATE_VERSION,
			     state->boot_id);

	for (size_t i = 0; i < state->n_samples && !err; i++)
		err = sample_text(&state->samples[i], ret);
	for (size_t i = 0; i < state->n_incidents && !err; i++)
		err = incident_text(&state->incidents[i], ret);
	if (err)
		return err;
	return end_text(ret->data + start, ret->len - start, ret);
}
