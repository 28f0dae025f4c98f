/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A configuration file: "key = value" a line, blank lines, and comments from
 * '#' at the beginning of a line (blanks may stand before it).
 */
#ifndef KMW_PARSE_TEXT_CONF_H
#define KMW_PARSE_TEXT_CONF_H

#include <stdbool.h>

#include "util/span.h"

struct conf_line {
	unsigned number;   /* from 1 */
	bool bad;	   /* no "key = value": both are empty */
	struct span key;   /* trimmed, not empty */
	struct span value; /* trimmed, may be empty */
};

/*
 * Cuts the next line that is no comment and not empty. ret->number must be 0
 * at first, and is counted on. False at the end.
 */
bool parse_conf_line(struct span *text, struct conf_line *ret);

#endif
