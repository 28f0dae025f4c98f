/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the metrics, in their order; each writes whole families. */
#ifndef KMW_RENDER_PROMETHEUS_PROMETHEUS_PARTS_H
#define KMW_RENDER_PROMETHEUS_PROMETHEUS_PARTS_H

#include <stddef.h>

struct pout;
struct report;

void prometheus_findings(struct pout *p, const struct report *r);
void prometheus_memory(struct pout *p, const struct report *r);
void prometheus_protocols(struct pout *p, const struct report *r);
void prometheus_sockets(struct pout *p, const struct report *r);

/* The n largest by name and rank; the keys are hostile. */
void prometheus_holders(struct pout *p, const struct report *r, size_t n);

#endif
