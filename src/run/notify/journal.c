/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/notify/journal.h"

#include <errno.h>

#ifdef HAVE_SYSTEMD
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* our file and line would say nothing about the machine */
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#include "alert/condition.h"
#include "render/alert_text.h"
#include "run/notify/listens.h"
#include "run/notify/syslog.h"

#define JOURNAL_SOCKET "/run/systemd/journal/socket"
#define PIDS_MAX 20

/* MESSAGE_ID= of what is raised (worse, reminded of) and of what is over. */
#define ID_RAISED "6f1d5f0a9c3b4f0e8a4d2b7c5e9f1a36"
#define ID_OVER "b2c87e4d1f6a4c5d9e0b3a8f7d6c5e41"

struct entry {
	struct iovec v[10 + PIDS_MAX];
	int n;
	int error;
};

/* Adds "NAME=value". */
__attribute__((format(printf, 2, 3))) static void field(struct entry *e,
							const char *fmt, ...)
{
	char *text;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (len < 0)
		e->error = -ENOMEM;
	else
		e->v[e->n++] = (struct iovec){ text, (size_t)len };
}

/* The whole text of one piece of news. */
static void message(struct entry *e, const struct alert_message *m,
		    const struct alert_note *note)
{
	struct alert_message one = *m;
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	one.v = note;
	one.n = 1;
	if (!out || render_alert(&one, out))
		e->error = -ENOMEM;
	if (out && fclose(out) == EOF)
		e->error = -ENOMEM;
	while (len && text[len - 1] == '\n')
		len--;
	if (!e->error)
		field(e, "MESSAGE=%.*s", (int)len, text);
	free(text);
}

static void figures(struct entry *e, const struct finding *f)
{
	if (f->bytes.known)
		field(e, "KMEMWHERE_BYTES=%" PRId64, f->bytes.v);
	for (size_t i = 0; i < f->subject.n_pids && i < PIDS_MAX; i++)
		field(e, "KMEMWHERE_PID=%d", (int)f->subject.pids[i]);
}

static int send_note(const struct alert_message *m,
		     const struct alert_note *note)
{
	enum severity severity = alert_note_severity(note);
	struct entry e = { 0 };
	char code[INCIDENT_KEY_MAX];

	message(&e, m, note);
	field(&e, "PRIORITY=%d", syslog_priority((int)severity));
	field(&e, "SYSLOG_FACILITY=3");
	field(&e, "SYSLOG_IDENTIFIER=kmemwhere");
	field(&e, "MESSAGE_ID=%s", note->condition ? ID_RAISED : ID_OVER);
	field(&e, "KMEMWHERE_CODE=%s", alert_note_code(note, code));
	field(&e, "KMEMWHERE_INCIDENT=%s", note->event->incident.key);
	field(&e, "KMEMWHERE_EVENT=%s", news_name(note->event->news));
	field(&e, "KMEMWHERE_SEVERITY=%s", severity_name(severity));
	if (note->condition)
		figures(&e, note->condition->finding);
	if (!e.error)
		e.error = sd_journal_sendv(e.v, e.n);
	while (e.n)
		free(e.v[--e.n].iov_base);
	return e.error;
}

int journal_send(const struct alert_message *m)
{
	/* sd_journal_sendv() is content where there is no journal */
	int err = listens_at(JOURNAL_SOCKET);

	for (size_t i = 0; i < m->n && !err; i++)
		err = send_note(m, &m->v[i]);
	return err;
}

bool journal_is_built(void)
{
	return true;
}
#else
int journal_send(const struct alert_message *m)
{
	(void)m;
	return -ENOTSUP;
}

bool journal_is_built(void)
{
	return false;
}
#endif
