/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/notify/notify.h"

#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

#include "alert/condition.h"
#include "render/alert_text.h"
#include "run/alert/policy.h"
#include "run/message.h"
#include "run/notify/exec.h"
#include "run/notify/journal.h"
#include "run/notify/syslog.h"
#include "run/output.h"
#include "run/sample.h"
#include "run/settings.h"

static int to_stdout(const struct alert_message *m)
{
	struct output out;

	if (output_open(&out) != STATUS_OK)
		return STATUS_FAILED;
	return output_finish(&out, render_alert(m, out.stream));
}

/* Whether the place took it; what kept it from that goes to stderr. */
static bool took(const char *place, int err)
{
	if (err)
		message_error("cannot send the message to %s: %s", place,
			      err == -ETIMEDOUT ? "timed out" : strerror(-err));
	return !err;
}

static int tell(const struct policy *p, const struct news_sheet *sheet,
		const struct alert_message *m)
{
	bool told = false;

	if (p->syslog)
		told |= took("syslog", syslog_send(m));
	if (p->journal)
		told |= took("the journal", journal_send(m));
	if (*p->exec)
		told |= took(p->exec, exec_send(p->exec, p->exec_timeout_s, m,
						sheet->sample));
	return told ? STATUS_OK : to_stdout(m);
}

/* The most severe first, what is over last. */
static int by_urgency(const void *a, const void *b)
{
	enum severity x = alert_note_severity(a), y = alert_note_severity(b);

	return (x < y) - (x > y);
}

int notify(const struct policy *p, const struct news_sheet *sheet)
{
	size_t n = sheet->events->n;
	struct alert_note *notes = calloc(n, sizeof(*notes));
	struct alert_message m = {
		.v = notes,
		.n = n,
		.left_out = sheet->events->left_out,
		.host = sheet->sample->snap.host.name,
		.now_ms = sheet->now_ms,
		.rebooted = sheet->rebooted,
		.ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0,
		.problem = sheet->problem,
	};
	int status;

	if (!notes)
		return message_errno(-ENOMEM);
	for (size_t i = 0; i < n; i++) {
		const struct event *e = &sheet->events->v[i];

		notes[i].event = e;
		if (e->standing != NOT_STANDING)
			notes[i].condition = &sheet->conditions->v[e->standing];
	}
	qsort(notes, n, sizeof(*notes), by_urgency);
	status = tell(p, sheet, &m);
	free(notes);
	return status;
}
