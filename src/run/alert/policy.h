/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How --alert and --check judge and where a message goes: the defaults, then
 * the configuration file, then the command line.
 */
#ifndef KMW_RUN_ALERT_POLICY_H
#define KMW_RUN_ALERT_POLICY_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

#include "alert/condition.h"
#include "alert/incident.h"
#include "util/span.h"

struct settings;

#define CONFIG_DEFAULT "/etc/kmemwhere.conf"
#define STATE_FOLDER "/var/lib/kmemwhere"
#define STATE_DEFAULT STATE_FOLDER "/alert.state"

struct policy {
	struct incident_rules incidents;
	struct condition_rules conditions;
	bool syslog;
	bool journal;
	char exec[PATH_MAX]; /* "" none */
	unsigned exec_timeout_s;
	char state[PATH_MAX];
};

void policy_init(struct policy *p);

/*
 * Sets one key of the file (or long option of that name). Returns 0; -EINVAL
 * with what was expected; -ENOENT where there is no such key; -ENOTSUP where
 * this program was built without what it needs.
 */
int policy_set(struct policy *p, struct span key, struct span value,
	       const char **ret_expected);

/* Writes it in the form of the file. */
void policy_print(const struct policy *p, FILE *out);

#endif
