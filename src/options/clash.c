/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options/clash.h"

#include <stdbool.h>
#include <stddef.h>

#include "run/settings.h"

/* What was asked for. */
enum {
	JSON = 1 << 0,
	COLUMNS = 1 << 1,
	BY = 1 << 2,
	BY_ENDLESS = 1 << 3, /* a pid or a port is a label without end */
	FROM = 1 << 4,
	REPLAY = 1 << 5,
	SAMPLE = 1 << 6,
	LIST_SAMPLES = 1 << 7,
	RECORD = 1 << 8,
	DIFF = 1 << 9,
	MASKED = 1 << 10,
	METRICS = 1 << 11,
	HOLDERS = 1 << 12,
	UNATTENDED = 1 << 13,
	NO_TIME = 1 << 14,
	PROCESS_MAP = 1 << 15,
	JCMD = 1 << 16,
	NMT = 1 << 17,
	NO_SMAPS = 1 << 18,
	KERNEL = 1 << 19,
	DEEP = 1 << 20,
	DROPS = 1 << 21,
	WATCH = 1 << 22,
	TWO_MODES = 1 << 23,
};

#define CHECK_SECONDS_MAX 3600

static bool no_time(const struct settings *s)
{
	return s->mode == MODE_CHECK && s->top_given &&
	       (!s->top || s->top > CHECK_SECONDS_MAX);
}

static unsigned asked_for(const struct settings *s)
{
	const struct {
		bool given;
		unsigned bit;
	} rows[] = {
		{ s->json, JSON },
		{ s->columns, COLUMNS },
		{ s->by != BY_NOTHING, BY },
		{ s->by == GROUPS_BY_PROCESS || s->by == GROUPS_BY_PORT,
		  BY_ENDLESS },
		{ s->from, FROM },
		{ s->replay, REPLAY },
		{ s->sample, SAMPLE },
		{ s->mode == MODE_LIST_SAMPLES, LIST_SAMPLES },
		{ s->record, RECORD },
		{ s->diff, DIFF },
		{ s->masked, MASKED },
		{ s->mode == MODE_PROMETHEUS, METRICS },
		{ s->prometheus_holders, HOLDERS },
		{ s->mode == MODE_ALERT || s->mode == MODE_CHECK, UNATTENDED },
		{ no_time(s), NO_TIME },
		{ s->pid, PROCESS_MAP },
		{ s->jcmd, JCMD },
		{ s->nmt, NMT },
		{ s->no_smaps, NO_SMAPS },
		{ s->kernel || s->deep, KERNEL },
		{ s->deep, DEEP },
		{ s->drop_seconds, DROPS },
		{ s->mode == MODE_WATCH, WATCH },
		{ s->modes & (s->modes - 1), TWO_MODES },
	};
	unsigned all = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		all |= rows[i].given ? rows[i].bit : 0;
	return all;
}

#define NOT_UNATTENDED " is for a report, not for --alert or --check"

