/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/context.h"
#include "collect/kernel/detail.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "source/facts.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "parse/parse.h"
#include "util/buf.h"

#define FOLDER "sys/kernel/mm/transparent_hugepage"
#define ENTRIES_MAX 256

/* No machine has more; sums stay in range. */
#define BYTES_MAX (UINT64_C(1) << 50)

/* "hugepages-2048kB"; 0 where it is no such name. */
static uint64_t size_of(const char *name)
{
	unsigned long kib;
	char end;

	if (sscanf(name, "hugepages-%8lukB%c", &kib, &end) != 1)
		return 0;
	return (uint64_t)kib * 1024;
}

/* Pages of one size of which a part is mapped no more; a gauge since 6.13. */
static int read_partly(const struct source *src, const char *name,
		       struct buf *text, struct opt_u64 *sum)
{
	uint64_t size = size_of(name), pages = 0, bytes = 0;
	int err;

	if (!size)
		return 0;
	err = facts_number(src, text, &pages,
			   FOLDER "/%.31s/stats/nr_anon_partially_mapped",
			   name);
	if (err || __builtin_mul_overflow(pages, size, &bytes) ||
	    bytes > BYTES_MAX)
		return err == -ENOMEM ? err : 0;
	*sum = opt_u64(opt_or0(*sum) + bytes);
	return 0;
}

int detail_thp(struct collect *c)
{
	const struct source *src = &c->src;
	struct snapshot *snap = c->snap;
	DIR *dir = source_open_dir(src, FOLDER);
	struct buf text = { 0 };
	const struct dirent *e;
	int err = 0;

	if (!dir) /* a kernel without them */
		return 0;
	for (int n = 0; !err && n < ENTRIES_MAX && (e = readdir(dir)); n++)
		err = read_partly(src, e->d_name, &text,
				  &snap->detail.partly_mapped);
	closedir(dir);
	buf_free(&text);
	return err;
}
