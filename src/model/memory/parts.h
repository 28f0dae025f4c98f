/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts that memory is divided into: the rows of parts.def. */
#ifndef KMW_MODEL_MEMORY_PARTS_H
#define KMW_MODEL_MEMORY_PARTS_H

#include <stdbool.h>

#include "model/kernel/consumer.h"

enum memory_part {
#define MEMORY_TERM(id, ...) PART_##id,
#define MEMORY_PART(id, ...) PART_##id,
#include "model/memory/parts.def"
	MEMORY_PARTS_N,
	MEMORY_TERMS_N = PART_KERNEL + 1, /* then the parts of the kernel */
};

struct memory_part_row {
	const char *key;   /* the member: "page_tables" */
	const char *name;  /* for machines: "page-tables" */
	const char *label; /* for people: "page tables" */
	const char *brief; /* where there is little room; NULL: as label */
	bool followed;	   /* among the rates */
	bool by_pss;	   /* another amount where not all Pss was seen */
	bool stays;	   /* nobody gives it back by itself */
	bool seldom;	   /* shown to people only where there is any */
	/* how consumers of it are counted; COUNTED_NOWHERE: in no one part */
	enum counted_in counted_in;
	unsigned detail;  /* DETAIL_*: to ask for where it is a finding */
	unsigned holders; /* and already where it could hold one of a holder */
};

extern const struct memory_part_row memory_parts[MEMORY_PARTS_N];

#endif
