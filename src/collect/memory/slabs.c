/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/memory/slabs.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "model/memory/memory.h"
#include "source/source.h"
#include "util/buf.h"

#define SLAB_DIR "sys/kernel/slab"

/*
 * Caches that people know: where one of them shares its slabs with the row's
 * name, the row is called by it. The first one in this list wins.
 */
static const char *const known_names[] = {
	"skbuff_fclone_cache",
	"skbuff_head_cache",
	"skbuff_small_head",
	"sock_inode_cache",
	"TCP",
	"TCPv6",
	"UDP",
	"UDPv6",
	"request_sock_TCP",
	"request_sock_TCPv6",
	"tw_sock_TCP",
	"tw_sock_TCPv6",
	"UNIX",
	"nf_conntrack",
	"task_struct",
	"mm_struct",
	"signal_cache",
	"sighand_cache",
	"files_cache",
	"cred_jar",
	"vm_area_struct",
	"anon_vma",
	"anon_vma_chain",
	"pid",
	"filp",
	"dentry",
	"inode_cache",
	"shmem_inode_cache",
	"proc_inode_cache",
	"ext4_inode_cache",
	"xfs_inode",
	"btrfs_inode",
	"buffer_head",
	"radix_tree_node",
	"kernfs_node_cache",
	"bio_integrity_payload",
	"eventpoll_epi",
	"eventpoll_pwq",
	"fsnotify_mark",
	"ip_dst_cache",
	"fib6_node",
	"inet_peer_cache",
};

#define N_KNOWN (sizeof(known_names) / sizeof(*known_names))

/* What a cache's symlink says: ":a-0000104", the name of its group. */
struct group {
	char name[32]; /* "" where the cache is alone: it has no link */
};

static struct group group_of(int dir, const char *cache)
{
	struct group g = { 0 };
	ssize_t n = readlinkat(dir, cache, g.name, sizeof(g.name) - 1);

	if (n <= 0 || g.name[0] != ':')
		return (struct group){ 0 };
	g.name[n] = '\0';
	return g;
}

/*
 * create_unique_id(): ':', a letter for each flag, '-', the size; 'a' is
 * SLAB_RECLAIM_ACCOUNT.
 */
static bool group_reclaimable(const struct group *g)
{
	const char *minus = strchr(g->name, '-');

	return minus && memchr(g->name, 'a', (size_t)(minus - g->name));
}

/* Of a cache that is alone, the kernel tells it in a file. */
static struct opt_u64 attr_reclaimable(const struct source *src,
				       const char *cache, struct buf *text)
{
	char path[128];

	snprintf(path, sizeof(path), SLAB_DIR "/%s/reclaim_account", cache);
	if (source_read(src, path, text) || !text->len ||
	    (text->data[0] != '0' && text->data[0] != '1'))
		return (struct opt_u64){ 0 };
	return opt_u64(text->data[0] == '1');
}

static void rename_row(struct slab_cache *c, const struct group *group,
		       const struct group *known)
{
	for (size_t i = 0; i < N_KNOWN; i++) {
		if (strcmp(known[i].name, group->name))
			continue;
		snprintf(c->name, sizeof(c->name), "%s", known_names[i]);
		return;
	}
}

void collect_slab_names(const struct source *src, struct buf *text,
			struct slabs *slabs)
{
	struct group known[N_KNOWN];
	int dir = source_open(src, SLAB_DIR, O_RDONLY | O_DIRECTORY);

	if (dir < 0)
		return;
	for (size_t i = 0; i < N_KNOWN; i++)
		known[i] = group_of(dir, known_names[i]);
	for (size_t i = 0; i < slabs->n; i++) {
		struct slab_cache *c = &slabs->v[i];
		struct group g;

		if (strchr(c->name, '/'))
			continue;
		g = group_of(dir, c->name);
		if (g.name[0]) {
			c->reclaimable = opt_u64(group_reclaimable(&g));
			rename_row(c, &g, known);
		} else if (c->bytes) {
			c->reclaimable = attr_reclaimable(src, c->name, text);
		}
	}
	close(dir);
}
