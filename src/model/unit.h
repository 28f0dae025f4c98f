/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the number of a row counts. */
#ifndef KMW_MODEL_UNIT_H
#define KMW_MODEL_UNIT_H

struct field;

/*
 * "bytes", "seconds", "count" …: what the row says, else what the last word of
 * its key says. "id" is a number that names something. Static.
 */
const char *field_unit(const struct field *f);

#endif
