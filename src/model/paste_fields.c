/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/field.h"
#include "model/paste.h"

static const struct field form[] = {
	FIELD_TEXT(struct paste_form, name, MASK_NOT,
		   SHOW("name", "What the lines are."), .sure = true),
	FIELD(struct paste_form, first_line,
	      SHOW("first_line", "Where it begins, from 1.")),
	FIELD(struct paste_form, last_line,
	      SHOW("last_line", "Where it ends.")),
	FIELD(struct paste_form, used,
	      SHOW("used", "Whether this report is made from it: of several "
			   "looks the last one.")),
};
const struct table fields_paste_form = TABLE(form);

static const struct field paste[] = {
	FIELD(struct paste_text, known, MEANS("Whether it was a pasted text.")),
	FIELD_TEXT(struct paste_text, file, MASK_FILE, MEANS("Its file.")),
	FIELD(struct paste_text, sample, MEANS("Which of its looks this is."),
	      .unit = "id"),
	FIELD(struct paste_text, samples, MEANS("How many looks it has.")),
	FIELD(struct paste_text, unknown_lines,
	      MEANS("Lines that no form knows.")),
};
const struct table fields_paste = TABLE(paste);
