/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Forms that the kernel's log has. Pure. */
#ifndef KMW_CAPTURE_FORMS_KERNEL_KERNEL_FORMS_H
#define KMW_CAPTURE_FORMS_KERNEL_KERNEL_FORMS_H

#include "capture/forms/form.h"

/* A report of the OOM killer, of a failed allocation, or of sysrq-m. */
enum fit oom_fit(struct span line, struct look *look);
int oom_fill(const struct look *look, struct snapshot *snap);

#endif
