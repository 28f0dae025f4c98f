/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/syslog.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "alert/condition.h"
#include "render/alert_text.h"
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

/* Some daemons have a stream there. */
static int somebody_listens(void)
{
	static const int types[] = { SOCK_DGRAM, SOCK_STREAM };
	const struct sockaddr_un at = { .sun_family = AF_UNIX,
					.sun_path = _PATH_LOG };
	int err = -ECONNREFUSED;

	for (size_t i = 0; i < 2 && err; i++) {
		int fd = socket(AF_UNIX, types[i] | SOCK_CLOEXEC, 0);

		if (fd < 0)
			return -errno;
		err = 0;
		if (connect(fd, (const struct sockaddr *)&at, sizeof(at)) < 0)
			err = -errno;
		close(fd);
	}
	return err;
}

int syslog_send(const struct alert_message *m)
{
	int err = somebody_listens();

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
