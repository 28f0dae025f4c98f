/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/watch/watch.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "run/guard/guard.h"
#include "run/message.h"
#include "run/output.h"
#include "run/record/recorder.h"
#include "run/report/once.h"
#include "run/report/report.h"
#include "run/sample.h"
#include "run/settings.h"
#include "run/watch/screen.h"
#include "run/watch/stay.h"
#include "run/watch/tick.h"
#include "run/watch/watched.h"

/*
 * A terminal that can move its cursor, and keys to be pressed. Of a process's
 * inside there is no such view.
 */
static bool wants_screen(const struct settings *s)
{
	const char *term = getenv("TERM");

	return !s->json && !s->columns && !s->pid &&
	       isatty(STDOUT_FILENO) == 1 && isatty(STDIN_FILENO) == 1 &&
	       term && *term && strcmp(term, "dumb") != 0;
}

/* Blocks of a socket table are told apart by it; the others tell it. */
static void stamp(const struct settings *s, const struct sample *sample,
		  uint64_t nth, FILE *out)
{
	time_t seconds = (time_t)(opt_or0(sample->snap.time_ms) / 1000);
	char text[40];
	struct tm tm;

	if (s->json)
		return;
	if (nth)
		fputc('\n', out);
	if (s->columns && !s->no_headings && localtime_r(&seconds, &tm) &&
	    strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm))
		fprintf(out, "# %s\n", text);
}

static int write_one(const struct settings *s, struct watched *w, uint64_t nth,
		     FILE *out, int *ret_err)
{
	struct sample sample;
	int status = watched_tick(s, w, &sample);

	if (status != STATUS_OK)
		return status;
	stamp(s, &sample, nth, out);
	*ret_err = report_put(s, &sample, &w->rates, out);
	sample_free(&sample);
	return STATUS_OK;
}

static int write_all(const struct settings *s, struct watched *w)
{
	struct output out;
	struct ticks ticks;
	int err = 0, status = output_open(&out), end;

	if (status != STATUS_OK)
		return status;
	ticks_start(&ticks, s->interval);
	for (uint64_t i = guard_samples_before();
	     status == STATUS_OK && !err && !out.error; i++) {
		status = write_one(s, w, i, out.stream, &err);
		if (i + 1 == s->count || watched_ended(w))
			break;
		/* nothing to wait for: it all happened already */
		if (w->player)
			continue;
		ticks_advance(&ticks);
		if (status == STATUS_OK &&
		    ticks_wait(&ticks, -1, -1) == WAIT_CLOSED)
			break;
	}
	end = output_finish(&out, err);
	return status == STATUS_OK ? end : status;
}

static int watch(const struct settings *s)
{
	bool screen = false;
	struct watched w;
	int status = watched_open(s, &w);

	if (status != STATUS_OK)
		return status;
	if (!w.player)
		stay_alive(&w.gaps);
	if (guard_restarts())
		gaps_add(&w.gaps, "history", ETIMEDOUT,
			 "another process held the last sample up: it was "
			 "given up, and rates begin anew",
			 "%u times", guard_restarts());
	if (wants_screen(s))
		status = screen_run(s, &w, &screen);
	if (!screen)
		status = write_all(s, &w);
	watched_close(&w);
	return status;
}

int run_watch(const struct settings *s)
{
	struct settings own;
	int status = once_check_columns(s);

	if (status == STATUS_OK)
		status = masked_settings(s, &own);
	if (status != STATUS_OK)
		return status;
	status = watch(&own);
	masked_settings_free(&own);
	return status;
}
