/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fact is one row. A table of rows stands beside each struct of the model
 * and of what is computed from it; recordings, the report, its schema and its
 * manual go by the rows.
 */
#ifndef KMW_MODEL_FIELD_H
#define KMW_MODEL_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/opt.h"

struct jsonw;
struct lookup;
struct snapshot;
struct walk;

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
	FIELD_COUNTS,	      /* uint32_t [n][m], lists by the names */
	FIELD_ADDRESS,	      /* of a struct sock: local or peer */
	FIELD_CALL,	      /* by functions; a word where it has names */
	FIELD_STRUCT,	      /* an object by sub */
	FIELD_TRISTATE,	      /* enum tristate; MAYBE is null */
	/* how the report is nested; see render/json/walk.h */
	FIELD_OBJECT, /* an object by sub, or null */
	FIELD_LIST,   /* a list of objects by sub */
	FIELD_FLAT,   /* a list of values: the only row of sub */
	FIELD_ALL,    /* all rows of sub, here */
	FIELD_PICK,   /* the row of sub that has that member, here */
	FIELD_TYPES_N
};

/* What stands in for it in a masked recording: see record/mask.c. */
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

/* What a row of the report has that is computed: the member of its type. */
union field_value {
	struct opt_u64 u;
	struct opt_i64 i;
	double real;
	bool yes;
	unsigned word; /* FIELD_ENUM, FIELD_TRISTATE */
	const char *text;
	char chars[128];
};

struct field {
	const char *key;  /* in a recording; NULL: not there */
	const char *json; /* in the report; likewise */
	const char *doc;  /* one sentence */
	const char *unit; /* of a number; NULL: as its key says, see unit.h */
	enum field_type type;
	enum mask_kind mask;
	size_t offset;
	size_t n; /* elements, or names */
	size_t m;
	const char *(*name)(size_t i);
	const struct table *sub;
	/* FIELD_CALL; 0 is not set; set returns 0 or -EINVAL */
	uint64_t (*get)(const void *row);
	int (*set)(void *row, uint64_t v);
	/* in the report: */
	bool none_at_0;		      /* 0 is null */
	bool positive;		      /* never 0 */
	bool sure;		      /* never null; of a list: never empty */
	bool (*has)(const void *row); /* else it is null */
	const char *pattern;	      /* of a text */
	void (*make)(const struct lookup *l, const void *row,
		     union field_value *ret);
	/* in place of what the type writes; never null itself */
	void (*put)(struct jsonw *j, const struct field *f, const void *row);
	/* hands the rows of a list, or that of an object, to walk_row() */
	void (*rows)(struct walk *w, const void *row);
};

struct table {
	const struct field *v;
	size_t n;
};

/* What is done with a type; the one list of types beside the enumeration. */
struct field_ops {
	/* whether it says anything: what is not there reads as 0, or unknown */
	bool (*is_set)(const struct field *f, const void *row);
	void (*write)(struct jsonw *j, const struct field *f, const void *row,
		      const struct snapshot *snap);
	/* of whole numbers: what is taken when they are read */
	int64_t min;
	int64_t max;
	bool is_number; /* unset it stands as 0 in a row, else as null */
	/* in the report: its type there, and whether a value is null */
	const char *word;
	bool nullable; /* the type has a value that is unknown */
	bool (*is_null)(const struct field *f, const void *row);
};

const struct field_ops *field_ops(const struct field *f);

/* Whether a recording has something of it. */
static inline bool field_is_set(const struct field *f, const void *row)
{
	return f->key && field_ops(f)->is_set(f, row);
}

bool table_is_set(const struct table *t, const void *row);

/* The row that the report has of the member at that offset. */
const struct field *table_member(const struct table *t, size_t offset);

/* An object of what is set, as recordings have it. */
void table_write(struct jsonw *j, const struct table *t, const void *row,
		 const struct snapshot *snap);

extern const struct table fields_host, fields_scope, fields_memory, fields_slab,
	fields_hugepool, fields_process, fields_shm, fields_consumer,
	fields_pool, fields_netns, fields_sockstat, fields_protocol,
	fields_totals, fields_sock, fields_owner, fields_probe,
	fields_queue_sample, fields_cgroup, fields_memcg, fields_caller,
	fields_task_memory, fields_hugenode, fields_bpf_object,
	fields_alloc_site, fields_detail, fields_drop_count, fields_qdisc,
	fields_nfqueue, fields_gap, fields_psi, fields_process_map,
	fields_class, fields_group, fields_mapping, fields_swap,
	fields_memory_events, fields_tcp, fields_paste, fields_paste_form,
	fields_meminfo;

