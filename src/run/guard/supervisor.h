/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parent's side. Inside run/guard/. */
#ifndef KMW_RUN_GUARD_SUPERVISOR_H
#define KMW_RUN_GUARD_SUPERVISOR_H

#include <signal.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

#include "run/guard/limits.h"

struct supervisor {
	const struct settings *s;
	struct guard_page *page;
	struct limits limits;
	pid_t worker;
	int sock;    /* to the worker */
	int signals; /* a signalfd */
	sigset_t caught, old;
	bool sampling;
	int64_t began_ms; /* the sample or, where there is one, the run */
	int64_t tick_ms;  /* of the last look at the slots */
	int stop;	  /* the signal that ends us; 0: none */
	int64_t stop_ms;  /* when it came */
	struct slot_watch slots[AT_SLOTS];
	bool has_terminal;
	struct termios terminal;
};

/* How a worker ended. */
enum outcome {
	WORKER_ENDED,	/* by itself: its status is what wait() says */
	WORKER_STUCK,	/* given up: another one may do better */
	WORKER_SILENT,	/* given up: there is no time left */
	WORKER_STOPPED, /* a signal is to end us */
};

/* Watches over the worker until it ends, or is given up. */
enum outcome supervisor_watch(struct supervisor *v, int *ret_status);

/* Looks at the slots. Returns whether the worker is to go on. */
bool supervisor_tick(struct supervisor *v, enum outcome *ret);

/* Reads what the worker says; hands out our descriptors. */
void supervisor_hear(struct supervisor *v);

#endif
