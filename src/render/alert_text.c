/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/alert_text.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "alert/condition.h"
#include "render/layout/page.h"
#include "render/report.h"
#include "render/text.h"
#include "render/view.h"
#include "util/escape.h"

#define INDENT 10  /* behind the severity */
#define HANGING 21 /* behind "evidence" and the like */
#define WHEN_MAX 64

static const char *const severities[] = {
	[SEV_OK] = "OK",
	[SEV_NOTICE] = "NOTICE",
	[SEV_WARNING] = "WARNING",
	[SEV_CRITICAL] = "CRITICAL",
};

enum severity alert_note_severity(const struct alert_note *note)
{
	return note->condition ? note->condition->finding->severity : SEV_OK;
}

const char *alert_note_code(const struct alert_note *note,
			    char dst[INCIDENT_KEY_MAX])
{
	const char *key = note->event->incident.key;

	span_copy(span_of(key, strcspn(key, ":")), dst, INCIDENT_KEY_MAX);
	return dst;
}

/* "35 min", "2 h 5 min", "3 d 4 h" */
static const char *duration(uint64_t ms, char dst[WHEN_MAX])
{
	uint64_t min = ms / 60000;

	if (min < 60)
		snprintf(dst, WHEN_MAX, "%" PRIu64 " min", min);
	else if (min < 48 * 60)
		snprintf(dst, WHEN_MAX, "%" PRIu64 " h %" PRIu64 " min",
			 min / 60, min % 60);
	else
		snprintf(dst, WHEN_MAX, "%" PRIu64 " d %" PRIu64 " h",
			 min / 1440, min / 60 % 24);
	return dst;
}

static uint64_t age(const struct alert_message *m, const struct event *e)
{
	return m->now_ms - e->incident.first_ms;
}

int alert_note_title(const struct alert_note *note, struct buf *ret)
{
	return text_sentence(ret, note->condition
					  ? note->condition->finding->title
					  : note->event->incident.title);
}

static size_t columns_left(const char *dst)
{
	size_t used = text_width(dst, strlen(dst));

	return used < ALERT_SUBJECT_COLUMNS ? ALERT_SUBJECT_COLUMNS - used : 0;
}

/* Appends what fits, with dots where it does not. */
static void append(char *dst, const char *text, size_t columns)
{
	size_t len = strlen(text), fit = text_fit(text, len, columns);
	bool cut = fit < len && columns > 3;

	if (cut)
		fit = text_fit(text, len, columns - 3);
	snprintf(dst + strlen(dst), ALERT_SUBJECT_MAX - strlen(dst), "%.*s%s",
		 (int)fit, text, cut ? "..." : "");
}

/* A title, spelled as the locale wants it. */
static void spelled(const struct alert_note *note, bool ascii, char *dst,
		    size_t cap)
{
	struct buf title = { 0 };

	*dst = '\0';
	/* behind 78 columns nothing is shown */
	if (alert_note_title(note, &title))
		;
	else if (ascii)
		text_ascii(dst, cap, title.data, title.len);
	else
		snprintf(dst, cap, "%s", title.data);
	buf_free(&title);
}

const char *alert_subject(const struct alert_message *m,
			  char dst[ALERT_SUBJECT_MAX])
{
	const struct alert_note *first = &m->v[0];
	char title[INCIDENT_TITLE_MAX * ESCAPE_MAX], host[64], more[40] = "";
	size_t room;

	text_outside(host, sizeof(host), m->host, m->ascii);
	spelled(first, m->ascii, title, sizeof(title));
	if (m->n + m->left_out > 1)
		snprintf(more, sizeof(more), " (and %zu more)",
			 m->n + m->left_out - 1);
	snprintf(dst, ALERT_SUBJECT_MAX, "kmemwhere: %s",
		 severities[alert_note_severity(first)]);
	if (*host) {
		append(dst, " on ", columns_left(dst));
		append(dst, host, 30);
	}
	append(dst, first->condition ? ": " : ": over: ", columns_left(dst));
	room = columns_left(dst);
	append(dst, title, room > strlen(more) ? room - strlen(more) : 0);
	append(dst, more, columns_left(dst));
	return dst;
}

