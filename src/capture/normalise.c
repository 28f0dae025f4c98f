/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/normalise.h"

#include <errno.h>
#include <string.h>

#include "capture/forms/memory/meminfo.h"
#include "capture/paste/paste.h"
#include "util/buf.h"
#include "util/span.h"

/* Files of a captured folder that people paste into it by hand. */
static const struct {
	const char *name; /* how it begins; the whole of it, but for "…_-" */
	const char *form; /* NULL: that of /proc/meminfo */
	bool always;	  /* also where no line was changed */
} files[] = {
	{ "proc/meminfo", NULL, true },
	{ "proc/net/sockstat", "sockstat", false },
	{ "sos_commands/networking/ss_-", "ss", false },
	{ "sos_commands/networking/netstat_-W_-", "netstat", true },
	{ "sos_commands/networking/netstat_-n", "netstat", true },
};

static bool is_of(const char *name, const char *begin)
{
	size_t n = strlen(begin);

	return begin[n - 1] == '-' || begin[n - 1] == 'n'
		       ? !strncmp(name, begin, n)
		       : !strcmp(name, begin);
}

static int rewrite(size_t i, struct span text, struct buf *to,
		   bool *ret_changed)
{
	*ret_changed = true;
	if (!files[i].form)
		return meminfo_rewrite_text(text, to);
	return paste_rewrite(files[i].form, text, to, ret_changed);
}

int normalise(const char *name, struct buf *text)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct buf to = { 0 };
		bool changed;
		int err;

		if (!is_of(name, files[i].name))
			continue;
		err = rewrite(i, span_of(text->data, text->len), &to, &changed);
		if (!err && (changed || files[i].always)) {
			buf_free(text);
			*text = to;
			return 0;
		}
		buf_free(&to);
		if (err == -ENOMEM)
			return err;
	}
	return 0;
}
