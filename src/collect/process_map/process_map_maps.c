/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/process_map/process_map_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "model/snapshot.h"
#include "parse/proc/smaps.h"
#include "system/at.h"
#include "util/clock.h"

/* A line is shorter: a path has 4096 bytes, each escaped in four at most. */
#define BUFFER_BYTES 65536

struct reading {
	struct smaps parser;
	struct process_map_feed feed;
	struct process_map_cost cost;
	size_t len; /* bytes in text: the beginning of a line */
	char text[BUFFER_BYTES];
};

static int add_mapping(void *data, const struct mapping *m)
{
	struct reading *r = data;

	return process_map_add(&r->feed, m);
}

/*
 * One read(): the kernel holds the lock of the process's mappings for so long
 * (m_start() to m_stop() of fs/proc/task_mmu.c), and lets go of it between two.
 */
static ssize_t timed_read(int fd, struct reading *r)
{
	uint64_t start = (uint64_t)clock_us(CLOCK_MONOTONIC), took;
	ssize_t n;

	do
		n = read(fd, r->text + r->len, sizeof(r->text) - r->len);
	while (n < 0 && errno == EINTR);
	at_next();
	if (n < 0)
		n = -errno;
	took = (uint64_t)clock_us(CLOCK_MONOTONIC) - start;
	r->cost.total_us = opt_u64(opt_or0(r->cost.total_us) + took);
	if (took >= opt_or0(r->cost.longest_us))
		r->cost.longest_us = opt_u64(took);
	return n;
}

static int take_text(struct reading *r)
{
	struct span text = span_of(r->text, r->len);
	int err = parse_smaps(&r->parser, &text);

	if (text.len == sizeof(r->text)) { /* no line is that long */
		r->parser.bad++;
		text.len = 0;
	}
	if (text.len)
		memmove(r->text, text.p, text.len);
	r->len = text.len;
	return err;
}

static int read_maps(int fd, struct reading *r)
{
	int err = 0;

	for (;;) {
		ssize_t n = timed_read(fd, r);

		if (n < 0)
			return (int)n;
		if (!n)
			break;
		r->len += (size_t)n;
		err = take_text(r);
		if (err)
			return err;
	}
	r->parser.bad += r->len > 0;
	err = parse_smaps_end(&r->parser);
	return err ? err : process_map_end(&r->feed);
}

static void check_bad(const struct reading *r, const char *name,
		      struct snapshot *snap)
{
	for (unsigned i = 0; i < r->parser.bad; i++)
		gaps_add(&snap->gaps, "smaps", 0, "invalid lines were left out",
			 "%s", name);
}

static int read_file(struct proc_at at, const char *name,
		     struct process_map *in, struct snapshot *snap)
{
	struct reading *r = malloc(sizeof(*r));
	int fd = proc_open(at, O_RDONLY, "%s", name);
	int err = fd < 0 ? fd : 0;

	if (r && !err) {
		*r = (struct reading){ .parser = { .mapping = add_mapping,
						   .data = r },
				       .feed = { .in = in } };
		err = read_maps(fd, r);
		in->cost = r->cost;
		check_bad(r, name, snap);
	}
	if (fd >= 0)
		close(fd);
	at_leave();
	if (!r)
		err = -ENOMEM;
	free(r);
	return err;
}

static int failed(int err, const char *name, pid_t pid, struct snapshot *snap)
{
	if (err == -ENOMEM || err == -ETIMEDOUT || err == -ESRCH ||
	    err == -ENOENT)
		return err == -ENOENT ? -ESRCH : err;
	gaps_add(&snap->gaps, name, -err,
		 "what is in its memory is not known: only its own user or "
		 "root with CAP_SYS_PTRACE can read it",
		 "pid %d", (int)pid);
	return 0;
}

int process_map_maps(const struct process_map_opts *o, struct proc_at at,
		     struct process_map *in, struct snapshot *snap)
{
	const char *name = o->no_smaps ? "maps" : "smaps";
	int err = read_file(at, name, in, snap);

	if (err)
		return failed(err, name, in->pid, snap);
	/* it ended, and its file is empty */
	if (!in->mappings)
		return -ESRCH;
	in->maps = true;
	in->smaps = !o->no_smaps;
	return 0;
}
