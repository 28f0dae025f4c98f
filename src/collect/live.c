/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/collect.h"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "collect/base/cache.h"
#include "collect/memory/memory.h"
#include "collect/netns/netns_name.h"
#include "collect/owners/owners.h"
#include "collect/process/processes.h"
#include "collect/sockets/sockets.h"
#include "source/memcgs.h"
#include "source/source.h"
#include "model/snapshot.h"
#include "util/span.h"

/* Whether a link of namespaces is the one that the machine began with. */
static bool is_initial(const struct source *src, const char *path,
		       const char *initial)
{
	char link[64];
	ssize_t n = readlinkat(src->root, path, link, sizeof(link));

	return n <= 0 || span_is(span_of(link, (size_t)n), initial);
}

/*
 * Whether other users' processes and all namespaces are open to us. Rights in a
 * user namespace of our own are none over the machine.
 */
static bool is_privileged(const struct source *src)
{
	static const unsigned wanted[] = { CAP_SYS_PTRACE, CAP_SYS_ADMIN };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};

	if (geteuid() || syscall(SYS_capget, &head, data))
		return false;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
		if (!(data[wanted[i] / 32].effective &
		      UINT32_C(1) << wanted[i] % 32))
			return false;
	/* PROC_USER_INIT_INO of include/linux/proc_ns.h */
	return is_initial(src, "proc/self/ns/user", "user:[4026531837]");
}

/* Processes of the host, and of other containers, are in no /proc of ours. */
static bool is_contained(const struct source *src)
{
	/* PROC_PID_INIT_INO of include/linux/proc_ns.h */
	return !is_initial(src, "proc/self/ns/pid", "pid:[4026531836]");
}

static int read_all(struct collect *c)
{
	const struct collect_opts *opts = &c->opts;
	int err;

	collect_host(c);
	err = collect_memory(c);
	if (!err)
		err = memcgs_read(&c->src, c->snap);
	if (!err)
		err = collect_sockets(c);
	if (!err && !opts->no_processes)
		err = collect_processes(c);
	if (!err && !opts->no_owners)
		err = collect_owners(c);
	if (!err)
		netns_names(&c->src, c->snap);
	return err;
}

int collect_live(struct collect *c)
{
	struct snapshot *snap = c->snap;
	int err;

	*snap = (struct snapshot){ .source = SOURCE_LIVE };
	if (c->opts.cache)
		cache_begin(c->opts.cache);
	snap->uid = opt_u64(geteuid());
	snap->privileged = is_privileged(&c->src);
	snap->contained = is_contained(&c->src);
	if (snap->contained)
		gaps_add(&snap->gaps, "pid namespace", 0,
			 "processes outside of this container, and network "
			 "namespaces that only they are in, are not seen",
			 "%s", "/proc/self/ns/pid");
	err = read_all(c);
	if (err)
		snapshot_free(snap);
	return err;
}
