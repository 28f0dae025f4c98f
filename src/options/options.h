/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of options: what getopt_long() knows, what --help says, and the
 * bash completion all come from it.
 */
#ifndef KMW_OPTIONS_OPTIONS_H
#define KMW_OPTIONS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct settings;
struct span;

enum option_group {
	GROUP_SOCKETS,
	GROUP_OUTPUT,
	GROUP_SCOPE,
	GROUP_RECORD,
	GROUP_ALERT,
	GROUP_OTHER,
	GROUP_N
};

/*
 * One option. Lists are words with '|' between them; those of options have
 * the long names.
 */
struct option_row {
	enum option_group group;
	char letter; /* of the short form; 0: none */
	const char *name;
	const char *arg; /* as --help shows it; NULL: takes none */
	const char *help;
	/*
	 * Stores the argument (NULL: none was given) in its field; NULL: there
	 * is none. Returns 0, or -EINVAL where it cannot be meant.
	 */
	int (*set)(const struct option_row *row, const char *arg,
		   struct settings *ret);
	size_t offset;	      /* of that field */
	uint64_t min, max;    /* of a number */
	int value;	      /* where the argument is left out */
	int mode;	      /* enum mode that it asks for; 0: none */
	bool arg_optional;    /* --name or --name=ARG */
	const char *not_with; /* options that it excludes; NULL: none */
	const char *needs;    /* options that it adds to, one of; NULL: none */
};

#define OPTION_ROWS_MAX 96

extern const struct option_row option_rows[];
extern const size_t option_rows_n;

/* Cuts the next word of a list. False at its end. */
bool option_next_word(struct span *list, struct span *ret);

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
