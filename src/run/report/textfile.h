/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file that others read while it is replaced, as node_exporter's textfile
 * collector wants it: it is there whole, old or new, or not at all.
 */
#ifndef KMW_RUN_REPORT_TEXTFILE_H
#define KMW_RUN_REPORT_TEXTFILE_H

#include <stdio.h>

/*
 * Writes path by write(arg, stream), in a hidden file beside it whose name
 * ends in ".tmp", which is synced, made readable for all (0644) and renamed;
 * what killed runs left there is removed after an hour.
 * Returns 0; or -errno, and what stood there before is as it was. What write
 * returns is handed on. -EISDIR, -EINVAL: path is a folder, or something else
 * that is no plain file (a symbolic link, a device); it is left alone.
 */
int textfile_write(const char *path, int (*write)(void *arg, FILE *out),
		   void *arg);

#endif
