/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `jcmd PID VM.native_memory summary | detail | summary.diff | detail.diff`,
 * JDK 8 to 25 (src/hotspot/share/services/memReporter.cpp, later share/nmt),
 * in any scale.
 */
#ifndef KMW_PARSE_TEXT_NMT_H
#define KMW_PARSE_TEXT_NMT_H

#include "model/process/nmt.h"
#include "util/span.h"

/*
 * Returns 0; -EINVAL where it has no "Total:" line; -ENODATA where the JVM
 * says that it does not track; -ENOMEM. ret is untouched then.
 */
int parse_nmt(struct span text, struct nmt *ret, unsigned *bad);

#endif
