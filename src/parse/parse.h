/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes of /proc and /sys files to facts. Pure: no file is opened here. A
 * parser stores only what it could read to the end of its line; a line that it
 * knows but cannot read (truncated, not a number, too large) is counted in
 * *bad and its field stays unknown, and so does a sum that it belongs to.
 * Lines that it does not know are skipped; of a line that is there twice, the
 * first one stands.
 *
 * Returns, all of them: 0, or -EINVAL where the text has no line at all that
 * the format has (then nothing is stored), or -ENOMEM.
 */
#ifndef KMW_PARSE_PARSE_H
#define KMW_PARSE_PARSE_H

#include <stddef.h>

#include "util/opt.h"
#include "util/span.h"

/*
 * A sysctl file of n numbers in a row ("4096 8192 16384"), none above 2^45.
 * Without a newline at the end the last one may be cut and stays unknown.
 */
int parse_sysctl(struct span text, struct opt_u64 *ret, size_t n,
		 unsigned *bad);

/*
 * The same out of `sysctl -a` ("net.ipv4.tcp_mem = 4096 8192 16384").
 * Returns -EINVAL where the key is not there.
 */
int parse_sysctl_list(struct span text, const char *key, struct opt_u64 *ret,
		      size_t n, unsigned *bad);

/* A kernel release ("6.1.0-18-amd64"): KERNEL(6, 1). Unknown if odd. */
struct opt_u64 parse_kernel_release(struct span text);

#endif
