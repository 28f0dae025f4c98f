/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The format file of a tracepoint, as tracefs has it (f_show() and
 * print_event_fields() of kernel/trace/trace_events.c).
 */
#ifndef KMW_PARSE_PROC_TRACE_FORMAT_H
#define KMW_PARSE_PROC_TRACE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/span.h"

struct trace_field {
	size_t offset; /* into the raw record */
	size_t size;   /* bytes */
};

/* The number of the tracepoint, "ID: 2310". Returns 0 or -EINVAL. */
int parse_trace_id(struct span format, uint64_t *ret);

/*
 * Where a field stands, by its name: an array "name[32]" is "name". Returns 0,
 * -ENOENT where there is no such field, -EINVAL where its line makes no sense.
 */
int parse_trace_field(struct span format, const char *name,
		      struct trace_field *ret);

/*
 * The word that the print format gives a number, "{ 6, "SOCKET_RCVBUFF" }"
 * behind the use of that field; false where it gives none.
 */
bool parse_trace_symbol(struct span format, const char *field, uint64_t value,
			struct span *ret);

#endif
