/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "options/options.h"

enum { HELP_COLUMN = 30, WIDTH = 79 };

static const char *const group_titles[GROUP_N] = {
	[GROUP_SOCKETS] = "Sockets",
	[GROUP_OUTPUT] = "Output",
	[GROUP_SCOPE] = "Scope",
	[GROUP_RECORD] = "Recordings",
	[GROUP_ALERT] = "Alerts and monitoring",
	[GROUP_OTHER] = "Other",
};

/* Words up to the right edge, the next lines indented. */
static void wrap(FILE *out, const char *text, size_t column)
{
	while (*text) {
		size_t len = strcspn(text, " ");

		if (column > HELP_COLUMN && column + 1 + len > WIDTH) {
			fprintf(out, "\n%*s", HELP_COLUMN, "");
			column = HELP_COLUMN;
		} else if (column > HELP_COLUMN) {
			fputc(' ', out);
			column++;
		}
		fwrite(text, 1, len, out);
		column += len;
		text += len;
		text += *text == ' ';
	}
	fputc('\n', out);
}

static void help_row(FILE *out, const struct option_row *row)
{
	char left[64];
	int n;

	n = snprintf(left, sizeof(left), "  %c%c%c --%s%s%s%s",
		     row->letter ? '-' : ' ', row->letter ? row->letter : ' ',
		     row->letter ? ',' : ' ', row->name,
		     row->arg_optional ? "[" : "", row->arg ? "=" : "",
		     row->arg ? row->arg : "");
	fprintf(out, "%s%s", left, row->arg_optional ? "]" : "");
	n += row->arg_optional;
	if (n >= HELP_COLUMN) {
		fputc('\n', out);
		n = 0;
	}
	fprintf(out, "%*s", HELP_COLUMN - n, "");
	wrap(out, row->help, HELP_COLUMN);
}

void options_help(FILE *out)
{
	fputs("Usage: kmemwhere [OPTION]... [INTERVAL [COUNT]]\n\n"
	      "Shows where this machine's memory went, which socket or process "
	      "holds it,\nand what to do.\n",
	      out);
	for (int group = 0; group < GROUP_N; group++) {
		fprintf(out, "\n%s\n", group_titles[group]);
		for (size_t i = 0; i < option_rows_n; i++)
			if ((int)option_rows[i].group == group)
				help_row(out, &option_rows[i]);
	}
	fputs("\nExit status: 0 report written, 1 failure, 2 wrong usage;\n"
	      "with --check: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.\n"
	      "See kmemwhere(8).\n",
	      out);
}
