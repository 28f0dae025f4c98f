/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How an option's argument gets into its field of struct settings. Each
 * returns 0, or -EINVAL where the argument cannot be meant.
 */
#ifndef KMW_OPTIONS_SET_H
#define KMW_OPTIONS_SET_H

struct option_row;
struct settings;

/* bool: true */
int option_set_flag(const struct option_row *row, const char *arg,
		    struct settings *ret);

/* int: row->value */
int option_set_value(const struct option_row *row, const char *arg,
		     struct settings *ret);

/* mode: row->value; modes with it, for only one of them can be meant */
int option_set_mode(const struct option_row *row, const char *arg,
		    struct settings *ret);

/* const char *: the argument, which must not be empty */
int option_set_text(const struct option_row *row, const char *arg,
		    struct settings *ret);

/*
 * int: the place of the word in row->arg ("all|self"); row->value where no
 * argument is given.
 */
int option_set_word(const struct option_row *row, const char *arg,
		    struct settings *ret);

/* int: whole seconds, 1 to 60; row->value where no argument is given */
int option_set_seconds(const struct option_row *row, const char *arg,
		       struct settings *ret);

/* uint64_t: bytes; K, M or G (KiB, MiB, GiB) may follow; not 0 */
int option_set_size(const struct option_row *row, const char *arg,
		    struct settings *ret);

/* The mode; const char *: the file, where one is given */
int option_set_prometheus(const struct option_row *row, const char *arg,
			  struct settings *ret);

/* size_t: 1 to row->value */
int option_set_count(const struct option_row *row, const char *arg,
		     struct settings *ret);

/* pid_t: a process's number */
int option_set_pid(const struct option_row *row, const char *arg,
		   struct settings *ret);

/* size_t: a count; top_given with it */
int option_set_top(const struct option_row *row, const char *arg,
		   struct settings *ret);

/* size_t: seconds, from 1 to 3600 */
int option_set_timeout(const struct option_row *row, const char *arg,
		       struct settings *ret);

/* double: seconds between samples, the usual ones without; and its mode */
int option_set_watch(const struct option_row *row, const char *arg,
		     struct settings *ret);

/* INTERVAL (nth 0) and COUNT, as vmstat has them */
int option_set_operand(unsigned nth, const char *arg, struct settings *ret);

#endif
