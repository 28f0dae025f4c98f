/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/forms/form.h"

#include "capture/forms/memory/meminfo.h"
#include "capture/forms/memory/memory_forms.h"

#define MEMINFO "proc/meminfo"

/*
 * In this order a line is offered: a form that takes lines which another has,
 * too, stands behind it.
 */
const struct form forms[] = {
	{ .name = "meminfo",
	  .fit = meminfo_fit,
	  .file = MEMINFO,
	  .rewrite = meminfo_rewrite,
	  .rank = 9 },
	{ .name = "free",
	  .fit = free_fit,
	  .file = MEMINFO,
	  .rewrite = free_rewrite,
	  .rank = 4 },
	{ .name = "top",
	  .fit = top_header_fit,
	  .file = MEMINFO,
	  .rewrite = top_header_rewrite,
	  .rank = 5 },
};

const size_t forms_n = sizeof(forms) / sizeof(forms[0]);
