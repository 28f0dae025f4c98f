/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parse/text/conf.h"
#include "run/message.h"
#include "run/output.h"
#include "run/policy.h"
#include "run/settings.h"
#include "util/buf.h"

#define CONFIG_MAX ((size_t)64 << 10)
#define MESSAGE_MAX 480

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

/* It may name a program that root runs: nobody else may write it. */
static int check_file(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if ((st.st_uid && st.st_uid != geteuid()) || (st.st_mode & 022))
		return -EPERM;
	return st.st_size > (off_t)CONFIG_MAX ? -EFBIG : 0;
}

static int read_all(int fd, struct buf *ret)
{
	ssize_t n = 1;

	while (n) {
		if (ret->len > CONFIG_MAX)
			return -EFBIG;
		if (buf_reserve(ret, 4096))
			return -ENOMEM;
		n = read(fd, ret->data + ret->len, 4096);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0)
			ret->len += (size_t)n;
	}
	return 0;
}

static int read_config(const char *file, struct buf *ret)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	int err;

	if (fd < 0)
		return -errno;
	err = check_file(fd);
	if (!err)
		err = read_all(fd, ret);
	close(fd);
	return err;
}

static const char *why(int err)
{
	if (err == -EPERM)
		return "it belongs to another user, or others may write it";
	if (err == -EINVAL)
		return "it is no regular file";
	return strerror(-err);
}

static int apply_file(const struct settings *s, struct policy *p,
		      char *ret_message, size_t cap)
{
	const char *file = s->config ? s->config : CONFIG_DEFAULT;
	struct buf text = { 0 };
	int err = read_config(file, &text);

	if (err && (s->config || err != -ENOENT))
		snprintf(ret_message, cap, "cannot use '%.200s': %s", file,
			 why(err));
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
	const struct {
		const char *key;
		const char *value;
	} options[] = {
		{ "level", s->level },	     { "for", s->runs },
		{ "renotify", s->renotify }, { "grow", s->grow },
		{ "warn", s->warn },	     { "crit", s->crit },
		{ "state", s->state },	     { "exec", s->exec },
	};
	const char *expected;

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		const char *key = options[i].key, *value = options[i].value;

		if (!value ||
		    !policy_set(p, span_of(key, strlen(key)),
				span_of(value, strlen(value)), &expected))
			continue;
		snprintf(ret_message, cap,
			 "bad argument '%.60s' for --%s: expected %s", value,
			 key, expected);
		return -EINVAL;
	}
	p->syslog |= s->syslog;
	p->journal |= s->journal;
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
		return message_error("%s", strerror(ENOMEM));
	status = config_load(s, p);
	if (status == STATUS_OK && output_open(&out) < 0)
		status = message_error("%s", strerror(ENOMEM));
	if (status != STATUS_OK) {
		free(p);
		return status;
	}
	if (access(file, R_OK) < 0)
		fprintf(out.stream, "# %s is not there: defaults\n",
			CONFIG_DEFAULT);
	policy_print(p, out.stream);
	free(p);
	return output_finish(&out);
}
