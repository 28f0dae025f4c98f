/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sockets of a captured machine, as files of /proc/net have them. */
#ifndef KMW_CAPTURE_CAPTURED_SOCKFILES_H
#define KMW_CAPTURE_CAPTURED_SOCKFILES_H

#include <stdint.h>

struct captured_socks;
struct source;

/*
 * Adds what tcp, udp, udplite and raw below dir list, of both IP versions, of
 * the protocols that no listing of the namespace had. Returns 0 or -ENOMEM.
 */
int captured_sockfiles(const struct source *src, const char *dir,
		       uint32_t netns, struct captured_socks *c);

#endif
