/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/captured_sockfiles.h"

#include <errno.h>
#include <stdio.h>

#include "capture/captured_socks.h"
#include "model/snapshot.h"
#include "parse/net/net.h"
#include "source/source.h"
#include "util/buf.h"

#define PATH_ROOM 768

static const struct {
	enum proto proto;
	const char *files[2];
} protocols[] = {
	{ PROTO_TCP, { "tcp", "tcp6" } },
	{ PROTO_UDP, { "udp", "udp6" } },
	{ PROTO_UDPLITE, { "udplite", "udplite6" } },
	{ PROTO_RAW, { "raw", "raw6" } },
};

static bool has_any(const struct netns *ns, enum proto proto)
{
	for (size_t i = 0; i < SOCK_STATE_N; i++)
		if (ns->sockets[proto][i])
			return true;
	return false;
}

static int parse_line(struct span line, enum proto proto, struct sock *ret)
{
	return proto == PROTO_RAW ? parse_raw_line(line, ret)
				  : parse_inet_line(line, proto, ret);
}

/* The last line may have lost its end with the file's. */
static int add_lines(struct captured_socks *c, struct span text,
		     enum proto proto, uint32_t netns, unsigned *bad)
{
	struct span line;
	int err = 0;

	while (!err && span_line(&text, &line)) {
		struct sock s;

		if (!line.len)
			continue;
		err = parse_line(line, proto, &s);
		if (!err)
			err = captured_socks_add_one(c, &s, netns);
		else if (err != -ENOMEM) {
			*bad += err == -EINVAL;
			err = 0;
		}
	}
	return err;
}

int captured_sockfiles(const struct source *src, const char *dir,
		       uint32_t netns, struct captured_socks *c)
{
	struct snapshot *snap = c->snap;
	struct buf text = { 0 };
	int err = 0;

	for (size_t i = 0; i < sizeof(protocols) / sizeof(*protocols); i++) {
		enum proto proto = protocols[i].proto;

		if (has_any(&snap->netns.v[netns], proto))
			continue;
		for (size_t k = 0; k < 2 && err != -ENOMEM; k++) {
			char path[PATH_ROOM];
			unsigned bad = 0;

			snprintf(path, sizeof(path), "%s/%s", dir,
				 protocols[i].files[k]);
			err = source_read(src, path, &text);
			if (!err)
				err = add_lines(c, span_of(text.data, text.len),
						proto, netns, &bad);
			if (bad)
				gaps_add(&snap->gaps, protocols[i].files[k],
					 EBADMSG,
					 "sockets whose line could not be read "
					 "are left out",
					 "%u lines", bad);
		}
	}
	buf_free(&text);
	return err == -ENOMEM ? err : 0;
}
