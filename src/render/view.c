/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/view.h"

#include <errno.h>

#include "render/report.h"

#define WRAP_USUAL 100
#define WRAP_LEAST 40

size_t view_rows(const struct view *v, size_t n)
{
	return n < v->top ? n : v->top;
}

size_t view_report_rows(const struct view *v, size_t usual, size_t n)
{
	if (!v->top_given && v->top == VIEW_TOP)
		return n < usual ? n : usual;
	return view_rows(v, n);
}

size_t view_wrap(const struct view *v)
{
	if (!v->width)
		return WRAP_USUAL;
	return v->width > WRAP_LEAST ? v->width : WRAP_LEAST;
}

int view_flush(FILE *out)
{
	errno = 0;
	if (!fflush(out) && !ferror(out))
		return 0;
	return errno ? -errno : -EIO;
}
