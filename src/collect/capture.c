/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/collect.h"

#include "collect/source.h"
#include "model/snapshot.h"

/* Time and uid are not told by a folder, and processes are not in it. */
int collect_capture(const char *dir, struct snapshot *ret)
{
	struct snapshot snap = { .source = SOURCE_CAPTURE };
	struct source src;
	int err = source_open_capture(dir, &src);

	if (err)
		return err;
	err = collect_host(&src, &snap);
	if (!err)
		err = collect_memory(&src, &snap);
	if (!err)
		err = collect_captured_net(&src, &snap);
	if (!err)
		err = collect_segments(&src, &snap);
	source_close(&src);
	if (err)
		snapshot_free(&snap);
	else
		*ret = snap;
	return err;
}
