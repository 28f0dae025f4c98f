/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "parse/field.h"
#include "parse/text/ss.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* "skmem:(r0,rb212992,…)", and "mem:(r0,w0,f0,t0)" of kernels before 3.6 */
struct mem_key {
	const char *key;
	size_t offset; /* in struct skmem */
};

static const struct mem_key skmem_keys[] = {
	{ "r", offsetof(struct skmem, rmem_alloc) },
	{ "rb", offsetof(struct skmem, rcvbuf) },
	{ "t", offsetof(struct skmem, wmem_alloc) },
	{ "tb", offsetof(struct skmem, sndbuf) },
	{ "f", offsetof(struct skmem, fwd_alloc) },
	{ "w", offsetof(struct skmem, wmem_queued) },
	{ "o", offsetof(struct skmem, optmem) },
	{ "bl", offsetof(struct skmem, backlog) },
	{ "d", offsetof(struct skmem, drops) },
};

/* What both forms have. */
static const char *const mem_needed[] = { "r", "f", "w", "t" };

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t word_length(struct span s)
{
	size_t n = 0;

	while (n < s.len && !blank(s.p[n]))
		n++;
	return n;
}

/* "KEY(…)": what is inside of the word's parentheses. False if it is cut. */
static bool in_parentheses(struct span word, const char *key, struct span *ret)
{
	size_t len = strlen(key);

	if (word.len <= len || word.p[word.len - 1] != ')')
		return false;
	*ret = span_of(word.p + len, word.len - len - 1);
	return true;
}

static size_t letters(struct span s)
{
	size_t n = 0;

	while (n < s.len && s.p[n] >= 'a' && s.p[n] <= 'z')
		n++;
	return n;
}

/* fwd_alloc may be negative, and ss prints it as if it were not. */
static bool read_mem_item(struct span item, struct sock *s)
{
	size_t n = letters(item);
	struct span key = span_of(item.p, n);

	for (size_t i = 0; i < COUNT(skmem_keys); i++) {
		uint32_t v;
		int64_t wide;

		if (!span_is(key, skmem_keys[i].key))
			continue;
		if (span_i64(span_from(item, n), &wide) || wide > UINT32_MAX ||
		    wide < INT32_MIN)
			return false;
		v = (uint32_t)wide;
		memcpy((char *)&s->mem + skmem_keys[i].offset, &v, sizeof(v));
		s->has_drops |= span_is(key, "d");
		return true;
	}
	return true; /* of a later kernel */
}

static bool has_key(struct span list, const char *key)
{
	struct span item;

	while (span_item(&list, ',', &item))
		if (span_is(span_of(item.p, letters(item)), key))
			return true;
	return false;
}

static bool read_mem(struct span word, const char *key, struct ss_row *row)
{
	struct sock s = row->sock;
	struct span list, item;

	row->sock.has_mem = 0; /* of several the last one is the kernel's */
	if (!in_parentheses(word, key, &list))
		return false;
	for (size_t i = 0; i < COUNT(mem_needed); i++)
		if (!has_key(list, mem_needed[i]))
			return false;
	memset(&s.mem, 0, sizeof(s.mem));
	s.has_drops = 0;
	while (span_item(&list, ',', &item))
		if (!read_mem_item(item, &s))
			return false;
	s.has_mem = 1;
	row->sock = s;
	return true;
}

/* "timer:(persist,1.2sec,3)"; the last is retransmissions or probes */
static bool read_timer(struct span word, const char *key, struct ss_row *row)
{
	static const struct field_word timers[] = {
		{ "on", TIMER_RETRANS },
		{ "keepalive", TIMER_KEEPALIVE },
		{ "timewait", TIMER_TIMEWAIT },
		{ "persist", TIMER_PERSIST },
	};
	struct span list, name, expires, count;
	uint64_t n = 0;
	int timer;

	if (!in_parentheses(word, key, &list) ||
	    !span_item(&list, ',', &name) || !span_item(&list, ',', &expires) ||
	    !span_item(&list, ',', &count) || span_u64(count, &n))
		return false;
	if (FIELD_WORD(name, timers, &timer)) {
		row->sock.timer = (unsigned)timer & TIMER_MASK;
		row->sock.retrans = (uint8_t)(n > 255 ? 255 : n);
	}
	return true;
}

static bool read_uid(struct span value, const char *key, struct ss_row *row)
{
	uint64_t v = 0;

	if (!span_cut(&value, key) || span_u64(value, &v) || v > UINT32_MAX)
		return false;
	row->sock.uid = (uint32_t)v;
	return true;
}

static bool read_inode(struct span value, const char *key, struct ss_row *row)
{
	uint64_t v = 0;

	if (!span_cut(&value, key) || span_u64(value, &v) || v > UINT32_MAX)
		return false;
	/* a UNIX socket's own stands in its address; this is its file's */
	if (row->sock.proto != PROTO_UNIX)
		row->sock.inode = (uint32_t)v;
	row->sock.inode_unknown = 0;
	return true;
}

