/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "run/settings.h"
#include "util/escape.h"

#define MESSAGE_MAX 512

__attribute__((format(printf, 2, 0))) static void
put(const char *tail, const char *fmt, va_list ap)
{
	char raw[MESSAGE_MAX], text[MESSAGE_MAX * ESCAPE_MAX + 1];

	if (vsnprintf(raw, sizeof(raw), fmt, ap) < 0)
		raw[0] = '\0';
	escape_str(text, sizeof(text), raw);
	fprintf(stderr, "kmemwhere: %s\n%s", text, tail);
}

int message_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put("", fmt, ap);
	va_end(ap);
	return STATUS_FAILED;
}

int message_errno(int err)
{
	return message_error("%s", strerror(-err));
}

int message_usage(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put("Try 'kmemwhere --help' for more information.\n", fmt, ap);
	va_end(ap);
	return STATUS_USAGE;
}
