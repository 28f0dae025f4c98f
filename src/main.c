/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kmemwhere: where did this machine's memory go, and who holds it? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options/options.h"
#include "run/alert/alert.h"
#include "run/alert/check.h"
#include "run/alert/config.h"
#include "run/guard/guard.h"
#include "run/message.h"
#include "run/output.h"
#include "run/record/player.h"
#include "run/report/once.h"
#include "run/report/prometheus.h"
#include "run/settings.h"
#include "run/startup.h"
#include "run/watch/watch.h"

static int print_help(const struct settings *s)
{
	struct output out;

	(void)s;
	if (output_open(&out) != STATUS_OK)
		return STATUS_FAILED;
	options_help(out.stream);
	return output_finish(&out, 0);
}

static int print_version(const struct settings *s)
{
	struct output out;

	(void)s;
	if (output_open(&out) != STATUS_OK)
		return STATUS_FAILED;
	fputs(PACKAGE_STRING "\n", out.stream);
	return output_finish(&out, 0);
}

static int (*const modes[MODE_N])(const struct settings *s) = {
	[MODE_REPORT] = run_once,
	[MODE_PROMETHEUS] = run_prometheus,
	[MODE_WATCH] = run_watch,
	[MODE_LIST_COLUMNS] = run_list_columns,
	[MODE_JSON_SCHEMA] = run_json_schema,
	[MODE_LIST_SAMPLES] = run_list_samples,
	[MODE_HELP] = print_help,
	[MODE_VERSION] = print_version,
	[MODE_ALERT] = run_alert,
	[MODE_CHECK] = run_check,
	[MODE_CHECK_CONFIG] = run_check_config,
};

/* To a monitoring system 2 means CRITICAL, and stderr nothing. */
static int wrong_usage(int argc, char **argv, const char *message)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--check"))
			return check_unknown(message);
	return message_usage("%s", message);
}

int main(int argc, char **argv)
{
	struct settings s;
	char message[256];

	run_startup();
	if (options_parse(argc, argv, &s, message, sizeof(message)) < 0)
		exit(wrong_usage(argc, argv, message));
	exit(guard_run(&s, modes[s.mode]));
}
