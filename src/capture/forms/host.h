/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Forms that say which machine it was: see form.h. Pure. */
#ifndef KMW_CAPTURE_FORMS_HOST_H
#define KMW_CAPTURE_FORMS_HOST_H

#include "capture/forms/form.h"

enum fit uname_fit(struct span line, struct look *look);
enum fit version_fit(struct span line, struct look *look);
enum fit sysstat_head_fit(struct span line, struct look *look);
int sysstat_head_rewrite(const struct look *look, struct buf *to);

#endif
