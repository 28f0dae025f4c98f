/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/captured_net.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/captured_sockfiles.h"
#include "capture/captured_socks.h"
#include "capture/paste/paste.h"
#include "source/netfiles.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "util/buf.h"
#include "util/vec.h"

#define CAPTURED_DIR "proc/net"
#define SOS_DIR "sos_commands/networking"
#define SPACES_DIR SOS_DIR "/namespaces"
#define IN_SPACE "ip_netns_exec_"
#define SS_COMMAND "_ss_-"
#define SPACES_MAX 4096
#define PATH_LEN 640

/* A file with what ss printed, or a folder with such files. */
struct entry {
	char name[256];
	size_t space; /* length of the namespace's name; 0: the host's */
	bool netstat;
};

struct entries {
	struct entry *v;
	size_t n;
	size_t cap;
};

/* "ss_-peaonmi" or "ip_netns_exec_NAME_ss_-peaonmi", as sos calls them. */
static bool is_listing(struct entry *e)
{
	size_t begin = strlen(IN_SPACE);
	const char *at, *next;

	if (!strncmp(e->name, &SS_COMMAND[1], strlen(SS_COMMAND) - 1))
		return true;
	e->netstat = !strcmp(e->name, "netstat_-neopa") ||
		     !strcmp(e->name, "netstat_-W_-neopa");
	if (e->netstat)
		return true;
	if (strncmp(e->name, IN_SPACE, begin))
		return false;
	at = strstr(e->name + begin, SS_COMMAND);
	while (at && (next = strstr(at + 1, SS_COMMAND)))
		at = next;
	if (!at || at == e->name + begin)
		return false;
	e->space = (size_t)(at - e->name) - begin;
	return true;
}

/* The listing with the most options first, then by name; netstat has least. */
static int by_worth(const void *va, const void *vb)
{
	const struct entry *a = va, *b = vb;
	size_t x = strlen(a->name), y = strlen(b->name);

	if (a->netstat != b->netstat)
		return a->netstat ? 1 : -1;
	if (x - a->space != y - b->space)
		return x - a->space > y - b->space ? -1 : 1;
	return strcmp(a->name, b->name);
}

static bool is_folder(struct entry *e)
{
	(void)e;
	return true;
}

/* A folder while it is listed. */
struct listing {
	bool (*wanted)(struct entry *e);
	struct entries *to;
};

static int add_entry(void *arg, const char *name, bool folder)
{
	struct listing *l = arg;
	struct entry e = { 0 };

	(void)folder;
	if (l->to->n == SPACES_MAX)
		return -E2BIG;
	snprintf(e.name, sizeof(e.name), "%s", name);
	if (!l->wanted(&e))
		return 0;
	if (VEC_GROW(l->to))
		return -ENOMEM;
	l->to->v[l->to->n++] = e;
	return 0;
}

/* What the folder has of the kind; a folder that is not there has none. */
static int list(const struct source *src, const char *dir,
		bool (*wanted)(struct entry *e), struct entries *ret)
{
	struct listing l = { .wanted = wanted, .to = ret };
	int err = source_list(src, dir, add_entry, &l);

	if (ret->n)
		qsort(ret->v, ret->n, sizeof(*ret->v), by_worth);
	return err == -ENOMEM ? err : 0;
}

static int any_entry(void *arg, const char *name, bool folder)
{
	(void)arg;
	(void)name;
	(void)folder;
	return 1;
}

/* The namespace with that name; one that is a number only has no name. */
static int find_space(struct snapshot *snap, const char *name, size_t len,
		      uint32_t *ret)
{
	struct netns ns = { .access = NETNS_UNREADABLE };
	struct span s = span_of(name, len);

	if (span_u64(s, &ns.inode))
		span_copy(s, ns.name, sizeof(ns.name));
	for (size_t i = 0; i < snap->netns.n; i++) {
		const struct netns *had = &snap->netns.v[i];

		*ret = (uint32_t)i;
		if (i && had->inode == ns.inode && !strcmp(had->name, ns.name))
			return 0;
	}
	*ret = (uint32_t)snap->netns.n;
	if (VEC_GROW(&snap->netns))
		return -ENOMEM;
	snap->netns.v[snap->netns.n++] = ns;
	return 0;
}

static int read_listing(const struct source *src, const char *dir,
			const struct entry *e, uint32_t netns,
			struct captured_socks *c)
{
	struct snapshot *snap = c->snap;
	struct buf text = { 0 };
	char path[PATH_LEN];
	int err;

	if (e->space)
		err = find_space(snap, e->name + strlen(IN_SPACE), e->space,
				 &netns);
	else
		err = 0;
	if (err)
		return err;
	snprintf(path, sizeof(path), "%s/%s", dir, e->name);
	err = source_read(src, path, &text);
	if (!err)
		err = captured_socks_add(c, span_of(text.data, text.len),
					 netns);
	else if (err != -ENOMEM)
		gaps_add(&snap->gaps, "ss", err, "its sockets are not seen",
			 "%s", path);
	buf_free(&text);
	return err == -ENOMEM ? err : 0;
}