extern const struct table fields_oom, fields_oom_limit, fields_oom_area,
	fields_oom_task, fields_oom_victim;

/* Names of an enumeration; NULL beyond it. */
const char *field_proto_name(size_t i);

#define MEMBER_N(T, m) sizeof(((T *)0)->m)
#define FIELD_TYPE(T, m) \
	_Generic(((T *)0)->m,                     \
		bool: FIELD_BOOL,                 \
		uint8_t: FIELD_U8,                \
		uint16_t: FIELD_U16,              \
		uint32_t: FIELD_U32,              \
		int32_t: FIELD_I32,               \
		uint64_t: FIELD_U64,              \
		int64_t: FIELD_I64,               \
		double: FIELD_REAL,               \
		char *: FIELD_CHARS,              \
		const char *: FIELD_NAME,         \
		struct opt_u64: FIELD_OPT,        \
		struct opt_i64: FIELD_OPT_I)

/* A member whose type says how it is written, under its name or a key. */
#define FIELD(T, m, ...) FIELD_KEY(#m, T, m, __VA_ARGS__)
#define FIELD_KEY(k, T, m, ...)                                            \
	{                                                                  \
		.key = (k), .type = FIELD_TYPE(T, m),                      \
		.offset = offsetof(T, m), .n = MEMBER_N(T, m), __VA_ARGS__ \
	}
/* Text, and what masks it. */
#define FIELD_TEXT(T, m, kind, ...)                                       \
	{                                                                 \
		.key = #m, .type = FIELD_CHARS, .offset = offsetof(T, m), \
		.mask = (kind), .n = MEMBER_N(T, m), __VA_ARGS__          \
	}
#define FIELD_AS(T, m, t, ...)                                                \
	{                                                                     \
		.key = #m, .type = (t), .offset = offsetof(T, m), __VA_ARGS__ \
	}
/* What else a row says where the report has it, too. */
#define SHOW(k, d) .json = (k), .doc = (d)
/* The sentence of a row that only recordings have. */
#define MEANS(d) .doc = (d)
/* In the report alone: a member, or what is made of the row. */
#define SHOWN(T, m, k, d, ...) FIELD_KEY(NULL, T, m, SHOW(k, d), __VA_ARGS__)
#define SHOWN_AS(T, m, t, k, d, ...)                                           \
	{                                                                      \
		.type = (t), .offset = offsetof(T, m), SHOW(k, d), __VA_ARGS__ \
	}
#define MADE(t, fn, k, d, ...)                                            \
	{                                                                 \
		.type = (t), .make = (fn), SHOW(k, d),                    \
		.n = sizeof(((union field_value *)0)->chars), __VA_ARGS__ \
	}
#define MADE_WORD(fn, k, d, names, count, ...)                \
	{                                                     \
		.type = FIELD_ENUM, .make = (fn), SHOW(k, d), \
		NAMES(names, count), __VA_ARGS__              \
	}
#define OBJECT(k, d, t, ...)                                               \
	{                                                                  \
		.type = FIELD_OBJECT, .sub = &(t), SHOW(k, d), __VA_ARGS__ \
	}
#define LIST(k, d, t, fn, ...)                                             \
	{                                                                  \
		.type = FIELD_LIST, .sub = &(t), SHOW(k, d), .rows = (fn), \
		__VA_ARGS__                                                \
	}
#define FLAT(k, d, t, fn)                                                 \
	{                                                                 \
		.type = FIELD_FLAT, .sub = &(t), SHOW(k, d), .rows = (fn) \
	}
#define ALL(t, ...)                                         \
	{                                                   \
		.type = FIELD_ALL, .sub = &(t), __VA_ARGS__ \
	}
/* The row of fields_NAME for a member of struct NAME. */
#define PICK(name, m) PICK_OF(fields_##name, struct name, m)
#define PICK_OF(t, T, m)                                                  \
	{                                                                 \
		.type = FIELD_PICK, .sub = &(t), .offset = offsetof(T, m) \
	}
/* Likewise, but null unless that function says yes. */
#define PICK_IF(t, T, m, fn)                                               \
	{                                                                  \
		.type = FIELD_PICK, .sub = &(t), .offset = offsetof(T, m), \
		.make = (fn)                                               \
	}
#define NAMES(fn, count) .name = (fn), .n = (count)
/* The names of an enumeration of n, from a function of its own type. */
#define NAMER(fn, of, T, count)                       \
	static const char *fn(size_t i)               \
	{                                             \
		return i < (count) ? of((T)i) : NULL; \
	}
#define TABLE(rows)                                      \
	{                                                \
		(rows), sizeof(rows) / sizeof((rows)[0]) \
	}

#endif
