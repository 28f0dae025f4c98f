/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/process_map/process_map_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "collect/process_map/jcmd.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "parse/text/nmt.h"
#include "system/file.h"

static int parse(const struct buf *text, struct nmt *ret, unsigned *bad)
{
	int err = parse_nmt(span_of(text->data, text->len), ret, bad);

	return err == -EINVAL ? -EBADMSG : err;
}

int nmt_read_file(const char *path, struct nmt *ret)
{
	bool in = !strcmp(path, "-");
	int fd = in ? STDIN_FILENO : open_regular(AT_FDCWD, path, O_RDONLY, 0);
	struct buf text = { 0 };
	unsigned bad = 0;
	int err;

	if (fd < 0)
		return fd;
	err = source_read_fd(fd, &text);
	if (!err)
		err = parse(&text, ret, &bad);
	if (!in)
		close(fd);
	buf_free(&text);
	return err;
}

static const struct {
	int err;
	const char *effect;
} failures[] = {
	{ -ETIMEDOUT, "jcmd gave no answer in 20 s: what the JVM reports "
		      "about its memory is not known" },
	{ -ENOENT, "no jcmd beside the program and none in /usr/bin (it is "
		   "in the JDK): what the JVM reports about its memory is "
		   "not known" },
	{ -EPERM,
	  "jcmd is not run as another user or inside a container: run it "
	  "there and use --nmt" },
	{ -EBADMSG, "jcmd's answer was not understood: is it a JVM?" },
	{ -ENODATA, "the JVM does not track its memory: it must be started "
		    "with -XX:NativeMemoryTracking=detail" },
};

static void note_failure(int err, pid_t pid, struct snapshot *snap)
{
	const char *effect = "what the JVM reports about its memory is not "
			     "known";

	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
		if (failures[i].err == err)
			effect = failures[i].effect;
	gaps_add(&snap->gaps, "jcmd", err == -ENODATA ? 0 : -err, effect,
		 "pid %d", (int)pid);
}

static int ask_jcmd(struct proc_at at, const struct proc_status *st,
		    struct process_map *in)
{
	struct jcmd j = { .at = at,
			  .uid = (uid_t)st->uid.v,
			  .gid = (gid_t)st->gid.v };
	struct buf text = { 0 };
	unsigned bad = 0;
	int err = st->uid.known && st->gid.known ? jcmd_run(&j, &text) : -EPERM;

	if (!err)
		err = parse(&text, &in->nmt, &bad);
	buf_free(&text);
	return err;
}

/* An old listing, or one of another process, would accuse the wrong one. */
static void check_pid(const struct proc_status *st,
		      const struct process_map *in, struct snapshot *snap)
{
	struct opt_u64 pid = in->nmt.pid;

	if (!pid.known || pid.v == (uint64_t)in->pid ||
	    (st->ns_pid.known && pid.v == st->ns_pid.v))
		return;
	gaps_add(&snap->gaps, "nmt", 0,
		 "the listing belongs to another process", "pid %llu",
		 (unsigned long long)pid.v);
}

int process_map_nmt(const struct process_map_opts *o, struct proc_at at,
		    const struct proc_status *st, struct process_map *in,
		    struct snapshot *snap)
{
	int err;

	if (!o->nmt && !o->jcmd)
		return 0;
	err = o->nmt ? nmt_read_file(o->nmt, &in->nmt) : ask_jcmd(at, st, in);
	if (err == -ENOMEM)
		return err;
	in->nmt_state = err == -ENODATA ? NMT_OFF : err ? NMT_FAILED : NMT_READ;
	if (!err)
		check_pid(st, in, snap);
	else
		note_failure(err, in->pid, snap);
	return 0;
}
