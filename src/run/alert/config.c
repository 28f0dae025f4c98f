/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/alert/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "parse/text/conf.h"
#include "run/alert/policy.h"
#include "run/file.h"
#include "run/message.h"
#include "run/output.h"
#include "run/settings.h"
#include "util/buf.h"

#define CONFIG_MAX ((size_t)64 << 10)
#define MESSAGE_MAX 480
/* of the one key that a build may lack */
#define NO_LIBSYSTEMD "kmemwhere was built without libsystemd"

static int shown(struct span s)
{
	return s.len > 60 ? 60 : (int)s.len;
}

int config_apply(struct span text, const char *file, struct policy *p,
		 char *ret_message, size_t cap)
{
	struct conf_line line = { 0 };
	const char *expected;

	while (parse_conf_line(&text, &line)) {
		int err;

		if (line.bad) {
			snprintf(ret_message, cap,
				 "%s:%u: expected 'key = value'", file,
				 line.number);
			return -EINVAL;
		}
		err = policy_set(p, line.key, line.value, &expected);
		if (!err)
			continue;
		if (err == -ENOENT)
			snprintf(ret_message, cap, "%s:%u: unknown key '%.*s'",
				 file, line.number, shown(line.key),
				 line.key.p);
		else if (err == -ENOTSUP)
			snprintf(ret_message, cap,
				 "%s:%u: journal: " NO_LIBSYSTEMD, file,
				 line.number);
		else
			snprintf(ret_message, cap,
				 "%s:%u: bad value '%.*s' for %.*s: expected "
				 "%s",
				 file, line.number, shown(line.value),
				 line.value.p, shown(line.key), line.key.p,
				 expected);
		return -EINVAL;
	}
	return 0;
}

static int apply_file(const struct settings *s, struct policy *p,
		      char *ret_message, size_t cap)
{
	const char *file = s->config ? s->config : CONFIG_DEFAULT;
	struct buf text = { 0 };
	/* it may name a program that root runs: nobody else may write it */
	int err = file_read(AT_FDCWD, file, 0, FILE_ROOTS, CONFIG_MAX, &text);

	if (err && (s->config || err != -ENOENT))
		snprintf(ret_message, cap, "cannot use '%.200s': %s", file,
			 file_why(err));
	else if (err)
		err = 0;
	else
		err = config_apply(span_of(text.data, text.len), file, p,
				   ret_message, cap);
	buf_free(&text);
	return err;
}

static int apply_options(const struct settings *s, struct policy *p,
			 char *ret_message, size_t cap)
{
	const char *expected;

	for (size_t i = 0; i < s->n_policy; i++) {
		const char *key = s->policy[i].key, *value = s->policy[i].value;
		int err = policy_set(p, span_of(key, strlen(key)),
				     span_of(value, strlen(value)), &expected);

		if (!err)
			continue;
		if (err == -ENOTSUP)
			snprintf(ret_message, cap, "--%s: " NO_LIBSYSTEMD, key);
		else
			snprintf(ret_message, cap,
				 "bad argument '%.60s' for --%s: expected %s",
				 value, key, expected);
		return -EINVAL;
	}
	return 0;
}

int config_policy(const struct settings *s, struct policy *ret,
		  char *ret_message, size_t cap, bool *ret_usage)
{
	int err;

	policy_init(ret);
	*ret_usage = false;
	err = apply_file(s, ret, ret_message, cap);
	if (err)
		return err;
	err = apply_options(s, ret, ret_message, cap);
	*ret_usage = err != 0;
	return err;
}

int config_load(const struct settings *s, struct policy *ret)
{
	char message[MESSAGE_MAX];
	bool usage;

	if (!config_policy(s, ret, message, sizeof(message), &usage))
		return STATUS_OK;
	return usage ? message_usage("%s", message)
		     : message_error("%s", message);
}

int run_check_config(const struct settings *s)
{
	const char *file = s->config ? s->config : CONFIG_DEFAULT;
	struct policy *p = malloc(sizeof(*p));
	struct output out;
	int status;

	if (!p)
		return message_errno(-ENOMEM);
	status = config_load(s, p);
	if (status == STATUS_OK)
		status = output_open(&out);
	if (status == STATUS_OK) {
		if (access(file, R_OK) < 0)
			fprintf(out.stream, "# no %s: defaults\n", file);
		policy_print(p, out.stream);
		status = output_finish(&out, 0);
	}
	free(p);
	return status;
}
