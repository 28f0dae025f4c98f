/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/proc/smaps.h"

#include <errno.h>
#include <string.h>

#include "parse/field.h"

static const struct {
	const char *key;
	enum smaps_key k;
} keys[] = {
	{ "KernelPageSize", SM_KERNEL_PAGE },
	{ "Rss", SM_RSS },
	{ "Pss", SM_PSS },
	{ "Anonymous", SM_ANON },
	{ "LazyFree", SM_LAZY_FREE },
	{ "AnonHugePages", SM_THP },
	{ "Shared_Hugetlb", SM_SHARED_HUGETLB },
	{ "Private_Hugetlb", SM_PRIVATE_HUGETLB },
	{ "Swap", SM_SWAP },
	{ "Locked", SM_LOCKED },
};

static bool hex_until(struct span *line, char sep, uint64_t *ret)
{
	struct span head;

	return span_until(line, sep, &head) && !span_hex(head, ret);
}

static bool parse_rights(struct span word, struct mapping *m)
{
	static const char on[] = "rwx", off[] = "---";

	if (word.len != 4 || (word.p[3] != 'p' && word.p[3] != 's'))
		return false;
	for (size_t i = 0; i < 3; i++)
		if (word.p[i] != on[i] && word.p[i] != off[i])
			return false;
	m->readable = word.p[0] == 'r';
	m->writable = word.p[1] == 'w';
	m->executable = word.p[2] == 'x';
	m->shared = word.p[3] == 's';
	return true;
}

/* Of a long path the end stays: it tells the library. */
static void keep_name(struct span name, struct mapping *m)
{
	if (name.len >= sizeof(m->name)) {
		name.p += name.len - (sizeof(m->name) - 1);
		name.len = sizeof(m->name) - 1;
	}
	span_copy(name, m->name, sizeof(m->name));
}

/* "START-END rwxp OFFSET MAJOR:MINOR INODE   NAME" */
static int parse_header(struct span line, struct mapping *ret)
{
	struct mapping m = { 0 };
	struct span word, dev, minor;
	uint64_t offset, n;

	if (!hex_until(&line, '-', &m.start) ||
	    !hex_until(&line, ' ', &m.end) || m.end <= m.start)
		return -EINVAL;
	if (!span_word(&line, &word) || !parse_rights(word, &m))
		return -EINVAL;
	if (!span_word(&line, &word) || span_hex(word, &offset))
		return -EINVAL;
	if (!span_word(&line, &dev) || !span_until(&dev, ':', &minor) ||
	    span_hex(minor, &n) || span_hex(dev, &n))
		return -EINVAL;
	if (!span_word(&line, &word) || span_u64(word, &m.inode))
		return -EINVAL;
	keep_name(span_trim(line), &m);
	*ret = m;
	return 0;
}

static bool has_flag(struct span line, const char *flag)
{
	struct span word;

	while (span_word(&line, &word))
		if (span_is(word, flag))
			return true;
	return false;
}

/* "Rss:    868 kB"; larger than its mapping is nonsense. */
static bool parse_amount(struct span line, struct mapping *m, enum smaps_key k)
{
	uint64_t v = 0;

	if (field_kib(line, &v) || (k != SM_KERNEL_PAGE && v > mapping_size(m)))
		return false;
	if (m->known >> k & 1)
		return true;
	m->known |= UINT32_C(1) << k;
	m->v[k] = v;
	return true;
}

static bool parse_field(struct span line, struct mapping *m)
{
	struct span key;

	if (!span_until(&line, ':', &key))
		return false;
	if (span_is(key, "VmFlags")) {
		m->hugetlb = has_flag(line, "ht");
		return true;
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (span_is(key, keys[i].key))
			return parse_amount(line, m, keys[i].k);
	return true;
}

static bool is_header(struct span line)
{
	char c = line.len ? *line.p : '\0';

	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

int parse_smaps_end(struct smaps *s)
{
	bool open = s->open;

	s->open = false;
	return open ? s->mapping(s->data, &s->cur) : 0;
}

static int parse_line(struct smaps *s, struct span line)
{
	int err;

	if (!is_header(line)) {
		/* fields of a mapping that could not be read say nothing */
		s->bad += !s->open || !parse_field(line, &s->cur);
		return 0;
	}
	err = parse_smaps_end(s);
	s->open = !parse_header(line, &s->cur);
	s->bad += !s->open;
	return err;
}

int parse_smaps(struct smaps *s, struct span *text)
{
	struct span line;
	int err = 0;

	while (!err && span_until(text, '\n', &line))
		err = parse_line(s, line);
	return err;
}
