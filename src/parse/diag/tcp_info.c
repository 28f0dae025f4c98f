/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/diag/diag.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/tcp.h>
#include <string.h>

#include "parse/diag/nlattr.h"

/* The struct as it was in 2.6.14, when it became an attribute. */
#define SIZE_MIN 104

/* Places in struct tcp_info: the kernel's ABI, and headers may be older. */
enum {
	AT_RETRANSMITS = 2,
	AT_PROBES = 3,
	AT_LAST_DATA_RECV = 52,
	AT_BYTES_RECEIVED = 128,
	AT_NOTSENT_BYTES = 144,
	AT_BUSY_TIME = 168,
	AT_RWND_LIMITED = 176,
	AT_RCV_OOOPACK = 224,
	AT_SND_WND = 228,
};

_Static_assert(offsetof(struct tcp_info, tcpi_retransmits) == AT_RETRANSMITS &&
		       offsetof(struct tcp_info, tcpi_probes) == AT_PROBES &&
		       offsetof(struct tcp_info, tcpi_last_data_recv) ==
			       AT_LAST_DATA_RECV &&
		       offsetof(struct tcp_info, tcpi_bytes_received) ==
			       AT_BYTES_RECEIVED &&
		       offsetof(struct tcp_info, tcpi_notsent_bytes) ==
			       AT_NOTSENT_BYTES,
	       "struct tcp_info");

static struct opt_u64 get(struct span info, size_t at, size_t size)
{
	uint64_t u64 = 0;
	uint32_t u32 = 0;

	if (info.len < at + size)
		return (struct opt_u64){ 0 };
	if (size == sizeof(u64)) {
		memcpy(&u64, info.p + at, sizeof(u64));
		return opt_u64(u64);
	}
	if (size == sizeof(u32)) {
		memcpy(&u32, info.p + at, sizeof(u32));
		return opt_u64(u32);
	}
	return opt_u64((unsigned char)info.p[at]);
}

static void decode(struct span info, struct tcp_facts *ret)
{
	*ret = (struct tcp_facts){
		.known = true,
		.bytes_received = get(info, AT_BYTES_RECEIVED, 8),
		.peer_window_bytes = get(info, AT_SND_WND, 4),
		.notsent_bytes = get(info, AT_NOTSENT_BYTES, 4),
		.busy_us = get(info, AT_BUSY_TIME, 8),
		.rwnd_limited_us = get(info, AT_RWND_LIMITED, 8),
		.retransmits = opt_or0(get(info, AT_RETRANSMITS, 1)),
		.probes = opt_or0(get(info, AT_PROBES, 1)),
		.out_of_order = opt_or0(get(info, AT_RCV_OOOPACK, 4)),
		.last_received_ms = opt_or0(get(info, AT_LAST_DATA_RECV, 4)),
	};
}

static const struct nlattr_row rows[] = {
	{ .type = INET_DIAG_INFO, .read = nlattr_span },
};

int parse_tcp_info(struct span payload, struct tcp_facts *ret)
{
	struct inet_diag_msg m;
	struct span info = { 0 };

	if (nlattr_header(&payload, &m, sizeof(m)) ||
	    NLATTRS(payload, rows, &info))
		return -EBADMSG;
	if (!info.p)
		return -ENOENT;
	if (info.len < SIZE_MIN)
		return -EBADMSG;
	decode(info, ret);
	return 0;
}
