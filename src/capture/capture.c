/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/capture.h"

#include "capture/captured_host.h"
#include "capture/captured_net.h"
#include "capture/captured_processes.h"
#include "capture/normalise.h"
#include "model/snapshot.h"
#include "source/cgroup_names.h"
#include "source/host.h"
#include "source/memcgs.h"
#include "source/memory.h"
#include "source/segments.h"
#include "source/source.h"

/* Who looked is not known; processes are those of ss and of ps. */
int capture_read(const char *dir, const struct capture_opts *opts,
		 struct snapshot *ret)
{
	struct snapshot snap = { .source = SOURCE_CAPTURE };
	struct source src;
	int err = source_open_capture(dir, &src);

	if (err)
		return err;
	src.normalise = normalise;
	snap.time_ms = captured_time(&src);
	captured_host(&src, &snap.host);
	host_version(&snap);
	memory_captured(&src, &snap);
	err = memcgs_read(&src, &snap);
	if (!err)
		err = captured_net(&src, opts->keep_all, &snap);
	if (!err && !opts->no_processes)
		err = captured_processes(&src, &snap);
	if (!err)
		err = cgroup_names(&snap);
	if (!err)
		err = segments_read(&src, &snap);
	shm_objects_rank(&snap.shmem);
	source_close(&src);
	if (err)
		snapshot_free(&snap);
	else
		*ret = snap;
	return err;
}
