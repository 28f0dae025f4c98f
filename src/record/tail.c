/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record/tail.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "record/document.h"

#define PIECE 65536

ssize_t tail_read(int fd, char *dst, size_t len, off_t at)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = pread(fd, dst + done, len - done, at + (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

int tail_is_recording(int fd, off_t size)
{
	char begin[sizeof(DOCUMENT_BEGIN) - 1];
	ssize_t n;

	if (!size)
		return 0;
	n = tail_read(fd, begin, sizeof(begin), 0);
	if (n < 0)
		return (int)n;
	return memcmp(begin, DOCUMENT_BEGIN, (size_t)n) ? -EBADMSG : 0;
}

int tail_find(int fd, off_t size, off_t *ret)
{
	char piece[PIECE];
	off_t end = size;

	while (end > 0) {
		size_t len = end < PIECE ? (size_t)end : PIECE;
		ssize_t n = tail_read(fd, piece, len, end - (off_t)len);
		const char *nl;

		if (n < 0)
			return (int)n;
		nl = memrchr(piece, '\n', (size_t)n);
		if (nl) {
			*ret = end - (off_t)len + (nl - piece) + 1;
			return 0;
		}
		end -= (off_t)len;
	}
	*ret = 0;
	return 0;
}
