/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect/owners/bpf_files.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_BPF
#include <linux/bpf.h>
#include <sys/syscall.h>

#include "bpf/files.lskel.h"

/* What the kernel's iterator gives at once (bpf_iter.c: 8 pages). */
#define READ_BYTES 32768

static int create_iterator(int link)
{
	union bpf_attr attr = { 0 };
	long fd;

	attr.iter_create.link_fd = (uint32_t)link;
	fd = syscall(SYS_bpf, BPF_ITER_CREATE, &attr, sizeof(attr));
	return fd < 0 ? -errno : (int)fd;
}

/* Returns an fd to read from, or -errno; program and link go with it. */
static int open_list(bool nested)
{
	struct kmw_files *skel = kmw_files__open();
	int r;

	if (!skel)
		return -ENOMEM;
	skel->rodata->nested = nested;
	r = kmw_files__load(skel);
	if (!r)
		r = kmw_files__list_files__attach(skel);
	if (r > 0)
		r = create_iterator(r);
	else if (!r)
		r = -EIO;
	kmw_files__destroy(skel);
	return r;
}

static size_t record_size(uint32_t kind)
{
	if (kind == FILE_UNLISTED)
		return sizeof(struct bpf_file) + sizeof(struct bpf_sock_facts);
	if (kind == FILE_QUEUE)
		return sizeof(struct bpf_file) + sizeof(struct bpf_queue_facts);
	return sizeof(struct bpf_file);
}

/* What of the bytes are whole records; the rest stays. */
static int take_records(const char *bytes, size_t len, bpf_file_fn *each,
			void *data, size_t *ret_taken)
{
	struct bpf_record record = { 0 };
	size_t at = 0, size;
	int err = 0;

	while (!err && len - at >= sizeof(record.file)) {
		memcpy(&record.file, bytes + at, sizeof(record.file));
		size = record_size(record.file.kind);
		if (len - at < size)
			break;
		memcpy(&record, bytes + at, size);
		err = each(&record, data);
		at += size;
	}
	*ret_taken = at;
	return err;
}

static int read_list(int fd, char *buf, bpf_file_fn *each, void *data)
{
	size_t len = 0, taken;
	int err;

	for (;;) {
		ssize_t n = read(fd, buf + len, READ_BYTES - len);

		/* EAGAIN: a million files that do not matter; go on */
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			return len ? -EIO : 0;
		len += (size_t)n;
		err = take_records(buf, len, each, data, &taken);
		if (err)
			return err;
		len -= taken;
		memmove(buf, buf + taken, len);
	}
}

int bpf_files_each(bool nested, bpf_file_fn *each, void *data)
{
	char *buf = malloc(READ_BYTES);
	int fd = buf ? open_list(nested) : -ENOMEM;
	int err = fd;

	if (fd >= 0) {
		err = read_list(fd, buf, each, data);
		close(fd);
	}
	free(buf);
	return err;
}
#else
int bpf_files_each(bool nested, bpf_file_fn *each, void *data)
{
	(void)nested;
	(void)each;
	(void)data;
	return -EOPNOTSUPP;
}
#endif
