/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/net/tuns.h"

#include <errno.h>
#include <fcntl.h>
#include <netlink/cache.h>
#include <netlink/route/link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collect/kernel/consumer_list.h"
#include "collect/base/pids.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "util/span.h"

#define DEVICE "/dev/net/tun"
#define GETDENTS_BYTES 65536
#define INFO_BYTES 512

/* What a packet may be, whatever the MTU, and its head (GSO_LEGACY_MAX_SIZE). */
#define PACKET_MAX 65536
#define PACKET_HEAD 1024
#define QUEUE_MAX (1U << 20)
#define QUEUES_MAX 256 /* MAX_TAP_QUEUES */

struct search {
	const char *name; /* of the interface */
	char path[64];
	int proc;
	pid_t pid;
	bool found;
};

/* fdinfo of it has a line "iff:\tNAME" (tun_chr_show_fdinfo(), 3.19). */
static bool is_of(const struct search *s, int fd)
{
	char text[INFO_BYTES], path[64];
	struct span rest, line;
	ssize_t n;
	int info;

	snprintf(path, sizeof(path), "%d/fdinfo/%d", (int)s->pid, fd);
	info = openat(s->proc, path, O_RDONLY | O_CLOEXEC);
	if (info < 0)
		return false;
	n = read(info, text, sizeof(text));
	close(info);
	rest = span_of(text, n > 0 ? (size_t)n : 0);
	while (span_line(&rest, &line))
		if (span_starts(line, "iff:\t") &&
		    span_is(span_of(line.p + 5, line.len - 5), s->name))
			return true;
	return false;
}

static int look_at_fd(int dir, const char *name, int fd, void *data)
{
	struct search *s = data;
	char link[sizeof(DEVICE) + 1];
	ssize_t n = readlinkat(dir, name, link, sizeof(link));

	if (n == sizeof(DEVICE) - 1 && !memcmp(link, DEVICE, (size_t)n) &&
	    is_of(s, fd))
		s->found = true;
	return 0;
}

/* Who has it open; 0 where nobody was seen. Out of memory only that is lost. */
static pid_t holder(const struct source *src, const char *name)
{
	struct search s = { .name = name };
	struct pids pids = { 0 };
	char *buf = malloc(GETDENTS_BYTES);

	s.proc = source_open(src, "proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (buf && s.proc >= 0 && !pids_list(s.proc, &pids)) {
		for (size_t i = 0; !s.found && i < pids.n; i++) {
			char path[32];
			int dir;

			s.pid = pids.v[i];
			snprintf(path, sizeof(path), "%d/fd", (int)s.pid);
			dir = openat(s.proc, path,
				     O_RDONLY | O_DIRECTORY | O_CLOEXEC);
			if (dir < 0)
				continue;
			(void)pids_each(dir, buf, GETDENTS_BYTES, look_at_fd,
					&s);
			close(dir);
		}
	}
	if (s.proc >= 0)
		close(s.proc);
	pids_free(&pids);
	free(buf);
	return s.found ? s.pid : 0;
}

static int add(const struct source *src, struct rtnl_link *link,
	       struct snapshot *snap)
{
	struct consumer c = { .name = "tun-queues",
			      .basis = BASIS_UPPER_BOUND };
	const char *kind = rtnl_link_get_type(link);
	const char *name = rtnl_link_get_name(link);
	uint64_t queues = rtnl_link_get_num_tx_queues(link);
	uint64_t packets = rtnl_link_get_txqlen(link);

	/* one that never was full has lost no packet, and is no suspect */
	if (!kind || strcmp(kind, "tun") || !name ||
	    !rtnl_link_get_stat(link, RTNL_LINK_TX_DROPPED))
		return 0;
	if (packets > QUEUE_MAX || queues > QUEUES_MAX)
		return 0;
	c.count = queues ? queues : 1;
	c.bytes = c.count * packets * (PACKET_MAX + PACKET_HEAD);
	c.pid = holder(src, name);
	consumer_name(&c, span_of(name, strlen(name)));
	return consumers_add(snap, &c);
}

int tuns_add(const struct source *src, struct nl_sock *rtnl,
	     struct snapshot *snap)
{
	struct nl_cache *links = NULL;
	int err = 0;

	/* what cannot be listed is told where the sockets are looked at */
	if (!rtnl || rtnl_link_alloc_cache(rtnl, AF_UNSPEC, &links))
		return 0;
	for (struct nl_object *o = nl_cache_get_first(links); o && !err;
	     o = nl_cache_get_next(o))
		err = add(src, (struct rtnl_link *)o, snap);
	nl_cache_free(links);
	return err;
}
