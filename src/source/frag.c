/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/frag.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>

#include "source/source.h"
#include "model/gap.h"
#include "model/netns.h"
#include "parse/parse.h"
#include "util/buf.h"
#include "util/span.h"

#define SYSCTL_DIR "proc/sys/net/"
#define SYSCTL_LIST "sos_commands/kernel/sysctl_-a"

/* Fewer are far from any limit that somebody would set. */
#define TIME_WAIT_MANY 1000

struct limit {
	const char *gap; /* NULL: its absence is no gap */
	const char *name;
	const char *dotted; /* as sysctl(8) has it */
	size_t used;	    /* of struct opt_i64 in struct sockstat */
	size_t to;	    /* of struct opt_u64 in struct netns */
	int64_t enough;	    /* to make the limit matter */
};

static const struct limit limits[] = {
	{ "ipfrag_high_thresh", "ipv4/ipfrag_high_thresh",
	  "net.ipv4.ipfrag_high_thresh", offsetof(struct sockstat, frag_bytes),
	  offsetof(struct netns, frag_high_bytes), 1 },
	{ "ip6frag_high_thresh", "ipv6/ip6frag_high_thresh",
	  "net.ipv6.ip6frag_high_thresh",
	  offsetof(struct sockstat, frag6_bytes),
	  offsetof(struct netns, frag6_high_bytes), 1 },
	{ NULL, "ipv4/tcp_max_tw_buckets", "net.ipv4.tcp_max_tw_buckets",
	  offsetof(struct sockstat, tcp_tw), offsetof(struct netns, tcp_max_tw),
	  TIME_WAIT_MANY },
};

/* Reads the file, else in a capture the list of all. 0 or -errno. */
static int read_limit(const struct source *src, const struct limit *l,
		      struct buf *text, struct opt_u64 *to, unsigned *bad)
{
	char path[128];
	int err, more;

	snprintf(path, sizeof(path), SYSCTL_DIR "%s", l->name);
	err = source_read(src, path, text);
	if (!err)
		return parse_sysctl(span_of(text->data, text->len), to, 1, bad);
	if (err == -ENOMEM || !src->capture)
		return err;
	more = source_read(src, SYSCTL_LIST, text);
	if (more)
		return more == -ENOMEM ? more : err;
	more = parse_sysctl_list(span_of(text->data, text->len), l->dotted, to,
				 1, bad);
	return more ? err : 0;
}

int frag_limits(const struct source *src, struct gaps *gaps, struct netns *ns)
{
	struct buf text = { 0 };
	int err = 0;

	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
		const struct limit *l = &limits[i];
		const struct opt_i64 *used =
			(const void *)((const char *)&ns->stat + l->used);
		struct opt_u64 *to = (void *)((char *)ns + l->to);
		unsigned bad = 0;

		if (!used->known || used->v < l->enough)
			continue;
		err = read_limit(src, l, &text, to, &bad);
		if (err == -ENOMEM)
			break;
		if ((err || bad) && l->gap)
			gaps_add(gaps, l->gap, err, "this limit is unknown",
				 SYSCTL_DIR "%s", l->name);
	}
	buf_free(&text);
	return err == -ENOMEM ? err : 0;
}
