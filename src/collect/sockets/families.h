/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The families of sockets: how each is asked for, read and kept. */
#ifndef KMW_COLLECT_SOCKETS_FAMILIES_H
#define KMW_COLLECT_SOCKETS_FAMILIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/socket/socket.h"
#include "util/opt.h"
#include "util/span.h"

struct diag_request;
struct diag_row;
struct netns;

struct family {
	uint8_t af[2];	 /* to be asked for one after the other; 0: none */
	bool both_first; /* asked for as AF_UNSPEC first, all in one dump */
	bool tells_memory;
	uint64_t counted_since; /* /proc/net/protocols counts it; 0: ever */
	/* where the kernel has no handler: files below /proc/net, or NULL */
	const char *files[2];
	int (*parse_line)(struct span line, struct sock *ret);
};

const struct family *family_of(enum proto proto);

/* ", IPv4", ", IPv6" behind a protocol; "" where there is only one. */
const char *family_name(uint8_t af);

/* What to send for a dump; AF_UNSPEC is both IP versions, only of TCP. */
void family_request(enum proto proto, uint8_t af, bool keep_all,
		    struct diag_request *ret);

/* The payload of a message of the dump. Returns 0 or -EBADMSG. */
int family_parse(struct span payload, enum proto proto, struct diag_row *ret);

/*
 * How many sockets of the protocol and address family (AF_UNSPEC: of any) the
 * namespace has, by its sockstat or /proc/net/protocols, if they tell.
 */
struct opt_u64 family_count(const struct netns *ns, uint64_t kernel,
			    enum proto proto, uint8_t af);

#endif
