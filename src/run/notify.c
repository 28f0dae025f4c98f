/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/notify.h"

#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

#include "alert/condition.h"
#include "render/alert_text.h"
#include "run/exec.h"
#include "run/journal.h"
#include "run/message.h"
#include "run/output.h"
#include "run/policy.h"
#include "run/sample.h"
#include "run/settings.h"
#include "run/syslog.h"

static int to_stdout(const struct alert_message *m)
{
	struct output out;
	int err = output_open(&out), status;

	if (err < 0)
		return message_error("%s", strerror(-err));
	err = render_alert(m, out.stream);
	status = output_finish(&out);
	if (err < 0 && status == STATUS_OK)
		return message_error("cannot write the message: %s",
				     strerror(-err));
	return status;
}

/* Whether the place took it; what kept it from that goes to stderr. */
static bool took(const char *place, int err)
{
	if (err)
		message_error("%s did not take the message: %s", place,
			      err == -ETIMEDOUT ? "it took too long"
						: strerror(-err));
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
		return message_error("%s", strerror(ENOMEM));
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
