/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/watch/screen.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "render/report.h"
#include "run/guard/guard.h"
#include "run/message.h"
#include "run/sample.h"
#include "run/settings.h"
#include "run/view.h"
#include "run/watch/tick.h"
#include "run/watch/watched.h"
#include "screen/screen.h"

struct show {
	const struct settings *s;
	struct watched *w;
	struct screen screen;
	struct ticks ticks;
	struct sample sample;
	bool has_sample;
	uint64_t samples;
	int stop;     /* a signalfd */
	int stopped;  /* the signal that ended it; 0 none */
	sigset_t old; /* signal mask */
};

/* They must not end us in the middle: the terminal is to be given back. */
static int catch_signals(struct show *show)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGQUIT);
	if (sigprocmask(SIG_BLOCK, &set, &show->old))
		return -errno;
	show->stop = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return show->stop < 0 ? -errno : 0;
}

static void let_signals(struct show *show)
{
	if (show->stop >= 0)
		close(show->stop);
	show->stop = -1;
	sigprocmask(SIG_SETMASK, &show->old, NULL);
}

static int draw(struct show *show)
{
	struct report r = { .snap = &show->sample.snap,
			    .acct = &show->sample.acct,
			    .findings = &show->sample.findings,
			    .rates = &show->w->rates };
	int err;

	view_init(show->s, &r.view);
	err = screen_draw(&show->screen, &r);
	return err < 0 ? message_errno(err) : STATUS_OK;
}

static void keep(struct show *show, const struct sample *next)
{
	if (show->has_sample)
		sample_free(&show->sample);
	show->sample = *next;
	show->has_sample = true;
	show->samples++;
	show->screen.serial++;
	if (show->w->player)
		show->screen.place = show->w->next - 1 - show->w->begin;
}

static int take(struct show *show)
{
	struct sample next;
	int status = watched_tick(show->s, show->w, &next);

	if (status == STATUS_OK)
		keep(show, &next);
	return status;
}

/* The sample of a recording that a key asked for, of those that are shown. */
static int turn(struct show *show)
{
	struct watched *w = show->w;
	int64_t to = (int64_t)show->screen.place + show->screen.turn;
	struct sample next;
	int status;

	show->screen.turn = 0;
	to = to < 0 ? 0 : to;
	if ((uint64_t)to >= w->end - w->begin)
		to = (int64_t)(w->end - w->begin) - 1;
	if ((size_t)to == show->screen.place)
		return STATUS_OK;
	/* what is no step on has no sample before it to be held against */
	show->screen.serial += (size_t)to != show->screen.place + 1;
	status = watched_seek(show->s, w, w->begin + (size_t)to, &next);
	if (status == STATUS_OK)
		keep(show, &next);
	return status;
}

/* At the pace of the recording, but no sample is shown longer than told. */
static void set_pace(struct show *show)
{
	uint64_t most = (uint64_t)(show->s->interval * 1000);
	uint64_t ms = watched_pace_ms(show->w);

	ticks_in(&show->ticks, ms && ms < most ? ms : most);
}

/* The next sample, or what a wish to go on means at the end. */
static int play(struct show *show)
{
	int status = STATUS_OK;

	if (!show->screen.paused && watched_ended(show->w))
		show->screen.paused = true;
	else if (!show->screen.paused)
		status = take(show);
	set_pace(show);
	return status;
}

static void read_signal(struct show *show)
{
	struct signalfd_siginfo info;

	if (read(show->stop, &info, sizeof(info)) == (ssize_t)sizeof(info))
		show->stopped = (int)info.ssi_signo;
}

static bool tick(struct show *show, int *status)
{
	bool paused = show->screen.paused;

	if (show->w->player) {
		*status = play(show);
	} else {
		ticks_advance(&show->ticks);
		if (!paused)
			*status = take(show);
	}
	if (*status == STATUS_OK && !paused)
		*status = draw(show);
	/* a recording stays on its last sample */
	return *status == STATUS_OK && (show->w->player || !show->s->count ||
					show->samples < show->s->count);
}

/* One wait and what comes of it. Returns false at the end. */
static bool go_on(struct show *show, int *status)
{
	enum wait wait = ticks_wait(&show->ticks, STDIN_FILENO, show->stop);
	enum screen_wish wish;

	if (wait == WAIT_CLOSED)
		return false;
	if (wait == WAIT_STOP) {
		read_signal(show);
		return false;
	}
	if (wait == WAIT_TICK)
		return tick(show, status);
	/* a key, or a signal: of the window's size ncurses makes a key, too */
	wish = screen_keys(&show->screen);
	if (wish == WISH_QUIT)
		return false;
	if (show->screen.turn)
		*status = turn(show);
	if (*status == STATUS_OK && wish == WISH_REDRAW)
		*status = draw(show);
	return *status == STATUS_OK;
}

static int run(struct show *show)
{
	int status = take(show);

	if (status == STATUS_OK)
		status = draw(show);
	if (show->w->player)
		set_pace(show);
	else
		ticks_advance(&show->ticks);
	while (status == STATUS_OK && go_on(show, &status))
		;
	return status;
}

int screen_run(const struct settings *s, struct watched *w, bool *ret_usable)
{
	struct show show = {
		.s = s, .w = w, .samples = guard_samples_before(), .stop = -1
	};
	struct view view;
	int status = STATUS_FAILED;

	view_init(s, &view);
	show.screen.ascii = view.ascii;
	show.screen.color = view.color;
	show.screen.interval = s->interval;
	show.screen.paused = s->sample != NULL;
	/* --sample is where it begins: keys lead to those before it, too */
	if (w->player && !s->count)
		w->begin = 0;
	show.screen.places = w->player ? w->end - w->begin : 0;
	if (s->by != BY_NOTHING) {
		show.screen.list = LIST_BY;
		show.screen.by = (enum by)s->by;
	}
	if (catch_signals(&show) || screen_open(&show.screen)) {
		let_signals(&show);
		*ret_usable = false;
		return STATUS_FAILED;
	}
	*ret_usable = true;
	ticks_start(&show.ticks, s->interval);
	status = run(&show);
	screen_close(&show.screen);
	if (show.has_sample)
		sample_free(&show.sample);
	let_signals(&show);
	/* who sent it is to see that it worked */
	if (show.stopped) {
		signal(show.stopped, SIG_DFL);
		raise(show.stopped);
	}
	return status;
}