static bool read_cookie(struct span value, const char *key, struct ss_row *row)
{
	return span_cut(&value, key) && !span_hex(value, &row->sock.cookie);
}

static bool read_v6only(struct span value, const char *key, struct ss_row *row)
{
	row->sock.v6only = span_cut(&value, key) && span_is(value, "1");
	return true;
}

/* "unacked:3", "notsent:17" */
static bool read_unsent(struct span value, const char *key, struct ss_row *row)
{
	return span_cut(&value, key) &&
	       !span_u64(value, *key == 'u' ? &row->unacked : &row->notsent);
}

/* "backoff:3", and "retrans:2/17": now and since it began */
static bool read_lost(struct span word, const char *key, struct ss_row *row)
{
	struct span now;
	uint64_t n = 0;

	if (!span_cut(&word, key) || !span_item(&word, '/', &now) ||
	    span_u64(now, &n))
		return false;
	row->lost = n > row->lost ? n : row->lost;
	return true;
}

static uint64_t item_value(struct span list, const char *key)
{
	size_t len = strlen(key);
	struct span item;
	uint64_t v = 0;

	while (span_item(&list, ',', &item))
		if (span_starts(item, key) &&
		    !span_u64(span_from(item, len), &v))
			return v;
	return 0;
}

/* "ring_rx(blk_size:1048576,blk_nr:32,…)" */
static bool read_ring(struct span word, const char *key, struct ss_row *row)
{
	uint64_t size, n;
	struct span list;

	if (!in_parentheses(word, key, &list))
		return false;
	size = item_value(list, "blk_size:");
	n = item_value(list, "blk_nr:");
	if (size > UINT32_MAX || n > UINT32_MAX ||
	    field_add(&row->sock.ring_bytes, size * n, AMOUNT_MAX))
		return false;
	return true;
}

/*
 * What is read. A cgroup's path and what comes behind it can be made to look
 * like anything, so what comes before it is not looked for any more.
 */
static const struct attribute {
	const char *key;
	bool (*read)(struct span word, const char *key, struct ss_row *row);
	bool behind_cgroup;
} attributes[] = {
	{ "skmem:(", read_mem, true },	   { "mem:(", read_mem, true },
	{ "timer:(", read_timer, false },  { "uid:", read_uid, false },
	{ "ino:", read_inode, false },	   { "sk:", read_cookie, false },
	{ "v6only:", read_v6only, true },  { "ring_rx(", read_ring, true },
	{ "ring_tx(", read_ring, true },   { "unacked:", read_unsent, true },
	{ "notsent:", read_unsent, true }, { "backoff:", read_lost, true },
	{ "retrans:", read_lost, true },
};

static void read_attribute(struct span word, struct ss_row *row, unsigned *bad)
{
	bool behind = row->cgroup.len > 0;

	for (size_t i = 0; i < COUNT(attributes); i++) {
		const struct attribute *a = &attributes[i];

		if (!span_starts(word, a->key))
			continue;
		if (!behind || a->behind_cgroup)
			*bad += !a->read(word, a->key, row);
		return;
	}
}

/* A path ends where the line, or what ss prints behind it, tells. */
static size_t cgroup_length(struct span s)
{
	static const char *const behind[] = { "\n",	 " v6only:", " <->",
					      " -->",	 " <--",     " ---",
					      " skmem:(" };

	for (size_t i = 0; i < COUNT(behind); i++) {
		const char *p =
			memmem(s.p, s.len, behind[i], strlen(behind[i]));

		if (p)
			s.len = (size_t)(p - s.p);
	}
	return s.len;
}

/*
 * Reads "cgroup:/…" and returns what of s is done with. A path can look like
 * what stands behind it; in a folded record that is v6only and no figure.
 */
static size_t read_cgroup(struct span s, bool folded, struct ss_row *row)
{
	size_t n = cgroup_length(s);
	const char *end = memchr(s.p, '\n', s.len);

	row->cgroup = span_from(span_of(s.p, n), strlen("cgroup:"));
	if (!folded)
		return n;
	s.len = end ? (size_t)(end - s.p) : s.len;
	row->sock.v6only = memmem(s.p, s.len, " v6only:1", 9) != NULL;
	return s.len;
}

void ss_parse_attributes(struct span s, bool folded, struct ss_row *row,
			 unsigned *bad)
{
	while (s.len) {
		size_t n = word_length(s);
		struct span word = span_of(s.p, n), users = { 0 };

		if (!n) {
			s = span_from(s, 1);
			continue;
		}
		if (span_starts(word, "users:(") && !row->cgroup.len) {
			size_t len = ss_users_length(s, &users);

			*bad += !len;
			row->users = users;
			n = len > n ? len : n;
		} else if (span_starts(word, "cgroup:/") && !row->cgroup.len) {
			n = read_cgroup(s, folded, row);
		} else {
			read_attribute(word, row, bad);
		}
		s = span_from(s, n);
	}
}
