/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How an option's argument gets into its field of struct settings; NULL: none
 * was given. Each returns 0, or -EINVAL where the argument cannot be meant.
 */
#ifndef KMW_OPTIONS_SET_H
#define KMW_OPTIONS_SET_H

struct option_row;
struct settings;

typedef int option_set_fn(const struct option_row *row, const char *arg,
			  struct settings *ret);

/* bool: true */
option_set_fn option_set_flag;

/* const char *: the argument, which must not be empty */
option_set_fn option_set_text;

/* int: the place of the word in row->arg ("all|self"); row->value without */
option_set_fn option_set_word;

/* uint64_t: row->min to row->max; row->value without */
option_set_fn option_set_number;

/* uint64_t: bytes; K, M or G (KiB, MiB, GiB) may follow; not 0 */
option_set_fn option_set_size;

/* double: seconds between samples; the usual ones without */
option_set_fn option_set_interval;

/* policy: the name and the argument, "yes" without */
option_set_fn option_set_policy;

#endif