/* All of with, any of any (where there is one), and none of without. */
static const struct clash {
	unsigned with, any, without;
	struct option_clash told;
} clashes[] = {
	{ TWO_MODES,
	  0,
	  0,
	  { "--watch", ", --alert, --check, --prometheus and "
		       "the like: only one of them" } },
	{ COLUMNS,
	  BY,
	  0,
	  { "--output", " chooses columns of the table that "
			"--by replaces" } },
	{ COLUMNS,
	  JSON,
	  0,
	  { "--output", " chooses columns of a table, not "
			"of --json" } },
	{ COLUMNS, DIFF, 0, { "--output", " chooses columns of no --diff" } },
	{ BY, DIFF, 0, { "--by", " does not go with --diff=A,B" } },
	{ REPLAY,
	  FROM,
	  0,
	  { "--replay", " reads a recording, --from a "
			"folder" } },
	{ SAMPLE, 0, REPLAY, { "--sample", " needs --replay=FILE" } },
	{ LIST_SAMPLES,
	  0,
	  REPLAY,
	  { "--list-samples", " needs --replay=FILE" } },
	{ RECORD, DIFF, 0, { "--diff", " records nothing" } },
	{ SAMPLE, DIFF, 0, { "--sample", " does not go with --diff=A,B" } },
	{ METRICS,
	  COLUMNS,
	  0,
	  { "--output", " chooses columns of a table, "
			"not of --prometheus" } },
	{ METRICS,
	  JSON,
	  0,
	  { "--json", " is another format than "
		      "--prometheus" } },
	{ METRICS,
	  RECORD,
	  0,
	  { "--record", " does not go with "
			"--prometheus" } },
	{ METRICS, DIFF, 0, { "--diff", " does not go with --prometheus" } },
	{ HOLDERS,
	  0,
	  METRICS,
	  { "--prometheus-holders", " adds to "
				    "--prometheus, which is not given" } },
	{ METRICS,
	  BY_ENDLESS,
	  0,
	  { "--by", " with --prometheus takes cgroup, "
		    "netns or command: a pid or a port is a "
		    "label without end" } },
	{ METRICS | BY,
	  0,
	  HOLDERS,
	  { "--by", " with --prometheus is for "
		    "--prometheus-holders, which is not "
		    "given" } },
	{ UNATTENDED, JSON, 0, { "--json", NOT_UNATTENDED } },
	{ UNATTENDED, COLUMNS, 0, { "--output", NOT_UNATTENDED } },
	{ UNATTENDED, BY, 0, { "--by", NOT_UNATTENDED } },
	{ UNATTENDED, RECORD, 0, { "--record", NOT_UNATTENDED } },
	{ UNATTENDED, DIFF, 0, { "--diff", NOT_UNATTENDED } },
	{ UNATTENDED, MASKED, 0, { "--mask", NOT_UNATTENDED } },
	{ UNATTENDED, PROCESS_MAP, 0, { "--pid", NOT_UNATTENDED } },
	{ UNATTENDED, KERNEL, 0, { "--kernel", NOT_UNATTENDED } },
	{ NO_TIME,
	  0,
	  0,
	  { "-t", " is the timeout of --check: 1 to 3600 "
		  "seconds" } },
	{ PROCESS_MAP,
	  BY,
	  0,
	  { "--pid", " shows one process: nothing to sum "
		     "up" } },
	{ PROCESS_MAP,
	  FROM | REPLAY | DIFF,
	  0,
	  { "--pid", " looks into a live "
		     "process, not a capture; a recording of it needs no "
		     "--pid" } },
	{ PROCESS_MAP, METRICS, 0, { "--pid", " has no --prometheus" } },
	{ JCMD, 0, PROCESS_MAP, { "--jcmd", " wants --pid" } },
	{ NMT, 0, PROCESS_MAP, { "--nmt", " wants --pid" } },
	{ NO_SMAPS, 0, PROCESS_MAP, { "--no-smaps", " wants --pid" } },
	{ JCMD, NMT, 0, { "--nmt", " is in place of --jcmd" } },
	{ KERNEL,
	  COLUMNS,
	  0,
	  { "--output", " chooses columns of a table that "
			"--kernel replaces" } },
	{ KERNEL | BY,
	  0,
	  JSON,
	  { "--by", " sums up sockets, which --kernel "
		    "leaves out" } },
	{ KERNEL, DIFF, 0, { "--kernel", " does not go with --diff=A,B" } },
	{ KERNEL,
	  WATCH,
	  0,
	  { "--kernel", " is one look: it cannot be "
			"watched" } },
	{ DEEP,
	  FROM | REPLAY,
	  0,
	  { "--deep", " looks at this machine, not at "
		      "a captured or recorded one" } },
	{ WATCH,
	  FROM,
	  0,
	  { "--from", " is one moment: there is nothing to "
		      "watch" } },
	{ WATCH,
	  JCMD | NMT,
	  0,
	  { "--watch", " does not ask the JVM: without --jcmd and --nmt" } },
	{ WATCH, DIFF, 0, { "--watch", " does not go with --diff=A,B" } },
	{ WATCH | REPLAY,
	  RECORD,
	  0,
	  { "--record", " copies a recording where it is not "
			"watched" } },
	{ WATCH,
	  DROPS,
	  0,
	  { "--drop-reasons", " listens once: it cannot be "
			      "watched" } },
};

const struct option_clash *option_clash_find(const struct settings *s)
{
	unsigned asked = asked_for(s);

	for (size_t i = 0; i < sizeof(clashes) / sizeof(clashes[0]); i++) {
		const struct clash *c = &clashes[i];

		if ((asked & c->with) == c->with &&
		    (!c->any || asked & c->any) && !(asked & c->without))
			return &c->told;
	}
	return NULL;
}
