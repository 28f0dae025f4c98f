/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/findings.h"

#include "account/sight.h"

/* A ring, a slab cache …; a whole part of the kernel; what was not seen. */
#define HOLDER .notice = LIMIT_HOLDER_NOTICE, .warning = LIMIT_HOLDER_WARNING
#define PART .notice = LIMIT_PART_NOTICE, .warning = LIMIT_PART_WARNING
#define UNSEEN .notice = LIMIT_UNSEEN_NOTICE, .warning = LIMIT_UNSEEN_WARNING
/* One kind of memory inside one process. */
#define PROCESS_MAP(limit)                  \
	.notice = LIMIT_PROCESS_MAP_NOTICE, \
	.warning = LIMIT_PROCESS_MAP_WARNING, .of_process = (limit)
#define ALERT                                                          \
	.remedy = { "run kmemwhere on the machine: it says who holds " \
		    "it" }
#define ARENA_REMEDIES                                                        \
	"try MALLOC_ARENA_MAX=2 in the environment of one instance and "      \
	"compare a day later: it costs speed only where many threads "        \
	"allocate at once",                                                   \
		"malloc_trim(0) gives free pages back at once: jcmd PID "     \
		"System.trim_native_heap (JDK 17.0.9, 21), or a call in the " \
		"program; if little comes back, it is in use or leaked",      \
		"or start one instance with another allocator: "              \
		"LD_PRELOAD=libjemalloc.so.2 (package libjemalloc2); its "    \
		"heap profile also names who allocates"

static const struct finding_row rows[] = {
#define FINDING(id, name, ...) [id] = { .code = name, __VA_ARGS__ },
#define FINDINGS_OF_ALERTS
#include "diagnose/findings.def"
#undef FINDINGS_OF_ALERTS
#undef FINDING
};

static const enum finding_code of_parts[MEMORY_PARTS_N] = {
#define MEMORY_TERM(id, member, name, label, doc, code, ...) [PART_##id] = code,
#define MEMORY_PART(id, member, name, label, doc, code, ...) [PART_##id] = code,
#include "model/memory/parts.def"
};

const struct finding_row *finding_row(enum finding_code code)
{
	return &rows[code];
}

enum finding_code part_finding(enum memory_part part)
{
	return of_parts[part];
}

unsigned finding_needs(enum finding_code code)
{
	unsigned all = is_queue_code(code) ? SIGHT_SOCKETS : SIGHT_MEMORY;

	return all | rows[code].needs;
}

bool is_queue_code(enum finding_code code)
{
	return rows[code].one;
}

const char *finding_code_name(enum finding_code code)
{
	return rows[code].code;
}
