/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/facts.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "model/gap.h"
#include "parse/parse.h"
#include "source/source.h"

#define PATH_LEN 4096 /* cgroups are deep */
#define SYSCTL_DIR "proc/sys/"
#define SYSCTL_LIST "sos_commands/kernel/sysctl_-a"

static struct span text_of(const struct facts *f)
{
	return span_of(f->text.data, f->text.len);
}

static int path_of(const struct facts *f, const struct facts_file *row,
		   char path[PATH_LEN])
{
	int n;

	if (*row->path == '/' || !f->dir)
		n = snprintf(path, PATH_LEN, "%s",
			     row->path + (*row->path == '/'));
	else
		n = snprintf(path, PATH_LEN, "%s/%s", f->dir, row->path);
	return n < PATH_LEN ? 0 : -ENAMETOOLONG;
}

/* net/ipv4/tcp_mem of sysctl(8) is net.ipv4.tcp_mem */
static int read_list(struct facts *f, const struct facts_file *row, void *to,
		     unsigned *bad)
{
	char key[128];
	int err = source_read(f->src, SYSCTL_LIST, &f->text);

	if (err)
		return err;
	snprintf(key, sizeof(key), "%s", row->path + strlen(SYSCTL_DIR));
	for (char *p = key; *p; p++)
		if (*p == '/')
			*p = '.';
	return parse_sysctl_list(text_of(f), key, to, row->numbers, bad);
}

static int read_row(struct facts *f, const struct facts_file *row,
		    const char *path, void *to, unsigned *bad)
{
	int err = source_read(f->src, path, &f->text), more;

	if (!err)
		return row->numbers
			       ? parse_sysctl(text_of(f), to, row->numbers, bad)
			       : row->parse(text_of(f), to, bad);
	if (err == -ENOMEM || !row->numbers || !f->src->capture)
		return err;
	more = read_list(f, row, to, bad);
	return !more || more == -ENOMEM ? more : err;
}

/* Whether it may be so. */
static bool is_expected(const struct facts *f, unsigned flags, int err)
{
	bool optional = flags & FACTS_OPTIONAL ||
			(flags & FACTS_OPTIONAL_LIVE && !f->src->capture);

	switch (-err) {
	case 0:
		return true;
	case ENOENT:
	case ENODEV:
	case EOPNOTSUPP:
		return optional;
	case EACCES:
		return flags & FACTS_GUARDED;
	default:
		return err == -ENOMEM;
	}
}

static void add_gap(const struct facts *f, const struct facts_file *row,
		    const char *path, int err)
{
	if (f->of)
		gaps_add(f->gaps, row->what, err, row->effect, "%s of %.40s",
			 row->path, f->of);
	else
		gaps_add(f->gaps, row->what, err, row->effect, "%s%s",
			 *row->path == '/' ? "/" : "", path);
}

int facts_read(struct facts *f, const struct facts_file *row, void *to)
{
	char path[PATH_LEN];
	unsigned bad = 0;
	int err = path_of(f, row, path);

	if (!err)
		err = read_row(f, row, path, (char *)to + row->offset, &bad);
	if (!row->what)
		return err;
	if (!is_expected(f, row->flags, err) ||
	    (bad && !(row->flags & FACTS_LINES)))
		add_gap(f, row, path,
			!err && row->flags & FACTS_BROKEN ? EBADMSG : err);
	if (bad && row->flags & FACTS_LINES)
		gaps_add(f->gaps, row->what, EBADMSG,
			 "lines that could not be read are left out",
			 "/%s: %u lines", path, bad);
	return err;
}

int facts_read_all(struct facts *f, const struct facts_file *rows, size_t n,
		   void *to)
{
	for (size_t i = 0; i < n; i++)
		if (facts_read(f, &rows[i], to) == -ENOMEM)
			return -ENOMEM;
	return 0;
}

int facts_number(const struct source *src, struct buf *text, uint64_t *ret,
		 const char *format, ...)
{
	struct opt_u64 v = { 0 };
	char path[PATH_LEN];
	unsigned bad = 0;
	va_list args;
	int n, err;

	va_start(args, format);
	n = vsnprintf(path, sizeof(path), format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof(path))
		return -ENAMETOOLONG;
	err = source_read(src, path, text);
	if (!err)
		err = parse_sysctl(span_of(text->data, text->len), &v, 1, &bad);
	if (!err && !v.known)
		err = -EINVAL;
	if (!err)
		*ret = v.v;
	return err;
}
