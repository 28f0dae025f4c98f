/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which lines of a pasted text were read as what. */
#ifndef KMW_MODEL_PASTE_H
#define KMW_MODEL_PASTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct paste_form {
	char name[32];	     /* "meminfo", "OOM report" */
	uint64_t first_line; /* from 1 */
	uint64_t last_line;
	bool used; /* of this sample: no later look has taken its place */
};

struct paste_forms {
	struct paste_form *v; /* in the order of the text */
	size_t n;
	size_t cap;
};

struct paste_text {
	bool known;	 /* the report is made from a text */
	char file[64];	 /* its name, raw; "-" of standard input */
	uint64_t sample; /* from 1; 0: nothing in it is known */
	uint64_t samples;
	uint64_t unknown_lines; /* that are of no form */
	struct paste_forms forms;
};

#endif
