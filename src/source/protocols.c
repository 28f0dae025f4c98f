/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/protocols.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include "source/source.h"
#include "model/snapshot.h"
#include "parse/parse.h"
#include "util/buf.h"
#include "util/span.h"

#define SYSCTL_DIR "proc/sys/net/"
#define SYSCTL_LIST "sos_commands/kernel/sysctl_-a"

struct limit {
	const char *gap; /* NULL: its absence is no gap */
	const char *name;
	const char *dotted; /* as sysctl(8) has it */
	size_t offset;	    /* of struct opt_u64 in struct protocols */
	size_t n;
};

static const struct limit limits[] = {
	{ "udp_mem", "ipv4/udp_mem", "net.ipv4.udp_mem",
	  offsetof(struct protocols, v[PROTO_UDP].limit_pages), 3 },
	{ "tcp_mem", "ipv4/tcp_mem", "net.ipv4.tcp_mem",
	  offsetof(struct protocols, v[PROTO_TCP].limit_pages), 3 },
	{ "tcp_max_orphans", "ipv4/tcp_max_orphans", "net.ipv4.tcp_max_orphans",
	  offsetof(struct protocols, tcp_max_orphans), 1 },
	{ NULL, "ipv4/tcp_max_tw_buckets", "net.ipv4.tcp_max_tw_buckets",
	  offsetof(struct protocols, tcp_max_tw), 1 },
	{ NULL, "core/mem_pcpu_rsv", "net.core.mem_pcpu_rsv",
	  offsetof(struct protocols, mem_pcpu_rsv_pages), 1 },
};

bool protocols_in_initial_netns(const struct source *src)
{
	return !faccessat(src->root, SYSCTL_DIR "ipv4/udp_mem", F_OK, 0);
}

static int read_limit(const struct source *src, const struct limit *l,
		      struct span list, struct snapshot *snap)
{
	struct opt_u64 *to =
		(struct opt_u64 *)(void *)((char *)&snap->protocols +
					   l->offset);
	struct buf file = { 0 };
	unsigned bad = 0;
	char path[128];
	int err;

	snprintf(path, sizeof(path), SYSCTL_DIR "%s", l->name);
	err = source_read(src, path, &file);
	if (!err)
		err = parse_sysctl(span_of(file.data, file.len), to, l->n,
				   &bad);
	else if (err != -ENOMEM &&
		 !parse_sysctl_list(list, l->dotted, to, l->n, &bad))
		err = 0;
	if ((err || bad) && l->gap)
		gaps_add(&snap->gaps, l->gap, err, "this limit is unknown",
			 "%s", path);
	buf_free(&file);
	return err == -ENOMEM ? err : 0;
}

int protocols_read_limits(const struct source *src, struct snapshot *snap)
{
	struct buf list = { 0 };
	int err = src->capture ? source_read(src, SYSCTL_LIST, &list) : 0;

	if (err != -ENOMEM)
		err = 0;
	for (size_t i = 0; !err && i < sizeof(limits) / sizeof(*limits); i++)
		err = read_limit(src, &limits[i], span_of(list.data, list.len),
				 snap);
	buf_free(&list);
	return err;
}
