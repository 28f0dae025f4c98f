/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record/mask.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "model/snapshot.h"
#include "record/section.h"
#include "record/mask_address.h"
#include "record/mask_table.h"

struct mask {
	struct mask_table table;
};

/* One snapshot on its way. */
struct masking {
	struct mask_table *t;
	struct snapshot *snap;
	struct buf strings;  /* the new ones */
	struct idhash moved; /* old place + 1: new place */
	struct buf tmp;
};

/* The placeholders; %u is the number. */
static const struct {
	const char *format;
	const char *stays; /* a name that says nothing; NULL: none */
} words[] = {
	[MASK_HOST] = { "host-%u", NULL },
	[MASK_BOOT] = { "boot-%u", NULL },
	[MASK_COMM] = { "prog-%u", NULL },
	[MASK_CGROUP] = { "cg-%u", NULL },
	[MASK_CGROUP_NAME] = { "cgroup-%u", "/" },
	[MASK_NETNS] = { "netns-%u", "host" },
	[MASK_IF] = { "if-%u", "lo" },
	[MASK_FILE] = { "/file-%u", NULL },
	[MASK_SOCKET] = { "sock-%u", NULL },
	[MASK_EXAMPLE] = { "example-%u", NULL },
	[MASK_MAPPING] = { "/mapped-%u", NULL },
};

static int put_word(struct masking *m, enum mask_kind kind, const char *text,
		    size_t len)
{
	const char *stays = words[kind].stays;
	uint32_t n = 0;
	int err;

	if (!len ||
	    (stays && strlen(stays) == len && !memcmp(stays, text, len)))
		return buf_append(&m->tmp, text, len);
	err = mask_number(m->t, kind, text, len, &n);
	return err ? err : buf_printf(&m->tmp, words[kind].format, n);
}

/* Part by part: what is below what stays visible. */
static int put_path(struct masking *m, const char *path)
{
	int err = 0;

	while (!err && *path) {
		size_t len = strcspn(path, "/");

		err = put_word(m, MASK_CGROUP, path, len);
		path += len;
		if (!err && *path)
			err = buf_append(&m->tmp, path++, 1);
	}
	return err;
}

/* UNIX: whether it is abstract ('@') or a file stays visible. */
static int put_socket(struct masking *m, const struct sock *s, const char *name)
{
	int err;

	if (s->family != AF_UNIX)
		return put_word(m, MASK_IF, name, strlen(name));
	if (!*name)
		return 0;
	err = buf_append(&m->tmp, *name == '@' ? "@" : "/", 1);
	return err ? err : put_word(m, MASK_SOCKET, name, strlen(name));
}

static bool is_number_of(const char *s, const char *what)
{
	size_t len = strlen(what);

	return !strncmp(s, what, len) && s[len] &&
	       !s[len + strspn(s + len, "0123456789")];
}

/* "pid 1", "netns 4026531840", files of the kernel's own. */
static bool is_plain_example(const char *s)
{
	return is_number_of(s, "pid ") || is_number_of(s, "netns ") ||
	       !strncmp(s, "/proc/", 6);
}

/* "[heap]", "[stack]"; but "[anon:NAME]" is a name of the program's own. */
static bool is_plain_mapping(const char *s)
{
	return *s == '[' && !strchr(s, ':');
}

static int put_masked(struct masking *m, const struct field *f, const void *row,
		      const char *text)
{
	buf_clear(&m->tmp);
	if (buf_reserve(&m->tmp, 1))
		return -ENOMEM;
	m->tmp.data[0] = '\0';
	if (f->mask == MASK_CGROUP)
		return put_path(m, text);
	if (f->mask == MASK_SOCKET)
		return put_socket(m, row, text);
	if (f->mask == MASK_EXAMPLE && is_plain_example(text))
		return buf_append(&m->tmp, text, strlen(text));
	if (f->mask == MASK_MAPPING && is_plain_mapping(text))
		return buf_append(&m->tmp, text, strlen(text));
	return put_word(m, f->mask, text, strlen(text));
}

static int mask_chars(struct masking *m, const struct field *f, void *row)
{
	char *at = (char *)row + f->offset;
	int err = put_masked(m, f, row, at);

	if (err)
		return err;
	memset(at, 0, f->n);
	memcpy(at, m->tmp.data, m->tmp.len < f->n ? m->tmp.len : f->n - 1);
	return 0;
}

/* One text at one place stays one: rows may share it. */
static int mask_string(struct masking *m, const struct field *f, void *row)
{
	uint32_t *ref = (uint32_t *)(void *)((char *)row + f->offset);
	const uint32_t *at = idhash_find(&m->moved, (uint64_t)*ref + 1);
	size_t place = m->strings.len;
	int err;

	if (at) {
		*ref = *at;
		return 0;
	}
	err = put_masked(m, f, row, m->snap->strings.data + *ref);
	if (!err && place > UINT32_MAX)
		err = -ENOMEM;
	if (!err)
		err = buf_append(&m->strings, m->tmp.data, m->tmp.len + 1);
	if (!err)
		err = idhash_add(&m->moved, (uint64_t)*ref + 1,
				 (uint32_t)place);
	*ref = (uint32_t)place;
	return err;
}

static bool has_string(const struct field *f, const void *row)
{
	const char *at = (const char *)row + f->offset;

	return f->type == FIELD_STRING || (f->type == FIELD_STRING_OR_NONE &&
					   *(const uint32_t *)(const void *)at);
}

static int mask_row(struct masking *m, const struct table *t, void *row)
{
	int err = 0;

	for (size_t i = 0; !err && i < t->n; i++) {
		const struct field *f = &t->v[i];

		if (f->mask && f->type == FIELD_CHARS)
			err = mask_chars(m, f, row);
		else if (has_string(f, row))
			err = mask_string(m, f, row);
	}
	return err;
}

static int mask_section(struct masking *m, const struct section *s)
{
	char *base = section_base(s, m->snap), *at;
	struct vec vec;
	int err = 0;

	if (!base)
		return 0;
	at = base + s->offset;
	if (s->kind == SECTION_OBJECT)
		return mask_row(m, s->table, at);
	if (s->kind != SECTION_LIST)
		return 0;
	memcpy(&vec, at, sizeof(vec));
	for (size_t i = 0; !err && i < vec.n; i++)
		err = mask_row(m, s->table, (char *)vec.v + i * s->size);
	return err;
}

int mask_snapshot(struct mask *mask, struct snapshot *snap)
{
	struct masking m = { .t = &mask->table, .snap = snap };
	int err = buf_append(&m.strings, "", 1);

	for (size_t i = 0; !err && i < sections_n; i++)
		err = mask_section(&m, &sections[i]);
	for (size_t i = 0; !err && i < snap->socks.n; i++)
		err = mask_addresses(m.t, &snap->socks.v[i]);
	if (err) {
		buf_free(&m.strings);
	} else {
		buf_free(&snap->strings);
		snap->strings = m.strings;
	}
	idhash_free(&m.moved);
	buf_free(&m.tmp);
	return err;
}

int mask_new(struct mask **ret)
{
	struct mask *m = calloc(1, sizeof(*m));

	if (!m)
		return -ENOMEM;
	*ret = m;
	return 0;
}

void mask_free(struct mask *m)
{
	if (!m)
		return;
	mask_table_free(&m->table);
	free(m);
}
