/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options that make no sense together. */
#ifndef KMW_OPTIONS_CLASH_H
#define KMW_OPTIONS_CLASH_H

struct settings;

struct option_clash {
	const char *option; /* "--output" */
	const char *why;    /* goes on behind it: " needs --replay=FILE" */
};

/* The first clash among the options that were given, or NULL. */
const struct option_clash *option_clash_find(const struct settings *s);

#endif
