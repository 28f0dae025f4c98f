/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/report/from.h"

#include <string.h>
#include <unistd.h>

#include "capture/capture.h"
#include "capture/one_down.h"
#include "model/snapshot.h"
#include "run/message.h"
#include "run/settings.h"
#include "util/span.h"

static int cannot_read(const struct settings *s, int err)
{
	return message_error("cannot read '%.200s': %s", s->from,
			     strerror(-err));
}

/* The place, from 0, of a moment of a text. */
static int find_sample(const struct settings *s, const char *sample, size_t n,
		       size_t *ret)
{
	bool back = sample && *sample == '-';
	uint64_t v = 1;

	if (!sample) {
		*ret = n ? n - 1 : 0;
		return STATUS_OK;
	}
	if (span_u64(span_of(sample + back, strlen(sample + back)), &v))
		return message_usage("'%.60s' is not the number of a sample",
				     sample);
	if (!v || v > n)
		return message_error("%.200s has %zu sample%s, not '%.60s'",
				     s->from, n, n == 1 ? "" : "s", sample);
	*ret = (size_t)(back ? n - v : v - 1);
	return STATUS_OK;
}

int from_read(const struct settings *s, const char *sample,
	      const struct capture_opts *opts, struct capture **ret_capture,
	      struct snapshot *ret)
{
	struct capture *c = NULL;
	size_t at = 0;
	int status, err;

	if (!strcmp(s->from, "-") && isatty(STDIN_FILENO))
		message_error("paste the text, then press Ctrl-D on a line of "
			      "its own");
	err = capture_open(s->from, &c);
	if (err)
		return cannot_read(s, err);
	status = find_sample(s, sample, capture_samples(c), &at);
	if (status == STATUS_OK) {
		err = capture_read(c, at, opts, ret);
		status = err ? cannot_read(s, err) : STATUS_OK;
	}
	if (status == STATUS_OK)
		*ret_capture = c;
	else
		capture_close(c);
	return status;
}

bool from_is_unknown(const struct snapshot *snap)
{
	return snap->source == SOURCE_CAPTURE && snap->paste.known &&
	       !snap->paste.forms.n;
}

int from_unknown(const struct settings *s)
{
	return message_error(
		"nothing in '%.200s' was recognised; paste for example the "
		"output of: cat /proc/meminfo, free, dmesg, slabtop -o, ss "
		"-tuamp, netstat -neopa, ps aux (see PASTES in kmemwhere(8))",
		s->from);
}

bool from_is_empty(const struct snapshot *snap)
{
	return snap->source == SOURCE_CAPTURE && !snap->paste.known &&
	       !snapshot_has_figures(snap);
}

int from_empty(const struct settings *s)
{
	const char *dir = s->from;
	char down[128];

	if (capture_one_down(dir, down, sizeof(down)))
		return message_error("nothing could be read in '%.200s': the "
				     "capture is one folder down, '%.120s'",
				     dir, down);
	return message_error("nothing could be read in '%.200s': is it the "
			     "folder of a captured machine (proc, "
			     "sos_commands), or is that one folder down?",
			     dir);
}
