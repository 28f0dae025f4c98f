/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The process that the user started is a supervisor: it forks a worker, which
 * does everything, and gives it up where it is held up by another process. The
 * next one leaves that process out, and says so. A worker has no terminal, no
 * pipe and no file of the caller's while it reads other processes: one that
 * can never be ended keeps nobody waiting.
 */
#ifndef KMW_RUN_GUARD_GUARD_H
#define KMW_RUN_GUARD_GUARD_H

struct gaps;
struct settings;

/*
 * Calls run(s) in a worker, where s asks for it: where this machine is read,
 * and with --check. Returns an exit status, in both processes; the supervisor
 * ends by the signal that its worker ended by.
 */
int guard_run(const struct settings *s, int (*run)(const struct settings *s));

/*
 * Around whatever reads this machine, in a worker; nothing elsewhere. What is
 * written to stdout in between goes to stderr.
 */
void guard_sample_begin(void);
void guard_sample_end(void);

/* Adds who was left out of the sample. */
void guard_gaps(struct gaps *gaps);

/* How many samples the workers before this one finished. */
unsigned long guard_samples_before(void);

/* How many workers were given up before this one. */
unsigned guard_restarts(void);

#endif
