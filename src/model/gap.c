/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/gap.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/vec.h"

void gaps_add(struct gaps *g, const char *what, int error, const char *effect,
	      const char *example, ...)
{
	struct gap *gap;
	va_list ap;

	for (size_t i = 0; i < g->n; i++) {
		if (!strcmp(g->v[i].what, what)) {
			g->v[i].count++;
			return;
		}
	}
	if (VEC_GROW(g))
		return;
	gap = &g->v[g->n++];
	*gap = (struct gap){ .what = what,
			     .count = 1,
			     .effect = effect,
			     .error = error < 0 ? -error : error };
	va_start(ap, example);
	vsnprintf(gap->example, sizeof(gap->example), example, ap);
	va_end(ap);
}

bool gaps_has(const struct gaps *g, const char *what)
{
	for (size_t i = 0; i < g->n; i++)
		if (!strcmp(g->v[i].what, what))
			return true;
	return false;
}

void gaps_drop(struct gaps *g, const char *what)
{
	size_t n = 0;

	for (size_t i = 0; i < g->n; i++)
		if (strcmp(g->v[i].what, what))
			g->v[n++] = g->v[i];
	g->n = n;
}

void gaps_free(struct gaps *g)
{
	free(g->v);
	*g = (struct gaps){ 0 };
}
