/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines that say which machine and kernel it was. */
#include <string.h>

#include "capture/forms/host.h"
#include "capture/forms/words.h"

/* "Linux HOST 3.10.0-957.el7.x86_64 #1 SMP … x86_64 GNU/Linux" */
enum fit uname_fit(struct span line, struct look *look)
{
	struct span w[5];

	(void)look;
	if (form_words(line, w, 5) < 5 || !span_is(w[0], "Linux") ||
	    span_is(w[1], "version") || *w[3].p != '#' ||
	    !memchr("0123456789", *w[2].p, 10))
		return FIT_NOT;
	return FIT_HEAD;
}

/* sar: "Linux 2.6.32-696.el6.x86_64 (host1)  2019-10-15  _x86_64_  (40 CPU)" */
enum fit sysstat_head_fit(struct span line, struct look *look)
{
	struct span w[3];

	(void)look;
	if (form_words(line, w, 3) < 3 || !span_is(w[0], "Linux") ||
	    !memchr("0123456789", *w[1].p, 10) || *w[2].p != '(' ||
	    w[2].p[w[2].len - 1] != ')')
		return FIT_NOT;
	return FIT_HEAD;
}

int sysstat_head_rewrite(const struct look *look, struct buf *to)
{
	struct span w[3];

	if (form_words(look_text(look), w, 3) < 3)
		return 0;
	return buf_printf(to, "Linux version %.*s\n", (int)w[1].len, w[1].p);
}

/* "Linux version 6.1.0-18-amd64 (builder@host) …", also in dmesg */
enum fit version_fit(struct span line, struct look *look)
{
	(void)look;
	return span_starts(line, "Linux version ") ? FIT_HEAD : FIT_NOT;
}
