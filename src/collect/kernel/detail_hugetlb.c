/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/context.h"
#include "collect/kernel/detail.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "source/facts.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "parse/parse.h"
#include "util/buf.h"
#include "util/vec.h"

#define NODES "sys/devices/system/node"
#define NODES_MAX 4096

static int read_number(const struct source *src, const struct hugenode *h,
		       const char *attr, struct buf *text, uint64_t *ret)
{
	return facts_number(src, text, ret,
			    NODES "/node%u/hugepages/hugepages-%" PRIu64
				  "kB/%s",
			    h->node, h->page_bytes / 1024, attr);
}

static int take(const struct source *src, unsigned node, uint64_t page_bytes,
		struct buf *text, struct snapshot *snap)
{
	struct hugenode h = { .node = node, .page_bytes = page_bytes };
	struct hugenodes *all = &snap->detail.hugenodes;
	int err = read_number(src, &h, "nr_hugepages", text, &h.total);

	if (!err)
		err = read_number(src, &h, "free_hugepages", text, &h.free);
	if (!err)
		err = read_number(src, &h, "surplus_hugepages", text,
				  &h.surplus);
	if (err == -ENOENT || err == -ENOMEM)
		return err == -ENOMEM ? err : 0;
	if (err) {
		gaps_add(&snap->gaps, "huge pages of nodes", -err,
			 "that node's huge pages are left out", "node%u", node);
		return 0;
	}
	if (VEC_GROW(all))
		return -ENOMEM;
	all->v[all->n++] = h;
	return 0;
}

/* "node3"; -1 for any other name. */
static long node_of(const char *name)
{
	unsigned node;
	char end;

	if (sscanf(name, "node%4u%c", &node, &end) != 1)
		return -1;
	return (long)node;
}

static int by_node(const void *a, const void *b)
{
	const struct hugenode *x = a, *y = b;

	if (x->page_bytes != y->page_bytes)
		return (x->page_bytes > y->page_bytes) -
		       (x->page_bytes < y->page_bytes);
	return (x->node > y->node) - (x->node < y->node);
}

int detail_hugetlb(struct collect *c)
{
	const struct source *src = &c->src;
	struct snapshot *snap = c->snap;
	const struct memory *m = &snap->memory;
	DIR *dir = source_open_dir(src, NODES);
	struct buf text = { 0 };
	const struct dirent *e;
	int err = 0;

	if (!dir) /* a kernel without NUMA has no nodes */
		return 0;
	for (int n = 0; !err && n < NODES_MAX && (e = readdir(dir)); n++) {
		long node = node_of(e->d_name);

		for (size_t i = 0; !err && node >= 0 && i < m->n_hugepools; i++)
			err = take(src, (unsigned)node,
				   m->hugepools[i].page_bytes, &text, snap);
	}
	closedir(dir);
	buf_free(&text);
	if (snap->detail.hugenodes.n)
		qsort(snap->detail.hugenodes.v, snap->detail.hugenodes.n,
		      sizeof(*snap->detail.hugenodes.v), by_node);
	return err;
}
