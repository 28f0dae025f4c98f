/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/view.h"

#include <langinfo.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "render/report.h"
#include "run/settings.h"
#include "util/span.h"

#define DEFAULT_WIDTH 80

/* Set, and not to the empty string: how https://no-color.org wants it. */
static const char *env(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* A serial console does not tell its size; there COLUMNS may. */
static size_t terminal_width(void)
{
	struct winsize size;
	const char *columns = env("COLUMNS");
	uint64_t n;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	if (columns && !span_u64(span_of(columns, strlen(columns)), &n) && n &&
	    n <= UINT16_MAX)
		return (size_t)n;
	return DEFAULT_WIDTH;
}

static bool wants_color(int when, bool terminal)
{
	const char *term = env("TERM");

	if (when != COLOR_AUTO)
		return when == COLOR_ALWAYS;
	return terminal && !env("NO_COLOR") && term && strcmp(term, "dumb");
}

void view_init(const struct settings *s, struct view *ret)
{
	bool terminal = isatty(STDOUT_FILENO) == 1;

	*ret = (struct view){
		.top = s->all && !s->top_given ? SIZE_MAX : (size_t)s->top,
		.top_given = s->all || s->top_given,
		.bytes = s->bytes,
		.kernel = s->kernel || s->deep,
		.no_headings = s->no_headings,
		.color = wants_color(s->color, terminal),
		.ascii = s->ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0,
		.width = terminal ? terminal_width() : 0,
		.columns = s->columns,
		.sort = s->sort,
		.version = PACKAGE_VERSION,
	};
}
