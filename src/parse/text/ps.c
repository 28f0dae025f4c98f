/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/text/ps.h"

#include <errno.h>
#include <string.h>

#include "model/process/process.h"
#include "parse/field.h"

#define COLUMNS_MAX 64

static void note_column(struct span name, int at, struct ps_columns *c)
{
	if (span_is(name, "PID"))
		c->pid = at;
	else if (span_is(name, "RSS"))
		c->rss = at;
	else if (span_is(name, "UID") || (span_is(name, "USER") && c->uid < 0))
		c->uid = at;
	/* the listings that have it print arguments, too */
	else if (span_is(name, "TIME"))
		c->args = true;
}

int parse_ps_header(struct span *text, struct ps_columns *ret)
{
	struct ps_columns c = { .pid = -1, .rss = -1, .uid = -1 };
	struct span rest = *text, line, word, last = { 0 };

	if (!span_line(&rest, &line) || !line_whole(&rest, line))
		return -EINVAL;
	for (c.command = -1; span_word(&line, &word); last = word) {
		if (++c.command == COLUMNS_MAX)
			return -EINVAL;
		note_column(word, c.command, &c);
	}
	if (c.pid < 0 || c.pid == c.command ||
	    (!span_is(last, "COMMAND") && !span_is(last, "CMD") &&
	     !span_is(last, "COMM")))
		return -EINVAL;
	*text = rest;
	*ret = c;
	return 0;
}

/* "/usr/sbin/nginx -g …" and " \_ nginx: worker": nginx; "-bash": bash */
static struct span program_of(struct span s)
{
	struct span word = s, at;

	while (span_word(&s, &word))
		if (!span_is(word, "\\_") && !span_is(word, "|"))
			break;
	at = word;
	for (size_t i = 0; at.len && i < word.len; i++)
		if (word.p[i] == '/' && i + 1 < word.len)
			at = span_of(word.p + i + 1, word.len - i - 1);
	if (at.len > 1 && at.p[0] == '-')
		at = span_of(at.p + 1, at.len - 1);
	if (at.len > 1 && at.p[at.len - 1] == ':')
		at.len--;
	return at;
}

static int read_field(struct span word, int at, const struct ps_columns *c,
		      struct process *p)
{
	uint64_t v;

	if (at == c->pid) {
		if (span_u64(word, &v) || !v || v > INT32_MAX)
			return -EINVAL;
		p->pid = (pid_t)v;
	} else if (at == c->rss) {
		/* busybox shortens it: "12m" is not known to the byte */
		if (!field_amount(word, 1024, AMOUNT_MAX, &v))
			p->rss_bytes = opt_u64(v);
	} else if (at == c->uid) {
		/* other names are of that machine's users */
		if (span_is(word, "root"))
			p->uid = 0;
		else if (!span_u64(word, &v) && v <= UINT32_MAX)
			p->uid = (uint32_t)v;
	}
	return 0;
}

/* 0, -EINVAL, or -ESRCH: no process that has memory. */
static int parse_row(struct span line, const struct ps_columns *c,
		     struct process *ret)
{
	struct process p = { .uid = UID_UNKNOWN };
	struct span word, comm;

	for (int at = 0; at < c->command; at++) {
		if (!span_word(&line, &word))
			return -EINVAL;
		if (at == c->pid && span_is(word, "-"))
			return -ESRCH;
		if (read_field(word, at, c, &p))
			return -EINVAL;
	}
	comm = span_trim(line);
	if (c->args)
		comm = program_of(comm);
	if (!comm.len)
		return -EINVAL;
	if (p.rss_bytes.known && !p.rss_bytes.v)
		return -ESRCH;
	span_copy(comm, p.comm, sizeof(p.comm));
	*ret = p;
	return 0;
}

bool parse_ps_row(struct span *text, const struct ps_columns *c,
		  struct process *ret, unsigned *bad)
{
	struct span line;

	while (span_line(text, &line)) {
		int err;

		if (!span_trim(line).len)
			continue;
		err = line_whole(text, line) ? parse_row(line, c, ret)
					     : -EINVAL;
		if (!err)
			return true;
		*bad += err == -EINVAL;
	}
	return false;
}
