/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KMW_DIAGNOSE_KERNEL_POOL_EVIDENCE_H
#define KMW_DIAGNOSE_KERNEL_POOL_EVIDENCE_H

#include <stdbool.h>

struct finding;
struct judge;

/*
 * What became of the pages of page pools, where the kernel counts it: of those
 * that were given up, or of those in use that lose most of their pages to
 * somebody else. f may be NULL.
 */
void pool_evidence(struct judge *j, struct finding *f, bool detached);

#endif
