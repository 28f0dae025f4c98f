/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options that make no sense together. */
#ifndef KMW_OPTIONS_CLASH_H
#define KMW_OPTIONS_CLASH_H

#include <stdbool.h>
#include <stddef.h>

struct settings;

/*
 * given says for each row of the table whether it was given. Returns 0; or
 * -EINVAL with a sentence about the first clash in ret_message.
 */
int option_clash(const bool given[], const struct settings *s,
		 char *ret_message, size_t cap);

#endif
