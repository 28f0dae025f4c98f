/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sections of kmemwhere.report/1, in their order; REPORT in man 5. */
#ifndef KMW_RENDER_JSON_JSON_PARTS_H
#define KMW_RENDER_JSON_JSON_PARTS_H

#include <stdint.h>

struct jout;
struct lookup;
struct report;

void json_host(struct jout *j, const struct report *r);
void json_scope(struct jout *j, const struct report *r);
void json_memory(struct jout *j, const struct report *r);
void json_kernel(struct jout *j, const struct report *r); /* in memory */
void json_protocols(struct jout *j, const struct report *r);
void json_sockets(struct jout *j, const struct lookup *l);
void json_probe(struct jout *j, const struct lookup *l,
		uint32_t sock); /* in sockets */
void json_holders(struct jout *j, const struct lookup *l);
void json_cgroups(struct jout *j, const struct report *r);
void json_groups(struct jout *j, const struct report *r);
void json_waiting(struct jout *j, const struct report *r);
void json_drops(struct jout *j, const struct report *r);
void json_processes(struct jout *j, const struct lookup *l);
void json_process_map(struct jout *j, const struct lookup *l);
void json_rates(struct jout *j, const struct report *r);
void json_findings(struct jout *j, const struct report *r);
void json_verdict(struct jout *j, const struct report *r);

#endif
