/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/process/processes.h"

#include <errno.h>
#include <sys/stat.h>

#include "collect/base/context.h"
#include "collect/process/proc_again.h"
#include "collect/process/proc_pss.h"
#include "collect/process/proc_table.h"
#include "model/snapshot.h"

/* Pid 1 is always there: what hides it hides every other user's process. */
static void check_hidepid(int proc, struct snapshot *snap)
{
	struct stat st;

	if (fstatat(proc, "1/stat", &st, 0))
		gaps_add(&snap->gaps, GAP_HIDEPID, errno,
			 "/proc shows our own processes only", "%s", "pid 1");
}

/* False where Pss cannot be read at all. */
static bool open_pss(struct collect *c, struct proc_pss *ret)
{
	int err = c->opts.no_pss ? -ECANCELED : proc_pss_open(c->proc, ret);

	if (err && !c->opts.no_pss)
		gaps_add(&c->snap->gaps, "smaps_rollup", -err,
			 "Pss is not known; RSS counts shared pages once a "
			 "process",
			 "%s", "/proc/self/smaps_rollup");
	return !err;
}

static int read_once(struct collect *c, const struct proc_pss *pss)
{
	int err = proc_table_read(c->proc, snapshot_page_size(c->snap),
				  &c->snap->processes);

	return err ? err : proc_pss_all(pss, c->proc, c->snap);
}

static int read_table(struct collect *c)
{
	struct proc_pss pss;
	bool known = open_pss(c, &pss);
	int err = c->opts.cache ? proc_again(c, known ? &pss : NULL)
				: read_once(c, known ? &pss : NULL);

	c->snap->processes.pss = !err && known;
	return err;
}

int collect_processes(struct collect *c)
{
	struct snapshot *snap = c->snap;
	int err = c->proc < 0 ? c->proc : read_table(c);

	snap->processes.known = !err;
	if (!err)
		check_hidepid(c->proc, snap);
	else if (err != -ENOMEM)
		gaps_add(&snap->gaps, "processes", err,
			 "the process table could not be read", "%s", "/proc");
	return err == -ENOMEM ? err : 0;
}
