/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/pids.h"

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collect/base/proc_file.h"
#include "system/at.h"
#include "util/span.h"
#include "util/vec.h"

#define LIST_BYTES 32768
#define PF_KTHREAD 0x00200000

/* Flags follow "pid (comm) state ppid pgrp session tty tpgid". */
#define FLAGS_AFTER_COMM 6

/* -1 where the name is not a number. */
static int number_of(const char *name)
{
	int64_t n = 0;

	for (; *name >= '0' && *name <= '9' && n < INT32_MAX; name++)
		n = n * 10 + (*name - '0');
	return *name || n > INT32_MAX ? -1 : (int)n;
}

int pids_each(int dir, char *buf, size_t size,
	      int (*number)(int dir, const char *name, int id, void *data),
	      void *data)
{
	for (;;) {
		ssize_t n = getdents64(dir, buf, size);

		if (n <= 0)
			return n ? -errno : 0;
		for (ssize_t at = 0; at < n;) {
			const struct dirent64 *e =
				(const struct dirent64 *)(void *)(buf + at);
			int id = number_of(e->d_name);
			int err = 0;

			at_next();
			if (id >= 0 && e->d_name[0])
				err = number(dir, e->d_name, id, data);
			if (err)
				return err;
			at += e->d_reclen;
		}
	}
}

static int add_pid(int dir, const char *name, int id, void *data)
{
	struct pids *pids = data;

	(void)dir;
	(void)name;
	if (VEC_GROW(pids))
		return -ENOMEM;
	pids->v[pids->n++] = id;
	return 0;
}

int pids_list(int dir, struct pids *ret)
{
	char buf[LIST_BYTES] __attribute__((aligned(8)));

	if (lseek(dir, 0, SEEK_SET) < 0)
		return -errno;
	return pids_each(dir, buf, sizeof(buf), add_pid, ret);
}

bool pid_is_kernel_thread(int proc, pid_t pid)
{
	char text[1024];
	struct span rest, word = { .p = NULL };
	uint64_t flags = 0;
	const char *comm_end;
	ssize_t n = proc_read(proc_at(proc, pid), text, sizeof(text), "stat");

	/* comm may itself contain ") " */
	comm_end = n > 0 ? memrchr(text, ')', (size_t)n) : NULL;
	if (!comm_end)
		return false;
	rest = span_of(comm_end + 1, (size_t)(text + n - comm_end - 1));
	for (unsigned i = 0; i <= FLAGS_AFTER_COMM; i++)
		if (!span_word(&rest, &word))
			return false;
	return !span_u64(word, &flags) && (flags & PF_KTHREAD);
}

void pids_free(struct pids *p)
{
	free(p->v);
	*p = (struct pids){ 0 };
}
