/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose sockets hold most of what a protocol has. */
#ifndef KMW_DIAGNOSE_PROTOCOLS_TOP_PROGRAM_H
#define KMW_DIAGNOSE_PROTOCOLS_TOP_PROGRAM_H

#include "model/socket/socket.h"

struct finding;
struct judge;

/*
 * Says which program's sockets hold most of it, and makes it the finding's
 * subject, where any socket of the protocol, or of one that it pays for, has a
 * known owner.
 */
void say_top_program(struct judge *j, struct finding *f, enum proto payer);

#endif
