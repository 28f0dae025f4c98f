/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said and advised about each kind of full queue. */
#ifndef KMW_DIAGNOSE_QUEUE_WORDS_H
#define KMW_DIAGNOSE_QUEUE_WORDS_H

#include "diagnose/diagnose.h"
#include "model/socket.h"

#define QUEUE_REMEDIES_MAX 3

struct queue_words {
	enum finding_code code;
	enum proto proto; /* PROTO_N: of several, charged to none */
	const char *one;  /* "UDP socket" */
	const char *many;
	const char *tail; /* "of datagrams that nobody reads" */
	const char *remedy[QUEUE_REMEDIES_MAX]; /* %s: the program */
};

/* The words for a code, or NULL where it is not about queues. */
const struct queue_words *queue_words(enum finding_code code);

#endif
