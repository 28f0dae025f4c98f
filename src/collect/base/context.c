/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/base/context.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Watched, or the sockets alone: nobody will ask for the other kinds. */
#define KINDS_OF_SOCKETS                                          \
	(FD_BIT(FD_SOCKET) | FD_BIT(FD_NETNS) | FD_BIT(FD_RING) | \
	 FD_BIT(FD_DELETED))

int collect_begin(const struct collect_opts *opts, struct snapshot *snap,
		  struct collect *ret)
{
	struct collect c = { .opts = *opts, .snap = snap };
	int err = source_open_live(&c.src);

	if (err)
		return err;
	c.proc = source_open(&c.src, "proc", O_RDONLY | O_DIRECTORY);
	c.fds.proc = c.proc;
	c.fds.kinds =
		opts->cache || opts->no_processes ? KINDS_OF_SOCKETS : FD_ALL;
	*ret = c;
	return 0;
}

void collect_begin_captured(const struct source *src, struct snapshot *snap,
			    struct collect *ret)
{
	*ret = (struct collect){
		.src = *src, .borrowed = true, .snap = snap, .proc = -ENOENT
	};
}

void collect_end(struct collect *c)
{
	fd_walk_free(&c->fds);
	if (c->proc >= 0)
		close(c->proc);
	c->proc = -ENOENT;
	if (!c->borrowed)
		source_close(&c->src);
}
