/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/process_map.h"

#include <errno.h>
#include <string.h>

#include "collect/process_map/process_map.h"
#include "model/keep.h"
#include "model/snapshot.h"
#include "run/message.h"
#include "run/settings.h"

static const struct {
	int err;
	const char *what;
} reasons[] = {
	{ -ESRCH, "no such process, or it has ended" },
	{ -ENXIO, "a kernel thread has no memory of its own" },
	{ -ETIMEDOUT, "its memory maps cannot be read in time" },
	{ -ECHILD, "a zombie: its memory has been freed" },
};

static int refuse(pid_t pid, int err)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].err == err)
			return message_error("process %d: %s", (int)pid,
					     reasons[i].what);
	return message_error("process %d: %s", (int)pid, strerror(-err));
}

/* A file that was named must be what it should be. */
static int check_nmt(const struct settings *s, const struct snapshot *snap)
{
	if (!s->nmt || snap->process_map->nmt_state == NMT_READ)
		return STATUS_OK;
	if (snap->process_map->nmt_state == NMT_OFF)
		return message_error("'%.200s': the JVM does not track its "
				     "memory; start it with "
				     "-XX:NativeMemoryTracking=detail",
				     s->nmt);
	return message_error("'%.200s': cannot be read, or is not output of "
			     "jcmd PID VM.native_memory",
			     s->nmt);
}

int process_map_take(const struct settings *s, struct snapshot *snap)
{
	const struct process_map_opts opts = {
		.pid = (pid_t)s->pid,
		.no_smaps = s->no_smaps,
		.top = s->all && !s->top_given ? SIZE_MAX / 2 : (size_t)s->top,
		.nmt = s->nmt,
		.jcmd = s->jcmd,
	};
	int err, status;

	if (!s->pid)
		return STATUS_OK;
	err = collect_process_map(&opts, snap);
	if (err)
		return refuse((pid_t)s->pid, err);
	status = check_nmt(s, snap);
	if (status != STATUS_OK)
		return status;
	err = snapshot_keep_sockets_of(snap, (pid_t)s->pid);
	return err ? message_errno(err) : STATUS_OK;
}
