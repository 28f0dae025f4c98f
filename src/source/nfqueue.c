/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/nfqueue.h"

#include <errno.h>
#include <stdio.h>

#include "source/source.h"
#include "model/snapshot.h"
#include "parse/net/netqueue.h"
#include "util/buf.h"
#include "util/span.h"

int nfqueue_read(const struct source *src, const char *dir, uint32_t netns,
		 struct snapshot *snap)
{
	size_t first = snap->nfqueues.n;
	struct buf text = { 0 };
	unsigned bad = 0;
	char path[128];
	int err;

	snprintf(path, sizeof(path), "%s/netfilter/nfnetlink_queue", dir);
	err = source_read(src, path, &text);
	/* EACCES: mode 0440, and its owner is the namespace's root */
	if (err == -ENOENT || err == -EACCES)
		goto out;
	if (!err)
		err = parse_nfqueue(span_of(text.data, text.len),
				    &snap->nfqueues, &bad);
	for (size_t i = first; i < snap->nfqueues.n; i++)
		snap->nfqueues.v[i].netns = netns;
	if ((err && err != -ENOMEM) || bad)
		gaps_add(&snap->gaps, "nfnetlink_queue", err,
			 "packets that wait for a program are not counted",
			 "%s", path);
out:
	buf_free(&text);
	return err == -ENOMEM ? err : 0;
}
