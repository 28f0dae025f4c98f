/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include "option_set.h"
#include "run/settings.h"

#define FIELD(name) .offset = offsetof(struct settings, name)
#define FLAG(name) .set = option_set_flag, FIELD(name)
#define TEXT(name) .set = option_set_text, FIELD(name)
#define WORD(name) .set = option_set_word, FIELD(name)
#define MODE(m) .set = option_set_value, FIELD(mode), .value = (m)

const struct option_row option_rows[] = {
	{ .group = GROUP_SOCKETS,
	  .letter = 'a',
	  .name = "all",
	  FLAG(all),
	  .help = "all rows, also sockets that hold nothing" },
	{ .group = GROUP_SOCKETS,
	  .letter = 't',
	  .name = "top",
	  .arg = "N",
	  .set = option_set_top,
	  FIELD(top),
	  .help = "at most N rows (20 unless told otherwise)" },
	{ .group = GROUP_SOCKETS,
	  .letter = 's',
	  .name = "sort",
	  .arg = "COL",
	  TEXT(sort),
	  .help = "sort by that column (HELD)" },
	{ .group = GROUP_SOCKETS,
	  .name = "by",
	  .arg = "process|cgroup|netns|command|port",
	  WORD(by),
	  .help = "sum the sockets up by it, in place of the socket table" },
	{ .group = GROUP_SOCKETS,
	  .letter = 'o',
	  .name = "output",
	  .arg = "LIST",
	  TEXT(columns),
	  .help = "print the socket table alone, with these columns; "
		  "+LIST adds them to the usual ones" },
	{ .group = GROUP_SOCKETS,
	  .name = "list-columns",
	  MODE(MODE_LIST_COLUMNS),
	  .help = "list the columns, and what is in them" },
	{ .group = GROUP_OUTPUT,
	  .letter = 'b',
	  .name = "bytes",
	  FLAG(bytes),
	  .help = "exact bytes instead of rounded sizes" },
	{ .group = GROUP_OUTPUT,
	  .letter = 'n',
	  .name = "noheadings",
	  FLAG(no_headings),
	  .help = "no heading line in the socket table" },
	{ .group = GROUP_OUTPUT,
	  .name = "json",
	  FLAG(json),
	  .help = "the report as JSON, see kmemwhere-report(5)" },
	{ .group = GROUP_OUTPUT,
	  .name = "color",
	  .arg = "auto|always|never",
	  .arg_optional = true,
	  WORD(color),
	  .value = COLOR_AUTO,
	  .help = "colour the report; auto: on a terminal, unless NO_COLOR "
		  "is set" },
	{ .group = GROUP_OUTPUT,
	  .name = "ascii",
	  FLAG(ascii),
	  .help = "no character beyond ASCII" },
	{ .group = GROUP_SCOPE,
	  .name = "netns",
	  .arg = "all|self",
	  WORD(netns),
	  .help = "look into every network namespace (all), or only into the "
		  "one it runs in" },
	{ .group = GROUP_SCOPE,
	  .name = "no-pss",
	  FLAG(no_pss),
	  .help = "do not walk the page tables of processes; a huge process "
		  "is held up by it, 9 ms a GiB" },
	{ .group = GROUP_SCOPE,
	  .name = "no-probe",
	  FLAG(no_probe),
	  .help = "no second look at large queues; it takes 250 ms, and tells "
		  "whether anybody reads them" },
	{ .group = GROUP_SCOPE,
	  .name = "drop-reasons",
	  .arg = "SECONDS",
	  .arg_optional = true,
	  .set = option_set_seconds,
	  FIELD(drop_seconds),
	  .value = 1,
	  .help = "listen for so long (1) to the kernel's own reasons for "
		  "dropping packets; needs tracefs mounted" },
	{ .group = GROUP_SCOPE,
	  .name = "intrusive",
	  FLAG(intrusive),
	  .help = "look at sockets in no table through a copy of their "
		  "owner's fd; it resets their net_cls class and may delay a "
		  "close" },
	{ .group = GROUP_SCOPE,
	  .name = "from",
	  .arg = "DIR",
	  TEXT(from),
	  .help = "report a captured machine: a folder that mirrors /proc, "
		  "or an unpacked sosreport" },
	{ .group = GROUP_OTHER,
	  .letter = 'h',
	  .name = "help",
	  MODE(MODE_HELP),
	  .help = "print this help" },
	{ .group = GROUP_OTHER,
	  .letter = 'V',
	  .name = "version",
	  MODE(MODE_VERSION),
	  .help = "print the version" },
};

const size_t option_rows_n = sizeof(option_rows) / sizeof(option_rows[0]);
_Static_assert(sizeof(option_rows) / sizeof(option_rows[0]) <= OPTION_ROWS_MAX,
	       "getopt_long() gets a table of that size");
