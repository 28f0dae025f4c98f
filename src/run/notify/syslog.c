/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/notify/syslog.h"

#include <syslog.h>

#include "alert/condition.h"
#include "render/alert_text.h"
#include "run/notify/listens.h"
#include "util/buf.h"

int syslog_priority(int severity)
{
	static const int priorities[] = {
		[SEV_OK] = LOG_NOTICE,
		[SEV_NOTICE] = LOG_NOTICE,
		[SEV_WARNING] = LOG_WARNING,
		[SEV_CRITICAL] = LOG_CRIT,
	};

	return priorities[severity];
}

int syslog_send(const struct alert_message *m)
{
	int err = listens_at(_PATH_LOG);

	if (err)
		return err;
	openlog("kmemwhere", LOG_PID | LOG_NDELAY, LOG_DAEMON);
	for (size_t i = 0; i < m->n; i++) {
		const struct alert_note *note = &m->v[i];
		const struct event *e = note->event;
		enum severity severity = alert_note_severity(note);
		struct buf title = { 0 };

		alert_note_title(note, &title);
		syslog(syslog_priority((int)severity), "%s (%s): %s: %s",
		       severity_name(severity), news_name(e->news),
		       e->incident.key, title.data ? title.data : "");
		buf_free(&title);
	}
	closelog();
	return 0;
}
