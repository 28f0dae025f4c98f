/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /etc/kmemwhere.conf, and what the command line says beside it. */
#ifndef KMW_RUN_ALERT_CONFIG_H
#define KMW_RUN_ALERT_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "util/span.h"

struct policy;
struct settings;

/*
 * Applies the text of a file to p. Returns 0, or -EINVAL with a message that
 * names file, line and what was expected (outside text unescaped).
 */
int config_apply(struct span text, const char *file, struct policy *p,
		 char *ret_message, size_t cap);

/*
 * The policy that holds: defaults, file, options. Returns 0, or -EINVAL or
 * another -errno with a message, and whether it is the command line that is
 * wrong.
 */
int config_policy(const struct settings *s, struct policy *ret,
		  char *ret_message, size_t cap, bool *ret_usage);

/* The same; what is wrong goes to stderr. Returns an exit status. */
int config_load(const struct settings *s, struct policy *ret);

/* `--check-config`: writes what holds. Returns an exit status. */
int run_check_config(const struct settings *s);

#endif