static int read_listings(const struct source *src, const char *dir,
			 uint32_t netns, struct captured_socks *c)
{
	struct entries files = { 0 };
	int err = list(src, dir, is_listing, &files);

	for (size_t i = 0; !err && i < files.n; i++)
		err = read_listing(src, dir, &files.v[i], netns, c);
	free(files.v);
	return err;
}

/* namespaces/NAME: listings, and its counters where kmemwhere-capture was. */
static int read_space(const struct source *src, const struct entry *e,
		      struct captured_socks *c)
{
	char dir[PATH_LEN], net[PATH_LEN];
	uint32_t netns = 0;
	int err = find_space(c->snap, e->name, strlen(e->name), &netns);
	struct netns *ns;

	if (err)
		return err;
	ns = &c->snap->netns.v[netns];
	snprintf(dir, sizeof(dir), SPACES_DIR "/%s", e->name);
	snprintf(net, sizeof(net), SPACES_DIR "/%s/" CAPTURED_DIR, e->name);
	if (source_list(src, net, any_entry, NULL) >= 0) {
		err = netfiles_sockstat(src, net, &c->snap->gaps, &ns->stat);
		if (!err)
			err = netfiles_counters(src, net, &c->snap->gaps, ns);
	}
	if (!err)
		err = read_listings(src, dir, netns, c);
	return err ? err : captured_sockfiles(src, net, netns, c);
}

/* Where nobody has run ss: the kernel's own list, which has no owners. */
static int read_proc_net(const struct source *src, struct captured_socks *c)
{
	static const char *const names[] = { "tcp", "tcp6", "udp", "udp6" };
	struct buf text = { 0 }, all = { 0 }, rows = { 0 };
	bool changed;
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(names) / sizeof(*names); i++) {
		char path[64];

		snprintf(path, sizeof(path), CAPTURED_DIR "/%s", names[i]);
		if (source_read(src, path, &text))
			continue;
		/* so that its form knows which file it is */
		err = buf_printf(&all, "cat /%s\n", path);
		if (!err)
			err = buf_append(&all, text.data, text.len);
	}
	if (!err && all.len)
		err = paste_rewrite("/proc/net sockets",
				    span_of(all.data, all.len), &rows,
				    &changed);
	if (!err && rows.len)
		err = captured_socks_add(c, span_of(rows.data, rows.len), 0);
	buf_free(&text);
	buf_free(&all);
	buf_free(&rows);
	return err == -ENOENT ? 0 : err;
}

static int read_sockets(const struct source *src, bool keep_all,
			struct snapshot *snap)
{
	struct captured_socks c = { .snap = snap, .keep_all = keep_all };
	struct entries spaces = { 0 };
	int err = read_listings(src, SOS_DIR, 0, &c);

	if (!err)
		err = captured_sockfiles(src, CAPTURED_DIR, 0, &c);
	if (!err)
		err = list(src, SPACES_DIR, is_folder, &spaces);
	for (size_t i = 0; !err && i < spaces.n; i++)
		err = read_space(src, &spaces.v[i], &c);
	if (!err && !c.any && !src->tree)
		err = read_proc_net(src, &c);
	if (!err)
		err = captured_socks_finish(&c);
	free(spaces.v);
	captured_socks_free(&c);
	return err;
}

/*
 * proc/net is of the namespace that the capture's maker was in; the host-wide
 * figures of sockstat are the same in all.
 */
int captured_net(const struct source *src, bool keep_all, struct snapshot *snap)
{
	struct netns ns = { .name = "host",
			    .initial = true,
			    .access = NETNS_UNREADABLE };
	int err = netfiles_sockstat(src, CAPTURED_DIR, &snap->gaps, &ns.stat);

	if (!err)
		err = netfiles_counters(src, CAPTURED_DIR, &snap->gaps, &ns);
	if (!err)
		err = netfiles_statistics(src, &snap->gaps, &ns);
	if (!err)
		err = netfiles_log(src, &snap->gaps, &snap->protocols);
	if (!err)
		err = netfiles_protocols(src, CAPTURED_DIR, &snap->gaps,
					 &snap->protocols);
	if (!err)
		err = netfiles_host_limits(src, snap);
	if (!err)
		err = netfiles_limits(src, &snap->gaps, &ns);
	if (!err)
		err = netfiles_nfqueue(src, CAPTURED_DIR, 0, snap);
	if (err)
		return err;
	snap->protocols.before = ns.stat;
	snap->protocols.after = ns.stat;
	if (VEC_GROW(&snap->netns))
		return -ENOMEM;
	snap->netns.v[snap->netns.n++] = ns;
	return read_sockets(src, keep_all, snap);
}
