/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judging what the kernel printed when it could not get memory. */
#ifndef KMW_DIAGNOSE_OOM_OOM_H
#define KMW_DIAGNOSE_OOM_OOM_H

struct account;
struct judge;
struct scale;
struct snapshot;

/*
 * That the OOM killer ran is a proof that memory was short, unless it was a
 * part of it, or one piece; and before 2.6.28 the zones tell the size.
 */
void oom_scale(const struct snapshot *snap, const struct account *acct,
	       struct scale *s);

/* Why memory was not to be had and who was killed, beside the verdict. */
void oom_evidence(struct judge *j);

#endif
