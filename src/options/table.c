/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options/options.h"

#include "options/set.h"
#include "run/settings.h"

/* Each holder is a series for each name that ever had its rank. */
#define PROMETHEUS_HOLDERS_MAX 100

#define FIELD(name) .offset = offsetof(struct settings, name)
#define FLAG(name) .set = option_set_flag, FIELD(name)
#define TEXT(name) .set = option_set_text, FIELD(name)
#define WORD(name) .set = option_set_word, FIELD(name)
#define NUMBER(name, least, most) \
	.set = option_set_number, FIELD(name), .min = (least), .max = (most)
/* also a key of the configuration file, which says what it takes */
#define POLICY .set = option_set_policy

const struct option_row option_rows[] = {
	{ GROUP_SOCKETS, 'a', "all", NULL,
	  "all rows, also sockets that hold nothing", FLAG(all) },
	{ GROUP_SOCKETS, 't', "top", "N",
	  "at most N rows (20 unless told otherwise)",
	  NUMBER(top, 0, UINT64_MAX) },
	{ GROUP_SOCKETS, 's', "sort", "COL", "sort by that column (HELD)",
	  TEXT(sort) },
	{ GROUP_SOCKETS, 0, "by", "process|cgroup|netns|command|port",
	  "sum the sockets up by it, in place of the socket table", WORD(by),
	  .not_with = "diff|pid|alert|check" },
	{ GROUP_SOCKETS, 'o', "output", "LIST",
	  "print the socket table alone, with these columns; +LIST adds them "
	  "to the usual ones",
	  TEXT(columns),
	  .not_with = "by|json|diff|prometheus|kernel|deep|alert|check" },
	{ GROUP_SOCKETS, 0, "list-columns", NULL,
	  "list the columns, and what is in them", .mode = MODE_LIST_COLUMNS },
	{ GROUP_OUTPUT, 'b', "bytes", NULL,
	  "exact bytes instead of rounded sizes", FLAG(bytes) },
	{ GROUP_OUTPUT, 'n', "noheadings", NULL,
	  "no heading line in the socket table", FLAG(no_headings) },
	{ GROUP_OUTPUT, 0, "json", NULL,
	  "the report as JSON, see kmemwhere-report(5)", FLAG(json),
	  .not_with = "prometheus|alert|check" },
	{ GROUP_OUTPUT, 0, "prometheus", "FILE",
	  "the report as metrics; FILE is replaced in one go, for "
	  "node_exporter's textfile collector",
	  TEXT(prometheus_file), .mode = MODE_PROMETHEUS, .arg_optional = true,
	  .not_with = "list-samples" },
	{ GROUP_OUTPUT, 0, "prometheus-holders", "N",
	  "metrics of the N largest holders (1 to 100), too, by rank and "
	  "command, or what --by says",
	  NUMBER(prometheus_holders, 1, PROMETHEUS_HOLDERS_MAX),
	  .needs = "prometheus" },
	{ GROUP_OUTPUT, 0, "color", "auto|always|never",
	  "colour the report; auto: on a terminal, unless NO_COLOR is set",
	  WORD(color), .arg_optional = true },
	{ GROUP_OUTPUT, 0, "ascii", NULL, "no character beyond ASCII",
	  FLAG(ascii) },
	{ GROUP_OUTPUT, 0, "watch", "SECONDS",
	  "again and again, with what grows and how fast: full screen on a "
	  "terminal, else a report every 2 seconds",
	  .set = option_set_interval, FIELD(interval), .mode = MODE_WATCH,
	  .arg_optional = true,
	  .not_with = "from|jcmd|nmt|drop-reasons|alert|check|prometheus|list-"
		      "samples" },
	{ GROUP_SCOPE, 0, "netns", "all|self",
	  "look into every network namespace (all), or only into the one it "
	  "runs in",
	  WORD(netns) },
	{ GROUP_SCOPE, 0, "no-pss", NULL,
	  "do not walk the page tables of processes; a huge process is held up "
	  "by it, 9 ms a GiB",
	  FLAG(no_pss) },
	{ GROUP_SCOPE, 0, "no-probe", NULL,
	  "no second look at large queues; it takes 250 ms, and tells whether "
	  "anybody reads them",
	  FLAG(no_probe) },
	{ GROUP_SCOPE, 0, "drop-reasons", "SECONDS",
	  "listen for so long (1) to the kernel's own reasons for dropping "
	  "packets; needs tracefs mounted",
	  NUMBER(drop_seconds, 1, 60), .value = 1, .arg_optional = true },
	{ GROUP_SCOPE, 0, "no-bpf", NULL,
	  "no BPF program to find the owners of sockets: read every fd in "
	  "/proc instead",
	  FLAG(no_bpf) },
	{ GROUP_SCOPE, 0, "intrusive", NULL,
	  "look at sockets in no table through a copy of their owner's fd; it "
	  "resets their net_cls class and may delay a close",
	  FLAG(intrusive) },
	{ GROUP_SCOPE, 0, "pid", "PID",
	  "look inside one process: what its memory is, and its sockets",
	  NUMBER(pid, 1, INT32_MAX),
	  .not_with = "from|replay|diff|prometheus|alert|check" },
	{ GROUP_SCOPE, 0, "jcmd", NULL,
	  "with --pid: ask the JVM (jcmd PID VM.native_memory detail, as its "
	  "user) what of it is its own",
	  FLAG(jcmd), .needs = "pid" },
	{ GROUP_SCOPE, 0, "nmt", "FILE",
	  "with --pid: the same from a file with jcmd's output; -: standard "
	  "input",
	  TEXT(nmt), .not_with = "jcmd", .needs = "pid" },
	{ GROUP_SCOPE, 0, "no-smaps", NULL,
	  "with --pid: do not walk its page tables; sizes only, and what "
	  "/proc/PID/status sums up",
	  FLAG(no_smaps), .needs = "pid" },
	{ GROUP_SCOPE, 0, "from", "DIR",
	  "report a captured machine: a folder that mirrors /proc, or an "
	  "unpacked sosreport",
	  TEXT(from) },
	{ GROUP_SCOPE, 0, "kernel", NULL,
	  "what the kernel's own memory is: slab, vmalloc, page tables, "
	  "stacks, BPF, shared memory, by holder",
	  FLAG(kernel), .not_with = "watch|alert|check" },
	{ GROUP_SCOPE, 0, "deep", NULL,
	  "--kernel, and count every page of memory by its flags; it takes 25 "
	  "ms a GiB, as root",
	  FLAG(deep), .not_with = "from|replay|watch|alert|check" },
	{ GROUP_RECORD, 0, "record", "FILE",
	  "append what was seen to a file that --replay shows again",
	  TEXT(record), .not_with = "prometheus|diff|alert|check" },
	{ GROUP_RECORD, 0, "record-size", "BYTES",
	  "a larger file becomes FILE.1 first (64M); K, M and G may follow the "
	  "number",
	  .set = option_set_size, FIELD(record_size) },
	{ GROUP_RECORD, 0, "replay", "FILE",
	  "report what --record wrote, on any machine; with --watch sample by "
	  "sample, forward and back",
	  TEXT(replay), .not_with = "from" },
	{ GROUP_RECORD, 0, "sample", "N|-N|TIME",
	  "which one of the recording: from the first, from the last (-1, as "
	  "usual), or the last one up to a time",
	  TEXT(sample), .needs = "replay" },
	{ GROUP_RECORD, 0, "list-samples", NULL,
	  "list what the file of --replay holds", .mode = MODE_LIST_SAMPLES,
	  .needs = "replay" },
	{ GROUP_RECORD, 0, "diff", "A,B",
	  "what changed from A to B: samples of --replay, or recordings, each "
	  "FILE or FILE@SAMPLE",
	  TEXT(diff),
	  .not_with = "prometheus|sample|kernel|deep|watch|alert|check" },
	{ GROUP_RECORD, 0, "mask", NULL,
	  "placeholders for addresses and names, in reports and recordings",
	  FLAG(masked), .not_with = "alert|check" },
	{ GROUP_ALERT, 0, "alert", NULL,
	  "silent while all is well; one message when it is not, one when it "
	  "is over (cron, timer)",
	  .mode = MODE_ALERT, .not_with = "check|prometheus|list-samples" },
	{ GROUP_ALERT, 0, "check", NULL,
	  "one line with perfdata, as a monitoring plugin", .mode = MODE_CHECK,
	  .not_with = "prometheus|list-samples" },
	{ GROUP_ALERT, 'w', "warn", "THRESHOLDS",
	  "a warning beyond them, as kernel=30%,available=5%; also of "
	  "unaccounted, udp, tcp, holder; also 512M, 10%:, 1G:2G",
	  POLICY },
	{ GROUP_ALERT, 'c', "crit", "THRESHOLDS", "critical beyond them",
	  POLICY },
	{ GROUP_ALERT, 0, "timeout", "SECONDS",
	  "of --check, UNKNOWN after that (10); there also -t",
	  NUMBER(timeout_s, 1, 3600) },
	{ GROUP_ALERT, 'v', "verbose", NULL,
	  "more lines of --check: evidence, and what to do", FLAG(verbose) },
	{ GROUP_ALERT, 0, "level", "LEVEL",
	  "what --alert tells: warning (usual) or critical", POLICY },
	{ GROUP_ALERT, 0, "for", "N",
	  "... once it has stood for N runs in a row (2)", POLICY },
	{ GROUP_ALERT, 0, "grow", "BYTES",
	  "tell also what grows by so much an hour (100M)", POLICY },
	{ GROUP_ALERT, 0, "renotify", "HOURS",
	  "tell again what still stands after so long (24; 0: never)", POLICY },
	{ GROUP_ALERT, 0, "syslog", NULL, "tell syslog, not stdout", POLICY },
	{ GROUP_ALERT, 0, "journal", NULL, "tell the journal, with fields",
	  POLICY },
	{ GROUP_ALERT, 0, "exec", "PROGRAM",
	  "tell a program: the report as JSON on its stdin", POLICY },
	{ GROUP_ALERT, 0, "state", "FILE",
	  "what one run leaves to the next (/var/lib/kmemwhere/alert.state)",
	  POLICY },
	{ GROUP_ALERT, 0, "config", "FILE", "in place of /etc/kmemwhere.conf",
	  TEXT(config) },
	{ GROUP_ALERT, 0, "check-config", NULL,
	  "print what --alert and --check go by, and what is silenced",
	  .mode = MODE_CHECK_CONFIG },
	{ GROUP_OTHER, 'h', "help", NULL, "print this help",
	  .mode = MODE_HELP },
	{ GROUP_OTHER, 'V', "version", NULL, "print the version",
	  .mode = MODE_VERSION },
};

const size_t option_rows_n = sizeof(option_rows) / sizeof(option_rows[0]);
_Static_assert(sizeof(option_rows) / sizeof(option_rows[0]) <= OPTION_ROWS_MAX,
	       "getopt_long() gets a table of that size");
