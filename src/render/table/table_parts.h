/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sections of the report for people, in their order. */
#ifndef KMW_RENDER_TABLE_TABLE_PARTS_H
#define KMW_RENDER_TABLE_TABLE_PARTS_H

struct lookup;
struct page;
struct report;

/* One line: what ran, where, when, and what was hidden from it. */
void table_header(struct page *p, const struct report *r);

/* The first finding in full, the others short. */
void table_findings(struct page *p, const struct report *r);

/* The six terms, then the kernel's parts. */
void table_memory(struct page *p, const struct report *r);
void table_kernel(struct page *p, const struct report *r);

/* --kernel: what is inside of those parts, by holder. */
void table_detail(struct page *p, const struct report *r);

/* The protocols against their limits. */
void table_protocols(struct page *p, const struct report *r);

/* Packets that wait outside of sockets; a line each where there are some. */
void table_waiting(struct page *p, const struct report *r);

/* The kernel's reasons for drops, where they were listened to. */
void table_drops(struct page *p, const struct report *r);

/* In place of the sockets: their sums (`--by`). */
void table_groups(struct page *p, const struct report *r);

/* The first sockets and processes. */
void table_sockets(struct page *p, const struct lookup *l);
void table_processes(struct page *p, const struct lookup *l);

/* The one process of --pid, in place of the machine. */
void table_process_map(struct page *p, const struct lookup *l);

/* What grows, and until when; only with rates. */
void table_growth(struct page *p, const struct report *r);

/* What could not be read; nothing where there is nothing. */
void table_gaps(struct page *p, const struct report *r);

#endif
