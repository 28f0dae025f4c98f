/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/notify/exec.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alert/condition.h"
#include "render/alert_text.h"
#include "render/report.h"
#include "run/message.h"
#include "run/sample.h"
#include "run/settings.h"
#include "system/program.h"

#define VARIABLES_MAX 16
#define VARIABLE_MAX 512

struct environment {
	char v[VARIABLES_MAX][VARIABLE_MAX];
	char *list[VARIABLES_MAX + 1];
	size_t n;
};

__attribute__((format(printf, 2, 3))) static void
variable(struct environment *env, const char *fmt, ...)
{
	va_list ap;

	if (env->n == VARIABLES_MAX)
		return;
	va_start(ap, fmt);
	vsnprintf(env->v[env->n], VARIABLE_MAX, fmt, ap);
	va_end(ap);
	env->list[env->n] = env->v[env->n];
	env->n++;
}

/* All of the first, most urgent piece of news; the report has the rest. */
static void describe(const struct alert_message *m, struct environment *env)
{
	const struct alert_note *first = &m->v[0];
	char subject[ALERT_SUBJECT_MAX], code[INCIDENT_KEY_MAX];

	variable(env, "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
		      "/sbin:/bin");
	variable(env, "LC_ALL=C.UTF-8");
	variable(env, "HOME=/");
	variable(env, "SHELL=/bin/sh");
	variable(env, "KMEMWHERE_SUBJECT=%s", alert_subject(m, subject));
	variable(env, "KMEMWHERE_EVENT=%s", news_name(first->event->news));
	variable(env, "KMEMWHERE_EVENTS=%zu", m->n);
	variable(env, "KMEMWHERE_SEVERITY=%s",
		 severity_name(alert_note_severity(first)));
	variable(env, "KMEMWHERE_CODE=%s", alert_note_code(first, code));
	variable(env, "KMEMWHERE_INCIDENT=%s", first->event->incident.key);
	if (first->condition && first->condition->finding->bytes.known)
		variable(env, "KMEMWHERE_BYTES=%" PRId64,
			 first->condition->finding->bytes.v);
	if (first->condition && first->condition->finding->subject.n_pids)
		variable(env, "KMEMWHERE_PID=%d",
			 (int)first->condition->finding->subject.pids[0]);
}

/* A file in memory: who does not read it blocks nobody. */
static int report_file(const struct sample *sample)
{
	const struct report r = { .snap = &sample->snap,
				  .acct = &sample->acct,
				  .findings = &sample->findings,
				  .view = { .top = SETTINGS_TOP,
					    .version = PACKAGE_VERSION } };
	int fd = memfd_create("kmemwhere-report", MFD_CLOEXEC);
	FILE *out;
	int err, copy;

	if (fd < 0)
		return -errno;
	copy = dup(fd);
	out = copy < 0 ? NULL : fdopen(copy, "w");
	err = out ? render_json(&r, out) : -errno;
	if (!out && copy >= 0)
		close(copy);
	if (out && fclose(out) == EOF && !err)
		err = -errno;
	if (!err && lseek(fd, 0, SEEK_SET) < 0)
		err = -errno;
	if (err) {
		close(fd);
		return err;
	}
	return fd;
}

static int spawn(const char *program, int in, struct environment *env,
		 pid_t *ret)
{
	char *const argv[] = { (char *)(uintptr_t)program, NULL };
	const char *const paths[] = { program, NULL };
	const struct program p = { .paths = paths,
				   .argv = argv,
				   .env = env->list,
				   .in = in,
				   .out = -1 };

	return program_start(&p, ret);
}

static int wait_for(const char *program, pid_t pid, unsigned seconds)
{
	int status = 0, err = program_wait(pid, seconds * 1000, &status);

	if (err)
		return err;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	if (WIFSIGNALED(status))
		message_error("%s was killed by signal %d", program,
			      WTERMSIG(status));
	else
		message_error("%s exited with status %d", program,
			      WEXITSTATUS(status));
	return -EIO;
}

int exec_send(const char *program, unsigned seconds,
	      const struct alert_message *m, const struct sample *sample)
{
	struct environment *env = calloc(1, sizeof(*env));
	int err, in;
	pid_t pid;

	if (!env)
		return -ENOMEM;
	describe(m, env);
	in = report_file(sample);
	err = in < 0 ? in : spawn(program, in, env, &pid);
	if (in >= 0)
		close(in);
	free(env);
	return err ? err : wait_for(program, pid, seconds);
}
