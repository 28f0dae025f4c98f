/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who a captured machine was. */
#ifndef KMW_CAPTURE_CAPTURED_HOST_H
#define KMW_CAPTURE_CAPTURED_HOST_H

#include "util/opt.h"

struct host;
struct source;

/*
 * From proc/version, proc/uptime, proc/stat, proc/sys/kernel and the output of
 * uname -a and hostname that a sosreport holds; what is missing stays unknown.
 * The page size is not among it: see infer_page_size().
 */
void captured_host(const struct source *src, struct host *ret);

/*
 * When it was captured, in ms since 1970: the output of date(1), where it is in
 * UTC ("date -u +%Y-%m-%dT%H:%M:%SZ", or the usual words). Else unknown.
 */
struct opt_u64 captured_time(const struct source *src);

#endif
