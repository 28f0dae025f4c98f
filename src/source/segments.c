/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/segments.h"

#include "model/snapshot.h"
#include "parse/proc/files.h"
#include "source/facts.h"

FACTS_PARSER(parse_sysvipc_shm)

/* a kernel without System V memory has no such file */
static const struct facts_file segments_file = {
	.path = "/proc/sysvipc/shm",
	.parse = read_parse_sysvipc_shm,
	.what = "sysvipc/shm",
	.effect = "not all holders of shared memory are known",
	.flags = FACTS_OPTIONAL | FACTS_BROKEN,
};

int segments_read(const struct source *src, struct snapshot *snap)
{
	struct facts f = { .src = src, .gaps = &snap->gaps };
	int err = facts_read_all(&f, &segments_file, 1, &snap->shmem);

	buf_free(&f.text);
	return err;
}
