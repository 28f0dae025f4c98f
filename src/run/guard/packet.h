/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What goes between the two. Inside run/guard/. */
#ifndef KMW_RUN_GUARD_PACKET_H
#define KMW_RUN_GUARD_PACKET_H

#include <stdint.h>

/*
 * A packet that begins with a zero and has a word of these; the answer to
 * PACKET_END brings stdin, stdout and stderr. Any other is text for stderr.
 */
enum packet_word { PACKET_BEGIN = 1, PACKET_END };

struct packet {
	char zero;
	char word;
};

#define PACKET_TEXT_MAX 4096

/* Of a worker: the supervisor's end is closed. */
struct guard_page;
void worker_attach(struct guard_page *page, int sock, int keep_stdin);

#endif
