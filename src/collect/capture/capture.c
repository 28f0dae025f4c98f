/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/collect.h"

#include "collect/capture/captured_host.h"
#include "collect/capture/captured_processes.h"
#include "collect/cgroup/cgroup_owner.h"
#include "collect/cgroup/cgroup_stat.h"
#include "collect/source.h"
#include "model/snapshot.h"

/* Who looked is not told; processes are those of ss and of ps. */
int collect_capture(const char *dir, const struct collect_opts *opts,
		    struct snapshot *ret)
{
	struct snapshot snap = { .source = SOURCE_CAPTURE };
	struct source src;
	int err = source_open_capture(dir, &src);

	if (err)
		return err;
	snap.time_ms = captured_time(&src);
	err = collect_host(&src, &snap);
	if (!err)
		err = collect_memory(&src, NULL, &snap);
	if (!err)
		err = collect_memcgs(&src, &snap);
	if (!err)
		err = collect_captured_net(&src, opts, &snap);
	if (!err && !opts->no_processes)
		err = captured_processes(&src, &snap);
	if (!err)
		err = cgroup_names(&snap);
	if (!err)
		err = collect_segments(&src, &snap);
	source_close(&src);
	if (err)
		snapshot_free(&snap);
	else
		*ret = snap;
	return err;
}
