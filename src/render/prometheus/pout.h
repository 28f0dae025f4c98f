/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samples of the text exposition format, a line each. */
#ifndef KMW_RENDER_PROMETHEUS_POUT_H
#define KMW_RENDER_PROMETHEUS_POUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "render/prometheus/prometheus_families.h"
#include "util/opt.h"

struct pout {
	FILE *out;
	int last;	  /* the family of the last sample, or -1 */
	unsigned missing; /* bits of enum sight: see pout.c */
};

/* The value is raw outside text: it is escaped, cut at 127 bytes. */
struct plabel {
	const char *name; /* NULL: the end of the list */
	const char *value;
};

#define PLABEL_MAX 128

/* The labels of one sample; PNONE: it has none. */
#define PLABELS(...) ((const struct plabel[]){ __VA_ARGS__, { NULL, NULL } })
#define PNONE ((const struct plabel[]){ { NULL, NULL } })

/*
 * Each writes a sample, and before the first one of a family its HELP and
 * TYPE; all samples of a family must come in one go. Unknown, or a sum of
 * which a part was not seen: nothing.
 */
void pout_i64(struct pout *p, enum prometheus_family f,
	      const struct plabel *labels, struct opt_i64 v);
void pout_u64(struct pout *p, enum prometheus_family f,
	      const struct plabel *labels, struct opt_u64 v);
/* A fraction; one that is no finite number is unknown. */
void pout_real(struct pout *p, enum prometheus_family f,
	       const struct plabel *labels, bool known, double v);

#endif
