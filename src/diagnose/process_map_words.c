/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/process_map_words.h"

#include "model/snapshot.h"

enum severity process_map_severity(const struct judge *j, uint64_t bytes,
				   unsigned percent)
{
	struct opt_u64 resident = j->acct->process_map.resident;

	if (!resident.known || !bytes || bytes < resident.v / 100 * percent)
		return SEV_OK;
	return scale_judge(&j->scale, bytes, LIMIT_PROCESS_MAP_NOTICE,
			   LIMIT_PROCESS_MAP_WARNING);
}

void process_map_subject(struct judge *j, struct finding *f)
{
	const struct process_map *in = j->snap->process_map;

	finding_blame(j, f, in->comm, in->pid);
}

void arena_remedies(struct judge *j, struct finding *f)
{
	finding_remedy(j, f,
		       "try MALLOC_ARENA_MAX=2 in the environment of one "
		       "instance and compare a day later: it costs speed only "
		       "where many threads allocate at once");
	finding_remedy(j, f,
		       "malloc_trim(0) gives free pages back at once: jcmd PID "
		       "System.trim_native_heap (JDK 17.0.9, 21), or a call in "
		       "the program; if little comes back, it is in use or "
		       "leaked");
	finding_remedy(j, f,
		       "or start one instance with another allocator: "
		       "LD_PRELOAD=libjemalloc.so.2 (package libjemalloc2); "
		       "its heap profile also names who allocates");
}
