/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/context.h"
#include "collect/kernel/detail.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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
	uint64_t size = size_of(name), bytes = 0;
	struct opt_u64 v = { 0 };
	unsigned bad = 0;
	char path[128];
	int err;

	if (!size)
		return 0;
	snprintf(path, sizeof(path),
		 FOLDER "/%.31s/stats/nr_anon_partially_mapped", name);
	err = source_read(src, path, text);
	if (!err)
		err = parse_sysctl(span_of(text->data, text->len), &v, 1, &bad);
	if (err || !v.known || __builtin_mul_overflow(v.v, size, &bytes) ||
	    bytes > BYTES_MAX)
		return err == -ENOMEM ? err : 0;
	*sum = opt_u64(opt_or0(*sum) + bytes);
	return 0;
}

int detail_thp(struct collect *c)
{
	const struct source *src = &c->src;
	struct snapshot *snap = c->snap;
	int fd = source_open(src, FOLDER, O_RDONLY | O_DIRECTORY), err = 0;
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct buf text = { 0 };
	const struct dirent *e;

	if (!dir) { /* a kernel without them */
		if (fd >= 0)
			close(fd);
		return 0;
	}
	for (int n = 0; !err && n < ENTRIES_MAX && (e = readdir(dir)); n++)
		err = read_partly(src, e->d_name, &text,
				  &snap->detail.partly_mapped);
	closedir(dir);
	buf_free(&text);
	return err;
}
