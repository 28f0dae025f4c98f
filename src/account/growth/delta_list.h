/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gathering the things of two moments under their names. */
#ifndef KMW_ACCOUNT_GROWTH_DELTA_LIST_H
#define KMW_ACCOUNT_GROWTH_DELTA_LIST_H

#include "account/growth/delta.h"
#include "util/idhash.h"

struct delta_list {
	struct delta *out;
	struct idhash seen; /* hash of kind, pid and name: place in out */
	unsigned side;	    /* 0 before, 1 after */
	int error;	    /* the first one */
};

/*
 * Adds to the thing of that kind, pid and name (raw) at the list's side; two
 * of one name are summed up, an unknown amount counts nothing then.
 */
void delta_list_add(struct delta_list *l, enum change_kind kind, pid_t pid,
		    const char *name, struct opt_i64 bytes,
		    struct opt_u64 count);

/* Sorts, and drops what did not change. Returns 0 or the first error. */
int delta_list_end(struct delta_list *l);

#endif
