/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of options: what getopt_long() knows, what --help says, and the
 * bash completion all come from it.
 */
#ifndef KMW_OPTIONS_OPTIONS_H
#define KMW_OPTIONS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct settings;

enum option_group {
	GROUP_SOCKETS,
	GROUP_OUTPUT,
	GROUP_SCOPE,
	GROUP_RECORD,
	GROUP_ALERT,
	GROUP_OTHER,
	GROUP_N
};

struct option_row {
	char letter;	   /* of the short form; 0: none */
	bool arg_optional; /* --name or --name=ARG */
	enum option_group group;
	const char *name;
	const char *arg; /* as --help shows it; NULL: takes none */
	const char *help;
	/*
	 * Stores the argument (NULL: none was given) in its field. Returns 0,
	 * or -EINVAL where the argument cannot be meant.
	 */
	int (*set)(const struct option_row *row, const char *arg,
		   struct settings *ret);
	size_t offset; /* of that field */
	int value;     /* what set stores, where the argument is no value */
};

#define OPTION_ROWS_MAX 96

extern const struct option_row option_rows[];
extern const size_t option_rows_n;

/* Whether arg is a list of the words that are accepted ("all|self"). */
bool option_has_words(const struct option_row *row);

/*
 * Reads the command line. Returns 0; or -EINVAL with one line in ret_message
 * (cap bytes at most, outside text unescaped) that names what is wrong.
 */
int options_parse(int argc, char **argv, struct settings *ret,
		  char *ret_message, size_t cap);

/* Writes the text of --help, 80 columns wide. */
void options_help(FILE *out);

#endif
