/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's insides in JSON: memory.kernel.detail, memory.shared_detail. */
#ifndef KMW_RENDER_JSON_JSON_DETAIL_H
#define KMW_RENDER_JSON_JSON_DETAIL_H

struct jout;
struct report;

/* "detail" inside of memory.kernel */
void json_detail(struct jout *j, const struct report *r);

/* "page_tables", "stacks", "hugetlb" and "unmapped" inside of that. */
void json_detail_tasks(struct jout *j, const struct report *r);

/* "shared_detail" inside of memory. */
void json_shared(struct jout *j, const struct report *r);

#endif
