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
#define ALERTS "alert|check-config"
#define JUDGES "check|alert|check-config"

const struct option_row option_rows[] = {
	{ GROUP_SOCKETS, 'a', "all", NULL,
	  "list all rows, including sockets that hold nothing", FLAG(all) },
	{ GROUP_SOCKETS, 't', "top", "N", "list at most N rows (default: 20)",
	  NUMBER(top, 0, UINT64_MAX) },
	{ GROUP_SOCKETS, 's', "sort", "COL",
	  "sort by this column (default: HELD)", TEXT(sort) },
	{ GROUP_SOCKETS, 0, "by", "process|cgroup|netns|command|port",
	  "show totals per key instead of the socket table", WORD(by),
	  .not_with = "diff|pid|alert|check" },
	{ GROUP_SOCKETS, 'o', "output", "LIST",
	  "print only the socket table, with these columns; +LIST adds them to "
	  "the default columns",
	  TEXT(columns),
	  .not_with = "by|json|diff|prometheus|kernel|deep|alert|check" },
	{ GROUP_SOCKETS, 0, "list-columns", NULL,
	  "list the columns and their meaning", .mode = MODE_LIST_COLUMNS },
	{ GROUP_OUTPUT, 'b', "bytes", NULL,
	  "print exact bytes instead of rounded sizes", FLAG(bytes) },
	{ GROUP_OUTPUT, 'n', "noheadings", NULL,
	  "print no heading line in the socket table", FLAG(no_headings) },
	{ GROUP_OUTPUT, 'J', "json", NULL,
	  "print the report as JSON; see kmemwhere-report(5)", FLAG(json),
	  .not_with = "prometheus|alert|check" },
	{ GROUP_OUTPUT, 0, "json-schema", "report|diff",
	  "print the JSON schema of the report (default), or of --diff",
	  WORD(schema), .mode = MODE_JSON_SCHEMA, .arg_optional = true },
	{ GROUP_OUTPUT, 0, "prometheus", "FILE",
	  "print the report as metrics; FILE is replaced atomically, for "
	  "node_exporter's textfile collector",
	  TEXT(prometheus_file), .mode = MODE_PROMETHEUS, .arg_optional = true,
	  .not_with = "list-samples" },
	{ GROUP_OUTPUT, 0, "prometheus-holders", "N",
	  "add metrics of the N largest holders (1 to 100), by rank and by "
	  "command or the key of --by",
	  NUMBER(prometheus_holders, 1, PROMETHEUS_HOLDERS_MAX),
	  .needs = "prometheus" },
	{ GROUP_OUTPUT, 0, "color", "auto|always|never",
	  "colour the report; auto: on a terminal, unless NO_COLOR is set",
	  WORD(color), .arg_optional = true },
	{ GROUP_OUTPUT, 0, "ascii", NULL, "print ASCII characters only",
	  FLAG(ascii) },
	{ GROUP_OUTPUT, 0, "watch", "SECONDS",
	  "repeat, and show what grows and how fast: full screen on a "
	  "terminal, else a report every 2 seconds",
	  .set = option_set_interval, FIELD(interval), .mode = MODE_WATCH,
	  .arg_optional = true,
	  .not_with = "from|jcmd|nmt|drop-reasons|alert|check|prometheus|list-"
		      "samples" },
	{ GROUP_SCOPE, 0, "netns", "all|self",
	  "read every network namespace (default: all), or only its own",
	  WORD(netns) },
	{ GROUP_SCOPE, 0, "no-pss", NULL,
	  "do not walk the page tables of processes; the walk delays a large "
	  "process by 9 ms per GiB",
	  FLAG(no_pss) },
	{ GROUP_SCOPE, 0, "no-probe", NULL,
	  "do not probe large queues; the probe takes 250 ms and shows whether "
	  "anybody reads them",
	  FLAG(no_probe) },
	{ GROUP_SCOPE, 0, "drop-reasons", "SECONDS",
	  "listen for SECONDS (default: 1) to the kernel's reasons for "
	  "dropping packets; needs tracefs",
	  NUMBER(drop_seconds, 1, 60), .value = 1, .arg_optional = true },
	{ GROUP_SCOPE, 0, "timeout", "SECONDS",
	  "give up after SECONDS without an answer (default: 60; with --alert "
	  "and --check: 10); with --check also -t",
	  NUMBER(timeout_s, 1, 3600) },
	{ GROUP_SCOPE, 0, "no-bpf", NULL,
	  "find the owners of sockets without BPF, by reading every fd in "
	  "/proc",
	  FLAG(no_bpf) },
	{ GROUP_SCOPE, 0, "intrusive", NULL,
	  "also read sockets that appear in no dump, through a copy of their "
	  "owner's fd; this resets their net_cls class and may delay a close",
	  FLAG(intrusive) },
	{ GROUP_SCOPE, 0, "pid", "PID",
	  "show one process: its memory and its sockets",
	  NUMBER(pid, 1, INT32_MAX),
	  .not_with = "from|replay|diff|prometheus|alert|check" },
	{ GROUP_SCOPE, 0, "jcmd", NULL,
	  "with --pid: ask the JVM which memory is its own (jcmd PID "
	  "VM.native_memory detail, as its user)",
	  FLAG(jcmd), .needs = "pid" },
	{ GROUP_SCOPE, 0, "nmt", "FILE",
	  "with --pid: read that output of jcmd from FILE (-: standard input)",
	  TEXT(nmt), .not_with = "jcmd", .needs = "pid" },
	{ GROUP_SCOPE, 0, "no-smaps", NULL,
	  "with --pid: do not walk the page tables; show sizes and the sums of "
	  "/proc/PID/status",
	  FLAG(no_smaps), .needs = "pid" },
	{ GROUP_SCOPE, 0, "from", "FILE",
	  "report what was captured: a text of any forms (-: standard input), "
	  "a folder that mirrors /proc, a sosreport, or an archive of one",
	  TEXT(from) },
	{ GROUP_SCOPE, 0, "kernel", NULL,
	  "show the kernel's own memory by holder: slab, vmalloc, page tables, "
	  "stacks, BPF, shared memory",
	  FLAG(kernel), .not_with = "watch|alert|check" },
	{ GROUP_SCOPE, 0, "deep", NULL,
	  "--kernel, and count every page of memory by its flags; takes 25 ms "
	  "per GiB, needs root",
	  FLAG(deep), .not_with = "from|replay|watch|alert|check" },
	{ GROUP_RECORD, 0, "record", "FILE",
	  "append the sample to FILE, which --replay shows again", TEXT(record),
	  .not_with = "prometheus|diff|alert|check" },
	{ GROUP_RECORD, 0, "record-size", "BYTES",
	  "rename a larger FILE to FILE.1 first (default: 64M); K, M and G may "
	  "follow the number",
	  .set = option_set_size, FIELD(record_size) },
	{ GROUP_RECORD, 0, "replay", "FILE",
	  "report what --record wrote, on any machine; with --watch sample by "
	  "sample, forward and back",
	  TEXT(replay), .not_with = "from" },
	{ GROUP_RECORD, 0, "sample", "N|-N|TIME",
	  "select a sample of --replay, or of several in the text of --from: "
	  "from the first, from the last (default: -1), or the last one up to "
	  "a time",
	  TEXT(sample), .needs = "replay|from" },
	{ GROUP_RECORD, 0, "list-samples", NULL, "list the samples of --replay",
	  .mode = MODE_LIST_SAMPLES, .needs = "replay" },
	{ GROUP_RECORD, 0, "diff", "A,B",
	  "show what changed from A to B: samples of --replay, or recordings, "
	  "each FILE or FILE@SAMPLE",
	  TEXT(diff),
	  .not_with = "prometheus|sample|kernel|deep|watch|alert|check" },
	{ GROUP_RECORD, 0, "mask", NULL,
	  "replace addresses and names by placeholders, in reports and "
	  "recordings",
	  FLAG(masked), .not_with = "alert|check" },
	{ GROUP_ALERT, 0, "alert", NULL,
	  "print nothing while all is well, one message when it is not, and "
	  "one when it is over (for cron or a timer)",
	  .mode = MODE_ALERT, .not_with = "check|prometheus|list-samples" },
	{ GROUP_ALERT, 0, "check", NULL,
	  "print one line with performance data, as a monitoring plugin",
	  .mode = MODE_CHECK, .not_with = "prometheus|list-samples" },
	{ GROUP_ALERT, 'w', "warn", "THRESHOLDS",
	  "warn beyond these limits, e.g. kernel=30%,available=5%; also "
	  "unaccounted, udp, tcp, holder; also 512M, 10%:, 1G:2G",
	  POLICY, .needs = JUDGES },
	{ GROUP_ALERT, 'c', "crit", "THRESHOLDS",
	  "critical beyond these limits", POLICY, .needs = JUDGES },
	{ GROUP_ALERT, 'v', "verbose", NULL,
	  "with --check: add lines with evidence and remedies", FLAG(verbose),
	  .needs = "check" },
	{ GROUP_ALERT, 0, "level", "LEVEL",
	  "with --alert: report warning (the default) or only critical", POLICY,
	  .needs = ALERTS },
	{ GROUP_ALERT, 0, "for", "N",
	  "with --alert: report after N consecutive runs (default: 2)", POLICY,
	  .needs = ALERTS },
	{ GROUP_ALERT, 0, "grow", "BYTES",
	  "with --alert: also report growth of at least this much per hour, "
	  "e.g. 100M",
	  POLICY, .needs = ALERTS },
	{ GROUP_ALERT, 0, "renotify", "HOURS",
	  "with --alert: repeat what still stands after HOURS (default: 24; 0: "
	  "never)",
	  POLICY, .needs = ALERTS },
	{ GROUP_ALERT, 0, "syslog", NULL,
	  "send messages to syslog instead of stdout", POLICY,
	  .needs = ALERTS },
	{ GROUP_ALERT, 0, "journal", NULL,
	  "send messages to the journal, with fields", POLICY,
	  .needs = ALERTS },
	{ GROUP_ALERT, 0, "exec", "PROGRAM",
	  "run PROGRAM with the report as JSON on its stdin", POLICY,
	  .needs = ALERTS },
	{ GROUP_ALERT, 0, "state", "FILE",
	  "state kept between runs (default: /var/lib/kmemwhere/alert.state)",
	  POLICY, .needs = ALERTS },
	{ GROUP_ALERT, 0, "config", "FILE",
	  "configuration file (default: /etc/kmemwhere.conf)", TEXT(config) },
	{ GROUP_ALERT, 0, "check-config", NULL,
	  "print the settings of --alert and --check, and what is silenced",
	  .mode = MODE_CHECK_CONFIG },
	{ GROUP_OTHER, 'h', "help", NULL, "print this help",
	  .mode = MODE_HELP },
	{ GROUP_OTHER, 'V', "version", NULL, "print the version",
	  .mode = MODE_VERSION },
};

const size_t option_rows_n = sizeof(option_rows) / sizeof(option_rows[0]);
_Static_assert(sizeof(option_rows) / sizeof(option_rows[0]) <= OPTION_ROWS_MAX,
	       "getopt_long() gets a table of that size");
