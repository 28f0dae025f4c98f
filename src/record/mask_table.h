/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was masked so far: each thing of a kind has its number. */
#ifndef KMW_RECORD_MASK_TABLE_H
#define KMW_RECORD_MASK_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/idhash.h"

#define MASK_KINDS 32

struct mask_table {
	struct idhash seen; /* hash: place in things */
	struct buf things;  /* kind, number, length, bytes */
	uint32_t last[MASK_KINDS];
};

/*
 * The number of a thing, from 1 and in the order they come; kind is less than
 * MASK_KINDS. Returns 0 or -ENOMEM.
 */
int mask_number(struct mask_table *t, unsigned kind, const void *bytes,
		size_t len, uint32_t *ret);

void mask_table_free(struct mask_table *t);

#endif
