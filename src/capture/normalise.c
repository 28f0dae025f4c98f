/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/normalise.h"

#include <errno.h>
#include <string.h>

#include "capture/forms/memory/meminfo.h"
#include "util/buf.h"
#include "util/span.h"

static const struct {
	const char *name;
	int (*rewrite)(struct span text, struct buf *to);
} files[] = {
	{ "proc/meminfo", meminfo_rewrite_text },
};

int normalise(const char *name, struct buf *text)
{
	struct buf to = { 0 };

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		if (strcmp(name, files[i].name))
			continue;
		if (files[i].rewrite(span_of(text->data, text->len), &to)) {
			buf_free(&to);
			return -ENOMEM;
		}
		buf_free(text);
		*text = to;
	}
	return 0;
}
