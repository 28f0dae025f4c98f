/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The form of a recording: tables of the members of the model's structs. A
 * new member costs one row; writing, reading and masking go by the rows.
 */
#ifndef KMW_RECORD_FIELD_H
#define KMW_RECORD_FIELD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/opt.h"

struct put;

enum field_type {
	FIELD_BOOL,
	FIELD_U8,
	FIELD_U16,
	FIELD_U32,
	FIELD_I32,
	FIELD_U64, /* an amount or a count: bounded on reading */
	FIELD_I64,
	FIELD_REAL,
	FIELD_OPT,
	FIELD_OPT_I,
	FIELD_CHARS,	      /* char [n], ended by a NUL */
	FIELD_NAME,	      /* const char *, static where it is not read */
	FIELD_ID,	      /* uint64_t of any size */
	FIELD_STRING,	      /* uint32_t, into snapshot.strings */
	FIELD_STRING_OR_NONE, /* likewise; 0 is none */
	FIELD_ENUM,	      /* enum, by the names of name() */
	FIELD_ENUM8,	      /* uint8_t, likewise */
	FIELD_NAMED,	      /* struct opt_u64 [n], an object by the names */
	FIELD_STRUCT,	      /* an object by sub */
	FIELD_CALL,	      /* by functions of its own */
};

/* What stands in for it in a masked recording: see mask.c. */
enum mask_kind {
	MASK_NOT,
	MASK_HOST,
	MASK_BOOT,
	MASK_COMM,
	MASK_CGROUP, /* a path, part by part */
	MASK_CGROUP_NAME,
	MASK_NETNS,
	MASK_IF,
	MASK_FILE,
	MASK_SOCKET, /* of a UNIX socket; an interface of others */
	MASK_EXAMPLE,
	MASK_MAPPING, /* a file; what the kernel calls it stays */
};

struct table;

struct field {
	const char *key;
	enum field_type type;
	enum mask_kind mask;
	size_t offset;
	size_t n; /* elements, or names */
	const char *(*name)(size_t i);
	const struct table *sub;
	/* FIELD_CALL; get returns 0 or -EINVAL */
	bool (*is_set)(const void *row);
	void (*put)(struct put *p, const void *row);
	int (*get)(const json_t *v, void *row);
};

struct table {
	const struct field *v;
	size_t n;
};

enum section_kind {
	SECTION_OBJECT, /* one struct */
	SECTION_LIST,	/* a vector of the model: v, n, cap */
	SECTION_FIXED,	/* an array of max in the struct, its count at count */
	SECTION_WORDS,	/* an array of max, each row begins with its name() */
};

struct section {
	const char *key;
	enum section_kind kind;
	size_t offset; /* in struct snapshot */
	size_t count;
	size_t size; /* of an element */
	size_t max;
	const struct table *table;
	const char *(*name)(size_t i); /* SECTION_WORDS; NULL beyond max */
	bool of_process_map; /* in the struct inside that the snapshot may have */
};

struct snapshot;

/* Where the section is; NULL: this snapshot has no inside. */
void *section_base(const struct section *s, struct snapshot *snap);
const void *section_at(const struct section *s, const struct snapshot *snap);

/* How all vectors of the model begin. */
struct vec {
	void *v;
	size_t n;
	size_t cap;
};

extern const struct section sections[];
extern const size_t sections_n;

extern const struct table fields_host, fields_scope, fields_memory, fields_slab,
	fields_hugepool, fields_process, fields_shm, fields_consumer,
	fields_pool, fields_netns, fields_sockstat, fields_protocol,
	fields_totals, fields_sock, fields_owner, fields_probe,
	fields_queue_sample, fields_cgroup, fields_memcg, fields_caller,
	fields_task, fields_hugenode, fields_bpf, fields_site, fields_detail,
	fields_drop_count, fields_qdisc, fields_nfqueue, fields_gap, fields_psi,
	fields_process_map, fields_class, fields_group, fields_mapping;

/* Names of an enumeration; NULL beyond it. */
const char *field_proto_name(size_t i);

#define FIELD_TYPE(T, m) \
	_Generic(((T *)0)->m,        \
		bool: FIELD_BOOL,    \
		uint8_t: FIELD_U8,   \
		uint16_t: FIELD_U16, \
		uint32_t: FIELD_U32, \
		int32_t: FIELD_I32,  \
		uint64_t: FIELD_U64, \
		int64_t: FIELD_I64,  \
		double: FIELD_REAL,  \
		char *: FIELD_CHARS, \
		const char *: FIELD_NAME, \
		struct opt_u64: FIELD_OPT, \
		struct opt_i64: FIELD_OPT_I)

/* A member whose type says how it is written. */
#define FIELD(T, m) FIELD_KEY(#m, T, m)
#define FIELD_KEY(k, T, m)                            \
	{                                             \
		.key = (k), .type = FIELD_TYPE(T, m), \
		.offset = offsetof(T, m),             \
	}
/* Text: its array's size, and what masks it. */
#define FIELD_TEXT(T, m, kind)                                            \
	{                                                                 \
		.key = #m, .type = FIELD_CHARS, .offset = offsetof(T, m), \
		.mask = (kind), .n = sizeof(((T *)0)->m),                 \
	}
#define FIELD_AS(T, m, t, ...)                                                \
	{                                                                     \
		.key = #m, .type = (t), .offset = offsetof(T, m), __VA_ARGS__ \
	}
#define TABLE(rows)                                      \
	{                                                \
		(rows), sizeof(rows) / sizeof((rows)[0]) \
	}

#endif
