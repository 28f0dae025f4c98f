/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/owners/fdscan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collect/owners/bpf_files.h"
#include "util/idhash.h"
#include "util/span.h"
#include "util/vec.h"

struct listing {
	struct fdscan *scan;
	struct idhash at; /* of a pid in scan->pids */
	struct fd_match match;
};

/*
 * Whether the pids that /proc shows are those that BPF reports: both are of our
 * own pid namespace then. NSpid (4.1) has a number for each namespace from that
 * of /proc down to ours.
 */
static bool proc_is_ours(int proc)
{
	char text[8192];
	int fd = openat(proc, "self/status", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text));
	struct span rest = span_of(text, n > 0 ? (size_t)n : 0);
	struct span line, word;
	int words = 0;

	if (fd >= 0)
		close(fd);
	while (span_line(&rest, &line)) {
		if (!span_word(&line, &word) || !span_is(word, "NSpid:"))
			continue;
		while (span_word(&line, &word))
			words++;
	}
	return words == 1;
}

static bool in_first_pid_namespace(int proc)
{
	/* PROC_PID_INIT_INO */
	static const char first[] = "pid:[4026531836]";
	char link[64];
	ssize_t n = readlinkat(proc, "self/ns/pid", link, sizeof(link));

	return n == sizeof(first) - 1 && !memcmp(link, first, (size_t)n);
}

/* Its index in pids and counts; what /proc did not list yet comes last. */
static int find_pid(struct listing *l, pid_t pid, size_t *ret)
{
	struct fdscan *scan = l->scan;
	uint32_t *at = idhash_find(&l->at, (uint64_t)pid);
	struct fd_counts *counts;

	if (at) {
		*ret = *at;
		return 0;
	}
	if (VEC_GROW(&scan->pids))
		return -ENOMEM;
	counts = reallocarray(scan->counts, scan->pids.cap, sizeof(*counts));
	if (!counts)
		return -ENOMEM;
	scan->counts = counts;
	counts[scan->pids.n] = (struct fd_counts){ 0 };
	*ret = scan->pids.n;
	scan->pids.v[scan->pids.n++] = pid;
	return idhash_add(&l->at, (uint64_t)pid, (uint32_t)*ret);
}

static int saw_file(const struct bpf_record *record, void *data)
{
	const struct bpf_file *file = &record->file;
	struct listing *l = data;
	struct fd_counts *counts;
	size_t i;
	int err;

	if (file->pid <= 0)
		return 0;
	err = find_pid(l, file->pid, &i);
	if (err)
		return err;
	counts = &l->scan->counts[i];
	fd_match_process(&l->match, file->pid);
	err = fd_match_reported(&l->match, record);
	counts->sockets += l->match.sockets;
	counts->without_row += l->match.without_row;
	return err;
}

static int list_pids(int proc, struct listing *l)
{
	struct fdscan *scan = l->scan;
	int err = pids_list(proc, &scan->pids);

	if (!err)
		err = idhash_reserve(&l->at, scan->pids.n);
	if (err)
		return err;
	scan->counts = calloc(scan->pids.n + 1, sizeof(*scan->counts));
	if (!scan->counts)
		return -ENOMEM;
	for (size_t i = 0; i < scan->pids.n; i++) {
		err = idhash_add(&l->at, (uint64_t)scan->pids.v[i],
				 (uint32_t)i);
		if (err == -ENOMEM)
			return err;
	}
	return 0;
}

int fdscan_bpf(int proc, const struct fd_want *want, struct fdscan *ret)
{
	struct listing l = { .scan = ret,
			     .match = { .proc = proc, .want = want } };
	int err = proc_is_ours(proc) ? 0 : -EXDEV;

	if (!err)
		err = list_pids(proc, &l);
	if (!err)
		err = bpf_files_each(!in_first_pid_namespace(proc), saw_file,
				     &l);
	if (!err) {
		ret->finds = l.match.finds;
		l.match.finds = (struct fd_finds){ 0 };
	}
	fd_match_free(&l.match);
	idhash_free(&l.at);
	if (err)
		fdscan_free(ret);
	return err;
}
