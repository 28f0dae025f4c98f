/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files in memory, by name: what a pasted text or an archive has. */
#ifndef KMW_SOURCE_TREE_H
#define KMW_SOURCE_TREE_H

#include <stddef.h>

#include "util/span.h"

struct tree_file {
	char *name; /* as source_read() takes it: "proc/meminfo" */
	char *data;
	size_t len;
};

struct tree {
	struct tree_file *v; /* by name */
	size_t n;
	size_t cap;
	size_t bytes; /* of all of them */
};

/*
 * Keeps a copy under that name, in place of one that was there. Returns 0,
 * -ENOMEM, or -EFBIG where all of them would be larger than 256 MiB.
 */
int tree_put(struct tree *t, const char *name, struct span text);

/* NULL where there is none. */
const struct tree_file *tree_find(const struct tree *t, const char *name);

void tree_free(struct tree *t);

#endif
