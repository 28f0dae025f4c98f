/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A growable run of bytes; the data is always followed by a NUL. */
#ifndef KMW_UTIL_BUF_H
#define KMW_UTIL_BUF_H

#include <stddef.h>

struct buf {
	char *data; /* NULL while nothing was ever stored */
	size_t len;
	size_t cap;
};

/* Makes room for more bytes behind len (and a NUL). Returns 0 or -ENOMEM. */
int buf_reserve(struct buf *b, size_t more);

/* Appends bytes. Returns 0 or -ENOMEM; on failure b is as it was. */
int buf_append(struct buf *b, const void *bytes, size_t len);

/* Appends formatted text. Returns 0, -ENOMEM or -EINVAL. */
int buf_printf(struct buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Forgets the content and keeps the memory. */
void buf_clear(struct buf *b);

void buf_free(struct buf *b);

#endif
