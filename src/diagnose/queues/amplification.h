/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What UDP queues are charged beyond their payload, where BPF looked into them:
 * a datagram of one byte costs 832.
 */
#ifndef KMW_DIAGNOSE_QUEUES_AMPLIFICATION_H
#define KMW_DIAGNOSE_QUEUES_AMPLIFICATION_H

struct finding;
struct group;
struct judge;

/* Says it of a group whose queues were sampled (g->sampled is not 0). */
void amplification(struct judge *j, struct finding *f, const struct group *g);

#endif
