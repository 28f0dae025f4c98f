/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/sockets/sockfiles.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "collect/sockets/families.h"
#include "source/source.h"
#include "model/net/netns.h"
#include "util/buf.h"

void sockfiles_init(struct sockfiles *f)
{
	for (enum proto p = 0; p < PROTO_N; p++)
		f->fd[p][0] = f->fd[p][1] = -1;
	f->interfaces = NULL;
}

void sockfiles_close(struct sockfiles *f)
{
	for (enum proto p = 0; p < PROTO_N; p++)
		for (size_t i = 0; i < 2; i++)
			if (f->fd[p][i] >= 0)
				close(f->fd[p][i]);
	if (f->interfaces)
		if_freenameindex(f->interfaces);
	sockfiles_init(f);
}

static bool has_any(const struct netns *ns, enum proto proto)
{
	return ns->inuse[proto].known && ns->inuse[proto].v;
}

const char *sockfiles_interface(const struct sockfiles *f, uint32_t ifindex)
{
	for (const struct if_nameindex *i = f->interfaces;
	     i && i->if_index && i->if_name; i++)
		if (i->if_index == ifindex)
			return i->if_name;
	return NULL;
}

void sockfiles_open(const struct source *src, const char *dir,
		    const struct netns *ns, struct sockfiles *ret)
{
	for (enum proto p = 0; p < PROTO_N; p++) {
		const struct family *f = family_of(p);

		if (!has_any(ns, p))
			continue;
		for (size_t i = 0; i < 2 && f->files[i]; i++) {
			char path[128];

			snprintf(path, sizeof(path), "%s/%s", dir, f->files[i]);
			ret->fd[p][i] =
				source_open(src, path, O_RDONLY | O_CLOEXEC);
		}
	}
	if (has_any(ns, PROTO_PACKET) || has_any(ns, PROTO_XDP))
		ret->interfaces = if_nameindex();
}

static int each_line(struct span text, const struct family *f,
		     int (*row)(const struct sock *s, void *data), void *data,
		     uint32_t *bad)
{
	struct span line;

	while (span_line(&text, &line)) {
		struct sock s;
		int err = f->parse_line(line, &s);

		if (err == -EINVAL)
			++*bad;
		err = err ? 0 : row(&s, data);
		if (err)
			return err;
	}
	return 0;
}

int sockfiles_each(const struct sockfiles *f, enum proto proto,
		   int (*row)(const struct sock *s, void *data), void *data,
		   uint32_t *ret_bad)
{
	const struct family *family = family_of(proto);
	struct buf text = { 0 };
	uint32_t bad = 0;
	int err = -ENOENT;

	for (size_t i = 0; i < 2 && family->files[i]; i++) {
		/* a kernel without IPv6 has no second one */
		if (f->fd[proto][i] < 0)
			continue;
		err = source_read_fd(f->fd[proto][i], &text);
		if (!err)
			err = each_line(span_of(text.data, text.len), family,
					row, data, &bad);
		if (err)
			break;
	}
	buf_free(&text);
	*ret_bad += bad;
	return err;
}
