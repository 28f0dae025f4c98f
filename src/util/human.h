/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Amounts as a person reads them: IEC units, one decimal. */
#ifndef KMW_UTIL_HUMAN_H
#define KMW_UTIL_HUMAN_H

#include <stddef.h>
#include <stdint.h>

/* Room for any amount. */
#define HUMAN_MAX 32

/* Writes digits, at most 20, and a NUL. Returns their number. */
size_t human_count(char *dst, uint64_t n);

/* "3.4 GiB", "512 B", "-1.0 MiB"; returns dst. */
const char *human_bytes(char dst[HUMAN_MAX], int64_t bytes);

/* The short form for table cells: "3.4G", "512", "8.0M"; returns dst. */
const char *human_short(char dst[HUMAN_MAX], int64_t bytes);

#endif