static void sentence(struct page *p, size_t indent, const char *text)
{
	struct buf b = { 0 };

	if (text_sentence(&b, text))
		p->error = -ENOMEM;
	else
		page_wrap(p, indent, b.data);
	buf_free(&b);
}

static void label(struct page *p, const char *word)
{
	page_pad(p, INDENT);
	page_put(p, word);
	page_pad(p, HANGING);
}

static void texts(struct page *p, const char *word, const struct texts *t)
{
	for (size_t i = 0; i < t->n; i++) {
		label(p, i ? "" : word);
		sentence(p, HANGING, t->v[i]);
		page_end(p);
	}
}

static void since(struct page *p, const struct alert_message *m,
		  const struct event *e)
{
	time_t t = (time_t)(e->incident.first_ms / 1000);
	char when[WHEN_MAX], ago[WHEN_MAX];
	struct tm tm;

	if (!gmtime_r(&t, &tm) ||
	    !strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S UTC", &tm))
		return;
	label(p, "since");
	page_printf(p, "%s, %s ago", when, duration(age(m, e), ago));
	if (e->incident.flaps)
		page_printf(p, "; it came back, time %u in some hours",
			    e->incident.flaps + 1);
	page_end(p);
}

static void standing(struct page *p, const struct alert_message *m,
		     const struct alert_note *note)
{
	const struct finding *f = note->condition->finding;

	page_put(p, severities[f->severity]);
	page_pad(p, INDENT);
	sentence(p, INDENT, f->title);
	page_end(p);
	texts(p, "evidence", &f->evidence);
	texts(p, "do now", &f->remedy);
	since(p, m, note->event);
	if (note->event->news == NEWS_WORSE) {
		label(p, "news");
		page_put(p, "it was reported before and is worse now");
		page_end(p);
	} else if (note->event->news == NEWS_REMINDER) {
		label(p, "news");
		page_put(p, "it was reported before and persists");
		page_end(p);
	}
	label(p, "more");
	page_printf(p, "see %s in kmemwhere(8)", note->condition->code);
	page_end(p);
}

static void over(struct page *p, const struct alert_message *m,
		 const struct alert_note *note)
{
	char ago[WHEN_MAX];

	page_put(p, severities[SEV_OK]);
	page_pad(p, INDENT);
	page_printf(p, "over after %s%s; it was:",
		    duration(age(m, note->event), ago),
		    m->rebooted ? ", after a reboot" : "");
	page_end(p);
	page_pad(p, INDENT);
	page_wrap(p, INDENT, note->event->incident.title);
	page_end(p);
}

static void left_out(struct page *p, const struct alert_message *m)
{
	page_end(p);
	page_printf(p, "%zu more persist%s, too many to list:", m->left_out,
		    m->left_out == 1 ? "s" : "");
	page_end(p);
	page_put(p, "run kmemwhere on the machine for all of them.");
	page_end(p);
}

int render_alert(const struct alert_message *m, FILE *out)
{
	const struct view view = { .ascii = m->ascii,
				   .width = ALERT_SUBJECT_COLUMNS };
	struct page p = { .view = &view, .out = out };
	char subject[ALERT_SUBJECT_MAX];

	fprintf(out, "%s\n", alert_subject(m, subject));
	for (size_t i = 0; i < m->n; i++) {
		page_end(&p);
		if (m->v[i].condition)
			standing(&p, m, &m->v[i]);
		else
			over(&p, m, &m->v[i]);
	}
	if (m->left_out)
		left_out(&p, m);
	if (m->problem) {
		page_end(&p);
		page_outside(&p, m->problem);
		page_end(&p);
		page_put(&p, "So this may be reported again.");
		page_end(&p);
	}
	buf_free(&p.line);
	return p.error ? p.error : view_flush(out);
}
