/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Standard output with a memory: stdio forgets why a write failed, and a
 * report that was cut must not end with success.
 */
#ifndef KMW_RUN_OUTPUT_H
#define KMW_RUN_OUTPUT_H

#include <stdio.h>

struct output {
	FILE *stream;
	int error; /* of the first write that failed, positive; else 0 */
};

/*
 * Opens a stream on stdout. It points into ret, which must stay in place
 * until output_finish(). Returns STATUS_OK, or STATUS_FAILED after a message.
 */
int output_open(struct output *ret);

/*
 * Writes what is left and closes stdout. Complains of a failed write, or else
 * of err, a -errno of who filled the stream (0: none); of a closed pipe it says
 * nothing (`kmemwhere | head`). Returns STATUS_OK or STATUS_FAILED.
 */
int output_finish(struct output *o, int err);

#endif
