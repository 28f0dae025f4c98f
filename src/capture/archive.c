/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/archive.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "source/tree.h"
#include "util/buf.h"

#ifdef HAVE_ARCHIVE
#include <archive.h>
#include <archive_entry.h>
#endif

#define TAR_MAGIC 257

/* What compressed files begin with: gzip, xz, zstd, bzip2, lz4. */
static const struct {
	const char *bytes;
	size_t n;
} magics[] = {
	{ "\x1f\x8b", 2 },
	{ "\xfd"
	  "7zXZ",
	  5 },
	{ "\x28\xb5\x2f\xfd", 4 },
	{ "BZh", 3 },
	{ "\x04\x22\x4d\x18", 4 },
};

bool archive_is_one(int fd)
{
	char head[TAR_MAGIC + 5];
	ssize_t n = pread(fd, head, sizeof(head), 0);

	for (size_t i = 0; i < sizeof(magics) / sizeof(*magics); i++)
		if (n >= (ssize_t)magics[i].n &&
		    !memcmp(head, magics[i].bytes, magics[i].n))
			return true;
	return n == sizeof(head) && !memcmp(head + TAR_MAGIC, "ustar", 5);
}

#ifdef HAVE_ARCHIVE

#define BLOCK_BYTES ((size_t)1 << 16)
/* Of one file; a capture's largest is the table of a million sockets. */
#define FILE_BYTES ((size_t)64 << 20)
/* All of it, unpacked: what is skipped has to be unpacked, too. */
#define UNPACKED_BYTES ((int64_t)4 << 30)
#define ENTRIES_MAX 500000

/* What is read of a captured folder: see kmemwhere-report(5). */
static const char *const wanted[] = {
	"proc/",
	"sys/fs/cgroup/",
	"sys/kernel/mm/hugepages/",
	"sys/kernel/slab/",
	"sys/bus/virtio/devices/",
	"sys/devices/system/node/",
	"etc/hostname",
	"sos_commands/networking/",
	"sos_commands/process/",
	"sos_commands/memory/",
	"sos_commands/kernel/",
	"sos_commands/date/",
	"sos_commands/host/",
};

static const char *const wanted_files[] = { "uname", "hostname", "date", "ps" };

static bool is_wanted(const char *name)
{
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
		if (!strncmp(name, wanted[i], strlen(wanted[i])))
			return true;
	for (size_t i = 0; i < sizeof(wanted_files) / sizeof(*wanted_files);
	     i++)
		if (!strcmp(name, wanted_files[i]))
			return true;
	return false;
}

/* No part of it leads up. */
static bool is_plain(const char *name)
{
	for (const char *p = name; *p; p += strcspn(p, "/"), p += *p == '/')
		if (p[0] == '.' && p[1] == '.' && (!p[2] || p[2] == '/'))
			return false;
	return true;
}

/* Its name in the captured folder, which may be one folder down; or NULL. */
static const char *name_of(struct archive_entry *e)
{
	const char *name = archive_entry_pathname(e), *slash;

	if (!name || archive_entry_filetype(e) != AE_IFREG ||
	    archive_entry_hardlink(e) || !is_plain(name))
		return NULL;
	while (!strncmp(name, "./", 2) || *name == '/')
		name += *name == '/' ? 1 : 2;
	if (is_wanted(name))
		return name;
	slash = strchr(name, '/');
	return slash && is_wanted(slash + 1) ? slash + 1 : NULL;
}

static int read_entry(struct archive *a, const char *name, struct buf *text,
		      struct tree *ret)
{
	buf_clear(text);
	for (;;) {
		la_ssize_t n;

		if (buf_reserve(text, BLOCK_BYTES))
			return -ENOMEM;
		n = archive_read_data(a, text->data + text->len, BLOCK_BYTES);
		if (n < 0)
			return -EBADMSG;
		if (!n)
			break;
		text->len += (size_t)n;
		if (text->len > FILE_BYTES)
			return -EFBIG;
	}
	return tree_put(ret, name, span_of(text->data, text->len));
}

static int read_entries(struct archive *a, struct tree *ret)
{
	struct archive_entry *e;
	struct buf text = { 0 };
	int err = 0;

	for (int i = 0; !err; i++) {
		int status = archive_read_next_header(a, &e);
		const char *name;

		if (status == ARCHIVE_EOF)
			break;
		if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
			err = -EBADMSG;
		else if (i == ENTRIES_MAX ||
			 archive_filter_bytes(a, 0) > UNPACKED_BYTES ||
			 archive_entry_size(e) > UNPACKED_BYTES)
			err = -EFBIG;
		if (err)
			break;
		name = name_of(e);
		if (name)
			err = read_entry(a, name, &text, ret);
	}
	buf_free(&text);
	return err;
}

int archive_read_files(int fd, struct tree *ret)
{
	struct archive *a = archive_read_new();
	int err = a ? 0 : -ENOMEM;

	if (err)
		return err;
	archive_read_support_filter_all(a);
	archive_read_support_format_tar(a);
	if (archive_read_open_fd(a, fd, BLOCK_BYTES) != ARCHIVE_OK)
		err = -EBADMSG;
	if (!err)
		err = read_entries(a, ret);
	archive_read_free(a);
	if (!err && !ret->n)
		err = -ENODATA;
	return err;
}

#else

int archive_read_files(int fd, struct tree *ret)
{
	(void)fd;
	(void)ret;
	return -EOPNOTSUPP;
}

#endif
