/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/record/player.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model/snapshot.h"
#include "record/record.h"
#include "run/file.h"
#include "run/message.h"
#include "run/output.h"
#include "run/record/moment.h"
#include "run/settings.h"
#include "util/span.h"

struct player {
	struct replay *replay;
	const char *path;
};

static int cannot_replay(const char *path, int err,
			 const struct replay_error *e)
{
	if (err != -EBADMSG)
		return message_error("cannot replay '%.200s': %s", path,
				     file_why(err));
	if (!e->line)
		return message_error("%.200s: %s", path, e->what);
	return message_error("%.200s:%" PRIu64 ": %s", path, e->line, e->what);
}

int player_open(const char *path, struct player **ret)
{
	struct player *p = calloc(1, sizeof(*p));
	struct replay_error e = { 0 };
	int err = p ? replay_open(path, &p->replay, &e) : -ENOMEM;

	if (err) {
		free(p);
		return cannot_replay(path, err, &e);
	}
	p->path = path;
	if (replay_is_cut(p->replay))
		message_error("%.200s:%zu: ignoring an incomplete last line",
			      path, replay_count(p->replay) + 1);
	*ret = p;
	return STATUS_OK;
}

size_t player_count(const struct player *p)
{
	return replay_count(p->replay);
}

static int find_number(const struct player *p, const char *text, uint64_t n,
		       size_t *ret)
{
	size_t count = player_count(p);
	bool back = *text == '-';

	if (!n || n > count)
		return message_error("%.200s has %zu sample%s, not '%.60s'",
				     p->path, count, count == 1 ? "" : "s",
				     text);
	*ret = (size_t)(back ? count - n : n - 1);
	return STATUS_OK;
}

static int find_time(const struct player *p, const char *text, uint64_t ms,
		     size_t *ret)
{
	for (size_t i = player_count(p); i; i--) {
		struct opt_u64 t = replay_time(p->replay, i - 1);

		if (t.known && t.v <= ms) {
			*ret = i - 1;
			return STATUS_OK;
		}
	}
	return message_error("%.200s has no sample up to '%.60s'", p->path,
			     text);
}

int player_find(const struct player *p, const char *sample, size_t *ret)
{
	const char *digits = sample && *sample == '-' ? sample + 1 : sample;
	uint64_t n;

	if (!sample) {
		*ret = player_count(p) - 1;
		return STATUS_OK;
	}
	if (!span_u64(span_of(digits, strlen(digits)), &n))
		return find_number(p, sample, n, ret);
	if (!moment_parse(sample, &n))
		return find_time(p, sample, n, ret);
	return message_usage("'%.60s' is neither the number of a sample nor a "
			     "time",
			     sample);
}

struct opt_u64 player_time(const struct player *p, size_t index)
{
	return replay_time(p->replay, index);
}

int player_get(struct player *p, size_t index, struct snapshot *ret)
{
	struct replay_error e = { 0 };
	int err = replay_read(p->replay, index, ret, &e);

	return err ? cannot_replay(p->path, err, &e) : STATUS_OK;
}

void player_close(struct player *p)
{
	if (!p)
		return;
	replay_close(p->replay);
	free(p);
}

int player_read(const char *path, const char *sample, struct snapshot *ret)
{
	struct player *p;
	size_t i;
	int status = player_open(path, &p);

	if (status != STATUS_OK)
		return status;
	status = player_find(p, sample, &i);
	if (status == STATUS_OK)
		status = player_get(p, i, ret);
	player_close(p);
	return status;
}

/* As --sample takes it. */
static void put_time(FILE *out, struct opt_u64 ms)
{
	time_t seconds = (time_t)(ms.v / 1000);
	char text[64];
	struct tm tm;

	if (!ms.known || !gmtime_r(&seconds, &tm) ||
	    !strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm))
		fprintf(out, "%-24s", "-");
	else
		fprintf(out, "%s.%03uZ", text, (unsigned)(ms.v % 1000));
}

static void put_list(FILE *out, const struct player *p, bool headings)
{
	if (headings)
		fprintf(out, "%6s  %-24s  %10s\n", "SAMPLE", "TIME", "BYTES");
	for (size_t i = 0; i < player_count(p); i++) {
		fprintf(out, "%6zu  ", i + 1);
		put_time(out, replay_time(p->replay, i));
		fprintf(out, "  %10" PRIu64 "\n", replay_bytes(p->replay, i));
	}
}

int run_list_samples(const struct settings *s)
{
	struct output out;
	struct player *p;
	int status = player_open(s->replay, &p);

	if (status != STATUS_OK)
		return status;
	status = output_open(&out);
	if (status == STATUS_OK) {
		put_list(out.stream, p, !s->no_headings);
		status = output_finish(&out, 0);
	}
	player_close(p);
	return status;
}
