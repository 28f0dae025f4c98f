/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/segments.h"

#include <errno.h>

#include "model/snapshot.h"
#include "parse/proc/files.h"
#include "source/source.h"
#include "util/buf.h"

int segments_read(const struct source *src, struct snapshot *snap)
{
	struct buf text = { 0 };
	unsigned bad = 0;
	int err = source_read(src, "proc/sysvipc/shm", &text);

	if (!err)
		err = parse_sysvipc_shm(span_of(text.data, text.len),
					&snap->shmem, &bad);
	/* a kernel without System V memory has no such file */
	if ((err && err != -ENOENT && err != -ENOMEM) || bad)
		gaps_add(&snap->gaps, "sysvipc/shm", err ? -err : EBADMSG,
			 "not all holders of shared memory are known",
			 "/proc/sysvipc/shm");
	buf_free(&text);
	return err == -ENOMEM ? err : 0;
}
