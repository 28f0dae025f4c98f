/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account/sight.h"

#include <stdbool.h>
#include <stddef.h>

#include "model/snapshot.h"

static bool seen(const struct snapshot *snap, enum proto p)
{
	return snap->protocols.v[p].dumped || snap->protocols.v[p].by_file;
}

static bool memory(const struct snapshot *snap)
{
	const struct opt_u64 *v = snap->memory.info.v;

	return v[MEM_TOTAL].known && v[MEM_FREE].known;
}

/* Those of a namespace that only a hidden process is in are hidden, too. */
static unsigned sockets(const struct snapshot *snap)
{
	const struct protocol *v = snap->protocols.v;
	bool all = v[PROTO_UDP].complete && v[PROTO_TCP].complete;

	return all && seen(snap, PROTO_UDP) && seen(snap, PROTO_TCP)
		       ? 0
		       : SIGHT_SOCKETS;
}

static bool hides_pids(const struct snapshot *snap)
{
	return gaps_has(&snap->gaps, GAP_HIDEPID);
}

/* Another's process shows neither its fds nor its page tables. */
static unsigned live(const struct snapshot *snap)
{
	const struct processes *ps = &snap->processes;
	unsigned bits = 0;

	/* not told who looked: nobody did */
	if (!snap->uid.known)
		return 0;
	bits |= sockets(snap);
	if (snap->contained || hides_pids(snap))
		bits |= SIGHT_SOCKETS | SIGHT_OWNERS | SIGHT_PROCESSES |
			SIGHT_KERNEL;
	if (!snap->privileged)
		bits |= SIGHT_OWNERS | SIGHT_KERNEL;
	/* some processes cannot be read even by root: pss.unread_anon */
	if (ps->pss &&
	    ((ps->unreadable && !snap->privileged) || bits & SIGHT_PROCESSES))
		bits |= SIGHT_PSS;
	return bits;
}

static unsigned captured(const struct snapshot *snap)
{
	return seen(snap, PROTO_UDP) && seen(snap, PROTO_TCP) ? 0
							      : SIGHT_SOCKETS;
}

unsigned sight_missing(const struct snapshot *snap)
{
	unsigned bits = snapshot_is_capture(snap) ? captured(snap) : live(snap);

	if (!memory(snap))
		bits |= SIGHT_MEMORY;
	if (!snap->memory.slabs.known)
		bits |= SIGHT_SLABS;
	return bits;
}

bool sight_pss(const struct snapshot *snap)
{
	return snap->processes.pss && !(sight_missing(snap) & SIGHT_PSS);
}

bool sight_sockets_partial(const struct snapshot *snap)
{
	return !snapshot_is_capture(snap) &&
	       sight_missing(snap) & SIGHT_SOCKETS;
}

const char *sight_reason(const struct snapshot *snap)
{
	if (snapshot_is_capture(snap))
		return "from capture";
	if (snap->uid.v)
		return "not root";
	if (snap->contained)
		return "in a container";
	if (!snap->privileged)
		return "root without rights over the host";
	return hides_pids(snap) ? "hidepid" : NULL;
}

const char *sight_name(const struct snapshot *snap, enum sight part)
{
	static const struct {
		enum sight part;
		const char *name;
	} names[] = {
		{ SIGHT_MEMORY, "memory counters" },
		{ SIGHT_SOCKETS, "sockets of other network namespaces" },
		{ SIGHT_OWNERS, "sockets' owners" },
		{ SIGHT_PROCESSES, "other processes" },
		{ SIGHT_PSS, "Pss" },
		{ SIGHT_SLABS, "slab caches" },
		{ SIGHT_KERNEL, "pipes, rings and BPF maps" },
	};

	if (part == SIGHT_SOCKETS &&
	    (!seen(snap, PROTO_UDP) || !seen(snap, PROTO_TCP)))
		return "sockets";
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].part == part)
			return names[i].name;
	return "";
}
